package io.entangle.journal.sql;

import io.entangle.sql.Meta;

/** What {@link Meta} says of a journal, besides the version of its tables. */
final class Keys {
    /** How many atoms have been begun: the highest id, and the number of rows of the table {@code atom}. */
    static final String ATOMS = "atoms";

    /** How many of these a repair had to give up; none if it is missing. */
    static final String LOST = "lost";

    /** What tells this journal from an older copy of it. */
    static final String LIFE = "life";

    /** What tells the file that says the same from a copy of it. */
    static final String LIFE_FILE = "life_file";

    private Keys() {}
}
