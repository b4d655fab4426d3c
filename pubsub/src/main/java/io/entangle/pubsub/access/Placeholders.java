package io.entangle.pubsub.access;

import io.entangle.value.Doc;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in braces in the patterns of rules: {@code {user}} for the user's id, others for the claim of that name, if it
 * is a text.
 */
final class Placeholders {
    private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)\\}");

    private Placeholders() {}

    static boolean areIn(String text) {
        return BRACES.matcher(text).find();
    }

    /** {@return a text with what somebody has in place of all placeholders; null if one of that lacks} */
    static @Nullable String resolved(String text, Identity who) {
        StringBuilder resolved = new StringBuilder();
        int done = 0;
        for (MatchResult found : BRACES.matcher(text).results().toList()) {
            String value = value(found.group(1), who);
            if (value == null) {
                return null;
            }
            resolved.append(text, done, found.start()).append(value);
            done = found.end();
        }
        return resolved.append(text.substring(done)).toString();
    }

    /** {@return what a name in braces stands for, or null if somebody has no such thing} */
    static @Nullable String value(String name, Identity who) {
        if (name.equals("user")) {
            return who.user();
        }
        Doc claims = who.claims();
        return claims.isMap() && claims.get(name) instanceof String claim ? claim : null;
    }
}
