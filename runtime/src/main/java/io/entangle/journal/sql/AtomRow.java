package io.entangle.journal.sql;

import io.entangle.journal.AtomHead;
import io.entangle.sql.Checksum;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code atom}.
 *
 * @param id stands for the atom in the other tables; they count from 1
 * @param name the atom's id, as everybody else calls it
 * @param epoch of its history
 * @param version the newest
 * @param oldest the oldest that can be read back: that of a snapshot
 * @param atMs when the newest was taken in
 * @param clients the sum of the checksums of its rows in the table {@code client}, so that none can be lost
 * @param snapshots the same for the table {@code snapshot}, of those not older than the oldest version
 */
record AtomRow(long id, String name, long epoch, long version, long oldest, long atMs, long clients, long snapshots) {
    private static final String COLUMNS = "id, name, epoch, version, oldest, at_ms, clients, snapshots, checksum";
    private static final String ALL = "SELECT " + COLUMNS + " FROM atom";
    private static final String UPDATE =
            "UPDATE atom SET epoch = ?, version = ?, oldest = ?, at_ms = ?, clients = ?, snapshots = ?, checksum = ?"
                    + " WHERE id = ?";
    private static final String INSERT = "INSERT INTO atom (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** Finds one by its name. */
    static final String BY_NAME = ALL + " WHERE name = ?";

    static final String BY_ID = ALL + " WHERE id = ?";

    /** Finds all, in the order of their ids. */
    static final String IN_ORDER = ALL + " ORDER BY id";

    /** Finds those of an array of names, and keeps them from others, always in the same order. */
    static final String LOCK_ALL = ALL + " WHERE name = ANY (?) ORDER BY id FOR UPDATE";

    static @Nullable AtomRow find(Session session, String name) throws SQLException {
        return session.first(BY_NAME, AtomRow::read, name);
    }

    static List<AtomRow> all(Session session) throws SQLException {
        return session.list(IN_ORDER, AtomRow::read);
    }

    /** Reads the row that a result stands at. */
    static AtomRow read(ResultSet result) throws SQLException {
        AtomRow row = new AtomRow(
                result.getLong(1),
                String.valueOf(result.getString(2)),
                result.getLong(3),
                result.getLong(4),
                result.getLong(5),
                result.getLong(6),
                result.getLong(7),
                result.getLong(8));
        long found = result.getLong(9);
        if (found != row.checksum()) {
            throw new DamageFound(
                    row.name, row.place(), "its checksum is " + found + ", that of the row is " + row.checksum());
        }
        if (row.oldest < 0 || row.version < row.oldest) {
            throw new DamageFound(
                    row.name, row.place(), "the newest version is " + row.version + ", the oldest " + row.oldest);
        }
        return row;
    }

    void insert(Session session) throws SQLException {
        session.update(INSERT, id, name, epoch, version, oldest, atMs, clients, snapshots, checksum());
    }

    /** Changes rows that are there; one that is not is a damage. */
    static void updateAll(Session session, List<AtomRow> rows) throws SQLException {
        int[] changed =
                session.updateAll(UPDATE, rows.stream().map(AtomRow::updated).toList());
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] != 1) {
                throw rows.get(i).damage("the row is missing");
            }
        }
    }

    void update(Session session) throws SQLException {
        session.update(UPDATE, updated());
    }

    private Object[] updated() {
        return new Object[] {epoch, version, oldest, atMs, clients, snapshots, checksum(), id};
    }

    private long checksum() {
        return Checksum.of("atom")
                .add(id)
                .add(name)
                .add(epoch)
                .add(version)
                .add(oldest)
                .add(atMs)
                .add(clients)
                .add(snapshots)
                .value();
    }

    AtomHead head() {
        return new AtomHead(name, epoch, version, oldest);
    }

    AtomRow withEpoch(long newEpoch) {
        return new AtomRow(id, name, newEpoch, version, oldest, atMs, clients, snapshots);
    }

    AtomRow withNewest(long newVersion, long newAtMs, long newClients) {
        return new AtomRow(id, name, epoch, newVersion, oldest, newAtMs, newClients, snapshots);
    }

    AtomRow withOldest(long newOldest, long newSnapshots) {
        return new AtomRow(id, name, epoch, version, newOldest, atMs, clients, newSnapshots);
    }

    AtomRow withClients(long newClients) {
        return new AtomRow(id, name, epoch, version, oldest, atMs, newClients, snapshots);
    }

    String place() {
        return "table atom, atom \"" + name + "\"";
    }

    DamageFound damage(String found) {
        return new DamageFound(name, place(), found);
    }
}
