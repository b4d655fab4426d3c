package io.entangle.pubsub.access;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ids of resources that are meant by a text with {@code *} for any characters but slashes, {@code **} for any
 * characters, and {@link Placeholders}. Immutable.
 */
final class IdPattern {
    /** Longer ones name nothing; and to match them takes the longer. */
    private static final int MAX_LENGTH = 255;

    private static final Pattern SPECIAL = Pattern.compile("\\*\\*|\\*|\\{([^{}]*)\\}");
    private static final String HUBS_OWN = "@";

    private final String text;
    /** Null if it is another one for each identity. */
    private final @Nullable Pattern fixed;

    private IdPattern(String text, @Nullable Pattern fixed) {
        this.text = text;
        this.fixed = fixed;
    }

    static IdPattern parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a pattern of ids has at least one character");
        }
        return new IdPattern(text, Placeholders.areIn(text) ? null : compiled(text, Identity.ANONYMOUS));
    }

    /** {@return whether it means an id, for somebody} What is the hub's own is only meant by a pattern that begins like it. */
    boolean matches(String id, Identity who) {
        if (id.length() > MAX_LENGTH || id.startsWith(HUBS_OWN) && !text.startsWith(HUBS_OWN)) {
            return false;
        }
        Pattern pattern = fixed == null ? compiled(text, who) : fixed;
        return pattern != null && pattern.matcher(id).matches();
    }

    private static @Nullable Pattern compiled(String text, Identity who) {
        StringBuilder regex = new StringBuilder();
        int done = 0;
        for (MatchResult found : SPECIAL.matcher(text).results().toList()) {
            regex.append(Pattern.quote(text.substring(done, found.start())));
            done = found.end();
            String name = found.group(1);
            if (name == null) {
                regex.append(found.group().length() == 2 ? ".*" : "[^/]*");
                continue;
            }
            String value = Placeholders.value(name, who);
            if (value == null) {
                return null;
            }
            regex.append(Pattern.quote(value)); // whatever stands in it: a user may be called *
        }
        return Pattern.compile(regex.append(Pattern.quote(text.substring(done))).toString(), Pattern.DOTALL);
    }
}
