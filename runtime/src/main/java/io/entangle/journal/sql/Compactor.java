package io.entangle.journal.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes away what is not needed any more, a little at a time, so that nobody waits long for it. What lies before the oldest
 * version of an atom is not read by anybody, so that it does not matter when it goes, or whether a crash comes between.
 */
final class Compactor {
    private static final int ROWS_AT_A_TIME = 500;

    private final SqlJournal journal;

    Compactor(SqlJournal journal) {
        this.journal = journal;
    }

    /** Has an atom begin with the newest snapshot up to a version, if it does not begin later. */
    long compact(String name, long oldest) {
        AtomRow atom = journal.change("compact the atom \"" + name + "\"", name, (session, row) -> {
            if (oldest <= row.oldest()) {
                return row;
            }
            long from = new History(session, row)
                    .snapshotUpTo(Math.min(oldest, row.version()))
                    .version();
            Long sum = session.number(
                    "SELECT sum(checksum) FROM snapshot WHERE atom = ? AND version >= ?", row.id(), from);
            AtomRow shorter = row.withOldest(from, sum == null ? 0 : sum);
            shorter.update(session);
            return shorter;
        });
        while (removeSome("entry", atom.id(), atom.oldest(), ROWS_AT_A_TIME)) {}
        while (removeSome("snapshot", atom.id(), atom.oldest() - 1, 1)) {}
        journal.engine().giveBackRoom();
        return atom.oldest();
    }

    /** Removes the oldest rows, up to a version. */
    private boolean removeSome(String table, long atom, long upTo, int rows) {
        return journal.write("compact the table " + table, session -> {
            Long first = session.number("SELECT min(version) FROM " + table + " WHERE atom = ?", atom);
            if (first == null || first > upTo) {
                return false;
            }
            long last = Math.min(upTo, first + rows - 1);
            session.update("DELETE FROM " + table + " WHERE atom = ? AND version <= ?", atom, last);
            return last < upTo;
        });
    }

    /** {@return how many clients were forgotten that have not written since an instant} */
    int forgetClients(long beforeMs) {
        List<String> atoms = journal.read(
                "look for clients",
                session -> session.list(
                        "SELECT DISTINCT atom.name FROM client JOIN atom ON atom.id = client.atom"
                                + " WHERE client.at_ms < ?",
                        result -> String.valueOf(result.getString(1)),
                        beforeMs));
        int forgotten = 0;
        for (String atom : atoms) {
            Forgetting some = new Forgetting("", 0);
            while (some.last() != null) {
                some = forgetSome(atom, some.last(), beforeMs);
                forgotten += some.count();
            }
        }
        return forgotten;
    }

    private Forgetting forgetSome(String name, String after, long beforeMs) {
        return journal.change("forget clients of the atom \"" + name + "\"", name, (session, row) -> {
            List<Object[]> keys = new ArrayList<>();
            long[] sum = {0};
            session.each(
                    "SELECT client, checksum FROM client WHERE atom = ? AND client > ? AND at_ms < ?"
                            + " ORDER BY client LIMIT ?",
                    result -> {
                        keys.add(new Object[] {row.id(), result.getString(1)});
                        sum[0] += result.getLong(2);
                        return true;
                    },
                    row.id(),
                    after,
                    beforeMs,
                    ROWS_AT_A_TIME);
            session.updateAll("DELETE FROM client WHERE atom = ? AND client = ?", keys);
            if (!keys.isEmpty()) {
                row.withClients(row.clients() - sum[0]).update(session);
            }
            boolean more = keys.size() == ROWS_AT_A_TIME;
            return new Forgetting(more ? (String) keys.get(keys.size() - 1)[1] : null, keys.size());
        });
    }

    /** How many clients were forgotten, and the last of them, behind which there may be more; null if there are none. */
    private record Forgetting(@Nullable String last, int count) {}
}
