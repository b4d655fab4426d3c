package io.entangle.pubsub.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request's query parameters, all of them known and each there once. */
final class Query {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,15}");

    private final MultiMap parameters;

    private Query(MultiMap parameters) {
        this.parameters = parameters;
    }

    /** The parameters of a request that may have those of the given names. */
    static Query of(RoutingContext routing, String... known) {
        MultiMap parameters = routing.queryParams();
        for (String name : parameters.names()) {
            if (!List.of(known).contains(name)) {
                throw wrong(name, known.length == 0 ? "there are none here" : "those known here are " + List.of(known));
            }
            if (parameters.getAll(name).size() > 1) {
                throw wrong(name, "it may be given once");
            }
        }
        return new Query(parameters);
    }

    boolean has(String name) {
        return parameters.contains(name);
    }

    @Nullable
    String text(String name) {
        return parameters.get(name);
    }

    /** At most one of these may be there. */
    void checkAtMostOne(String... names) {
        String first = null;
        for (String name : names) {
            if (has(name)) {
                if (first != null) {
                    throw wrong(name, "it can't be given together with \"" + first + "\"");
                }
                first = name;
            }
        }
    }

    /** A number within a range, or the default if the parameter is not there. */
    long number(String name, long least, long most, long otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw wrong(
                    name,
                    "a number " + (most == Long.MAX_VALUE ? "not below " + least : "from " + least + " to " + most)
                            + " was expected, but found \"" + ProblemException.shown(text) + "\"");
        }
        return Long.parseLong(text);
    }

    /** A version: its number, or as an entity tag writes it, without the quotes. */
    VersionName version(String name) {
        String text = String.valueOf(parameters.get(name));
        VersionName version = VersionName.parse(text);
        if (version == null) {
            throw wrong(
                    name,
                    "a version's number was expected, with or without \"-\" and the epoch, but found \""
                            + ProblemException.shown(text) + "\"");
        }
        return version;
    }

    Instant instant(String name) {
        // a plus that nobody has encoded comes as a space
        String text = String.valueOf(parameters.get(name)).replace(' ', '+');
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 0 && time.getYear() <= 9999) {
                return time.toInstant();
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw wrong(
                name,
                "an instant like 2026-11-20T15:00:00Z or 2026-11-20T16:00:00.250+01:00 was expected, but found \""
                        + ProblemException.shown(text) + "\"");
    }

    private static ProblemException wrong(String name, String reason) {
        String shown = ProblemException.shown(name);
        return Problem.BAD_PARAMETER
                .because("the query parameter \"" + shown + "\": " + reason)
                .withMember("parameter", shown);
    }
}
