package io.entangle.journal;

/**
 * How far an atom's journal reaches.
 *
 * @param atom the atom's id
 * @param epoch names this life of its history; another one begins when an older copy of the journal is used again
 * @param version the newest version
 * @param oldest the oldest version that can be read back
 */
public record AtomHead(String atom, long epoch, long version, long oldest) {
    private static final int MAX_LENGTH = 255;

    /**
     * How far an atom's journal reaches.
     *
     * @param atom 1 to 255 characters of valid Unicode, none of them NUL
     * @param epoch any number
     * @param version not older than the oldest
     * @param oldest at least 0
     */
    public AtomHead {
        checkName("an atom's id", atom);
        if (oldest < 0 || version < oldest) {
            throw new IllegalArgumentException(
                    "versions begin at 0 and the newest is not older than the oldest, but found " + version + " and "
                            + oldest);
        }
    }

    /** Refuses what a database could not give back as it was. */
    static void checkName(String what, String name) {
        boolean valid = !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && name.codePoints().noneMatch(point -> point == 0 || Character.getType(point) == Character.SURROGATE);
        if (!valid) {
            throw new IllegalArgumentException(what + " is 1 to " + MAX_LENGTH
                    + " characters of valid Unicode without NUL, but found one of " + name.length() + ": \""
                    + name.substring(0, Math.min(40, name.length())) + "\"");
        }
    }
}
