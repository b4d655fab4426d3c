package io.entangle.journal.sql;

import io.entangle.sql.LogRoom;
import io.entangle.sql.Session;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connection that writes to a file, and what is known because no other does: the rows of atoms as the last append left
 * them. Used by one thread at a time. After a failure it is of no use any more.
 */
final class SqliteWriter implements AutoCloseable {
    private final Session session;
    private @Nullable LogRoom room;

    /** By name. Kept from append to append; whatever else writes may change any row. */
    private final Map<String, AtomRow> atoms = new HashMap<>();
    /** As the transaction under way leaves them. */
    private Collection<AtomRow> appended = List.of();

    SqliteWriter(SqliteFile file) throws SQLException {
        session = file.openWriter();
        room = file.logRoom();
    }

    Session session() {
        return session;
    }

    void begin() throws SQLException {
        session.update("BEGIN IMMEDIATE");
        appended = List.of();
        makeRoom();
    }

    /** Without room commits take longer, and that is all. */
    private void makeRoom() {
        LogRoom had = room;
        if (had != null) {
            try {
                had.make();
            } catch (IOException e) {
                room = null;
                close(had);
            }
        }
    }

    void commit() throws SQLException {
        session.update("COMMIT");
        if (appended.isEmpty()) {
            atoms.clear();
        }
        appended.forEach(row -> atoms.put(row.name(), row));
    }

    void rollBack() throws SQLException {
        session.run("ROLLBACK");
        atoms.clear();
    }

    List<AtomRow> atoms(Collection<String> names) throws SQLException {
        List<AtomRow> rows = new ArrayList<>(names.size());
        for (String name : names) {
            AtomRow known = atoms.get(name);
            AtomRow row = known == null ? AtomRow.find(session, name) : known;
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Takes note of how the append under way leaves the rows of its atoms; it changes no others. */
    void appended(Collection<AtomRow> rows) {
        appended = rows;
    }

    @Override
    public void close() throws SQLException {
        if (room != null) {
            close(room);
        }
        session.close();
    }

    private static void close(LogRoom room) {
        try {
            room.close();
        } catch (IOException e) {
            // nothing of it is needed any more
        }
    }
}
