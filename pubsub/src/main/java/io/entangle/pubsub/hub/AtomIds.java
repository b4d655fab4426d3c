package io.entangle.pubsub.hub;

import io.entangle.pubsub.protocol.Shown;
import java.util.regex.Pattern;

/**
 * Which ids the atoms of a hub may have: 1 to 255 characters out of {@code A-Z a-z 0-9 . _ : @ / -}, the first no {@code @}. Those
 * that begin with it are the hub's own: it alone makes and writes them.
 */
public final class AtomIds {
    static final int MAX_LENGTH = 255;

    private static final String HUBS_OWN = "@";
    private static final Pattern VALID =
            Pattern.compile("[A-Za-z0-9._:/-][A-Za-z0-9._:@/-]{0," + (MAX_LENGTH - 1) + "}");

    private AtomIds() {}

    /**
     * {@return whether an application's atom may have that id}
     *
     * @param id the id
     */
    public static boolean isValid(String id) {
        return VALID.matcher(id).matches();
    }

    /** {@return whether an atom of that id is the hub's own, if there is one} */
    static boolean isHubsOwn(String id) {
        return id.startsWith(HUBS_OWN);
    }

    static String checked(String id) {
        if (!isValid(id)) {
            throw new IllegalArgumentException("an atom's id has 1 to " + MAX_LENGTH
                    + " characters out of A-Z a-z 0-9 . _ : @ / -, the first no @, but found \"" + Shown.of(id) + "\"");
        }
        return id;
    }
}
