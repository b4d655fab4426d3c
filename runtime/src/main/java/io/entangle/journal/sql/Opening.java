package io.entangle.journal.sql;

import io.entangle.clock.Entropy;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Meta;
import io.entangle.sql.Session;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is looked at each time a journal is opened. */
final class Opening {
    private Opening() {}

    /** As {@link #checkAtoms(Session, String)}, where nobody else writes or all is read as of one moment. */
    static void checkAtoms(Session session) throws SQLException {
        checkAtoms(session, "");
    }

    /**
     * Checks that no atom is missing: an atom that is would be begun again.
     *
     * @param forUpdate keeps others from beginning one between the two looks
     */
    static void checkAtoms(Session session, String forUpdate) throws SQLException {
        long counted = Meta.number(session, Keys.ATOMS, forUpdate);
        long lost = Meta.find(session, Keys.LOST) == null ? 0 : Meta.number(session, Keys.LOST);
        long begun = counted - lost;
        Long there = session.number("SELECT count(*) FROM atom");
        if (there == null || there != begun) {
            throw new DamageFound(
                    "", "table atom", "it has " + there + " rows, and " + begun + " atoms have been begun");
        }
    }

    /** {@return how many versions have been appended, forgotten ones too, or null if rows that say so are damaged} */
    static @Nullable Long versions(Session session) throws SQLException {
        try {
            return AtomRow.all(session).stream().mapToLong(AtomRow::version).sum();
        } catch (DamageFound e) {
            return null;
        }
    }

    /** Begins new epochs of all atoms. One whose row is damaged can't be used before it is repaired, which begins one too. */
    static void beginEpochs(Session session, Entropy entropy) throws SQLException {
        List<String> atoms =
                session.list("SELECT name FROM atom ORDER BY id", result -> String.valueOf(result.getString(1)));
        for (String name : atoms) {
            try {
                AtomRow atom = AtomRow.find(session, name);
                if (atom != null) {
                    atom.withEpoch(entropy.nextLong()).update(session);
                }
            } catch (DamageFound e) {
                // said whenever the atom is used
            }
        }
    }
}
