package io.entangle.journal;

import java.util.Locale;

/** What an accepted write survives. In order: each survives what those before it do. */
public enum Durability {
    /** Nothing: it is kept in memory. */
    MEMORY,
    /** The end of the process, {@code kill -9} among them, but not that of the machine. */
    PROCESS,
    /** The end of the process and of the machine, a loss of power among them. */
    DISK;

    /** {@return the name on the wire: lower case} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
