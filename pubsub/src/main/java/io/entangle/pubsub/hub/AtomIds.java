package io.entangle.pubsub.hub;

import java.util.regex.Pattern;

/** Which ids the atoms of a hub may have: 1 to 255 characters out of {@code A-Z a-z 0-9 . _ : @ / -}. */
public final class AtomIds {
    static final int MAX_LENGTH = 255;
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._:@/-]{1," + MAX_LENGTH + "}");

    private AtomIds() {}

    /**
     * {@return whether an atom of a hub may have that id}
     *
     * @param id the id
     */
    public static boolean isValid(String id) {
        return VALID.matcher(id).matches();
    }

    static String checked(String id) {
        if (!isValid(id)) {
            throw new IllegalArgumentException("an atom's id has 1 to " + MAX_LENGTH
                    + " characters out of A-Z a-z 0-9 . _ : @ / -, but found \"" + shown(id) + "\"");
        }
        return id;
    }

    /** An id that came from outside, as it may stand in a message or a log. */
    static String shown(String id) {
        String printable = id.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
    }
}
