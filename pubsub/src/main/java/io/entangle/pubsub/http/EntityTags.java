package io.entangle.pubsub.http;

import io.entangle.atom.Version;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entity tags of a precondition, RFC 9110. The tag of a version is its number, a hyphen and its epoch.
 *
 * @param any whether it is {@code *}, which every existing atom meets
 * @param tags otherwise the tags
 */
record EntityTags(boolean any, List<Tag> tags) {
    private static final Pattern TAG =
            Pattern.compile("[ \\t]*(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"[ \\t]*(?:,|$)|[ \\t]*(?:,|$)");

    /** One tag of a list. */
    record Tag(boolean weak, String opaque) {}

    static String of(Version version) {
        return '"' + VersionName.of(version) + '"';
    }

    /** The tags of a header, or null if the request has none of that name. */
    static @Nullable EntityTags parse(HttpServerRequest request, String header) {
        List<String> lines = request.headers().getAll(header);
        if (lines.isEmpty()) {
            return null;
        }
        String text = String.join(",", lines).trim();
        if (text.equals("*")) {
            return new EntityTags(true, List.of());
        }
        List<Tag> tags = new ArrayList<>();
        Matcher matcher = TAG.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                throw malformed(header, text);
            }
            if (matcher.group(2) != null) {
                tags.add(new Tag(matcher.group(1) != null, matcher.group(2)));
            }
            at = matcher.end();
        }
        if (tags.isEmpty()) {
            throw malformed(header, text);
        }
        return new EntityTags(false, tags);
    }

    private static ProblemException malformed(String header, String text) {
        return Problem.MALFORMED_REQUEST.because(
                header + " is \"*\" or a list of entity tags in quotes, but found " + ProblemException.shown(text));
    }

    /** Strong comparison, as If-Match wants it. A bare version number is a tag too: the writer's word that it will do. */
    boolean isMatchedStrongly(Version current) {
        return any
                || tags.stream().anyMatch(tag -> {
                    VersionName version = tag.weak() ? null : VersionName.parse(tag.opaque());
                    return version != null && version.names(current);
                });
    }

    /** Weak comparison, as If-None-Match wants it. */
    boolean isMatchedWeakly(Version current) {
        return any || tags.stream().anyMatch(tag -> tag.opaque().equals(VersionName.of(current)));
    }
}
