package io.entangle.pubsub.access;

import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a document with all that is in it, or many alike. Immutable.
 *
 * @param keys those that lead to it from the root; null for any one key. So a key that is called {@code *} is no pattern
 */
record PathPattern(List<@Nullable String> keys) {
    static final PathPattern EVERYWHERE = new PathPattern(List.of());

    private static final String ANY = "*";
    private static final String ALL_BELOW = "**";

    /**
     * {@return the pattern of a text}
     *
     * @param text a JSON Pointer in which {@code *} stands for any one key; the empty string for everything. {@code /**} at the
     *     end says again that all is meant that is in the place
     * @throws IllegalArgumentException if it is none
     */
    static PathPattern parse(String text) {
        Path path = Path.parse(text);
        int length = path.length() > 0 && path.last().equals(ALL_BELOW) ? path.length() - 1 : path.length();
        List<@Nullable String> keys = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            String key = path.segment(i);
            if (key.equals(ALL_BELOW)) {
                throw new IllegalArgumentException(
                        "** stands for all that is in a place, and at the end of a pattern, but found \"" + text
                                + "\"");
            }
            keys.add(key.equals(ANY) ? null : key);
        }
        return new PathPattern(Collections.unmodifiableList(keys));
    }

    /** {@return the same with what somebody has in place of {@link Placeholders}; null if that lacks} */
    @Nullable
    PathPattern resolved(Identity who) {
        List<@Nullable String> resolved = new ArrayList<>();
        for (String key : keys) {
            String value = key == null ? null : Placeholders.resolved(key, who);
            if (value == null && key != null) {
                return null;
            }
            resolved.add(value);
        }
        return new PathPattern(Collections.unmodifiableList(resolved));
    }

    int length() {
        return keys.size();
    }

    /** {@return whether a key may stand at a depth of the way to the place} */
    boolean fits(int depth, String key) {
        String wanted = keys.get(depth);
        return wanted == null || wanted.equals(key);
    }

    /** {@return the text of it; a key that is called {@code *} looks like any one} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("\"");
        for (String key : keys) {
            text.append('/').append(key == null ? ANY : key.replace("~", "~0").replace("/", "~1"));
        }
        return text.append('"').toString();
    }
}
