package io.entangle.pubsub.http;

import io.entangle.atom.Version;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The versions that a request names, whatever it asks of them. */
final class NamedVersions {
    private static final List<String> PARAMETERS = List.of("since", "version", "from", "to");
    private static final List<String> HEADERS = List.of("If-Match", "If-None-Match");
    private static final Pattern TAG = Pattern.compile("\"([^\"]*)\"");

    private NamedVersions() {}

    /** Whether all of them are, or were, versions of an atom that is at a version. */
    static boolean areKnown(RoutingContext routing, Version current) {
        for (String parameter : PARAMETERS) {
            for (String text : routing.queryParam(parameter)) {
                if (!isKnown(VersionName.parse(text), current)) {
                    return false;
                }
            }
        }
        for (String header : HEADERS) {
            Matcher tags =
                    TAG.matcher(String.join(",", routing.request().headers().getAll(header)));
            while (tags.find()) {
                if (!isKnown(VersionName.parse(tags.group(1)), current)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isKnown(@Nullable VersionName named, Version current) {
        return named == null || named.isOfEpoch(current) && named.number() <= current.number();
    }
}
