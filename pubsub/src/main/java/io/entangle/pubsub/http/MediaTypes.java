package io.entangle.pubsub.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of bodies there are, and which of them a request sends or accepts. */
final class MediaTypes {
    static final String JSON = "application/json";
    static final String JSON_LINES = "application/x-ndjson";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String MERGE_PATCH = "application/merge-patch+json";
    static final String DELTA = "application/vnd.entangle.delta+json";
    static final String PROBLEM = "application/problem+json";

    private static final double PREFERENCE = 1e-6;

    private MediaTypes() {}

    /** The kind of the request's body, or null if it is none that is taken; all are of UTF-8. */
    static @Nullable String ofBody(HttpServerRequest request, String... taken) {
        String header = request.getHeader("Content-Type");
        if (header == null) {
            return null;
        }
        String[] parts = header.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").trim();
            if (parameter.startsWith("charset") && !parameter.equals("charset=utf-8")) {
                return null;
            }
        }
        return List.of(taken).contains(parts[0].trim()) ? parts[0].trim() : null;
    }

    /** What the request accepts most of what is offered; what is offered first, where it does not care. */
    static String accepted(HttpServerRequest request, String... offered) {
        List<String> headers = request.headers().getAll("Accept");
        String accepted = String.join(",", headers).toLowerCase(Locale.ROOT);
        if (accepted.isBlank()) {
            return offered[0];
        }
        String[] ranges = accepted.split(",");
        String best = null;
        double bestQuality = 0;
        for (String type : offered) {
            double quality = quality(ranges, type);
            if (quality > bestQuality) {
                best = type;
                bestQuality = quality;
            }
        }
        if (best == null) {
            throw Problem.NOT_ACCEPTABLE.because("it can be had as " + String.join(", ", offered));
        }
        return best;
    }

    /**
     * How welcome a type is, from 0 to 1, as the most specific range says that it is in; a little more where that
     * is more specific, for a type that is named is meant.
     */
    private static double quality(String[] ranges, String type) {
        String group = type.substring(0, type.indexOf('/')) + "/*";
        double quality = 0;
        int specific = -1;
        for (String range : ranges) {
            String[] parts = range.split(";", -1);
            String name = parts[0].trim();
            int found = name.equals(type) ? 2 : name.equals(group) ? 1 : name.equals("*/*") ? 0 : -1;
            if (found > specific) {
                specific = found;
                quality = weight(parts);
            }
        }
        return quality == 0 ? 0 : quality + specific * PREFERENCE;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (parameter.matches("q=[01](\\.[0-9]{0,3})?")) {
                return Math.min(1, Double.parseDouble(parameter.substring(2)));
            }
        }
        return 1;
    }
}
