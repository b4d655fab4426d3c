package io.entangle.replica;

import java.util.Locale;

/** Why an authority refused a write. */
public enum RefusalCode {
    /** A validator of the atom does not welcome the value. */
    VALIDATION,
    /** The write makes a value that is not of the atom's type, or outside the value domain. */
    INVALID_VALUE,
    /** The write is larger than the hub takes. */
    TOO_LARGE,
    /** The write edits the items of a list that others have changed since; lists must be put whole. */
    STALE_LIST,
    /** The authority has no mutation of that name. */
    UNKNOWN_MUTATION,
    /** A field that a write of an atomic group wrote was changed by others since: the group was made on what is gone. */
    CONFLICT,
    /** Another write of the same atomic group was refused. */
    GROUP,
    /** The write was made so long ago that nobody remembers what it was made on, and what it edits is gone. */
    EXPIRED,
    /** The writer may not write here. */
    FORBIDDEN,
    /** The authority failed at the write, a validator having thrown for example. */
    FAILED,
    /** The authority can't write anything down now: its disk is full, say, or its database is gone. */
    UNAVAILABLE,
    /** A reason that this version of the library does not know. */
    OTHER;

    /** {@return the code on the wire: lower case, with hyphens} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * {@return the code of a name on the wire; {@link #OTHER} for one that this version does not know}
     *
     * @param name as {@link #wireName} gives it
     */
    public static RefusalCode ofWireName(String name) {
        for (RefusalCode code : values()) {
            if (code.wireName().equals(name)) {
                return code;
            }
        }
        return OTHER;
    }
}
