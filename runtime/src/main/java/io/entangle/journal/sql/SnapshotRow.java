package io.entangle.journal.sql;

import io.entangle.journal.Snapshot;
import io.entangle.sql.Checksum;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Session;
import io.entangle.sql.TableJson;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code snapshot}: a whole value as it stands there.
 *
 * @param atom the atom's row
 * @param version whose value it is
 * @param made when that was
 * @param value JSON text
 * @param notes JSON text, or null
 */
record SnapshotRow(
        long atom,
        long version,
        Made made,
        String value,
        @Nullable String notes) {
    private static final String COLUMNS = "atom, version, " + Made.COLUMNS + ", checksum, value, notes";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM snapshot WHERE atom = ? AND ";

    static final String INSERT = "INSERT INTO snapshot (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String ONE = SELECT + "version = ?";
    static final String NEWEST_UP_TO = SELECT + "version <= ? AND version >= ? ORDER BY version DESC LIMIT 1";

    static SnapshotRow of(long atom, Snapshot snapshot) {
        return new SnapshotRow(
                atom,
                snapshot.version(),
                Made.of(snapshot.atMs(), snapshot.made()),
                TableJson.write(snapshot.value()),
                TableJson.writeNullable(snapshot.notes()));
    }

    /**
     * Reads the row that a result stands at.
     *
     * @param atom the atom's id
     */
    static SnapshotRow read(ResultSet result, String atom) throws SQLException {
        SnapshotRow row = new SnapshotRow(
                result.getLong(1),
                result.getLong(2),
                Made.read(result, 3),
                String.valueOf(result.getString(8)),
                result.getString(9));
        long found = result.getLong(7);
        if (found != row.checksum()) {
            throw damage(atom, row.version, "its checksum is " + found + ", that of the row is " + row.checksum());
        }
        return row;
    }

    /**
     * {@return the snapshot of this row}
     *
     * @param name the atom's id
     */
    Snapshot snapshot(String name) {
        try {
            return new Snapshot(
                    version, made.atMs(), made.stamp(), TableJson.readDoc(value), TableJson.readNullable(notes));
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw damage(name, version, "what it holds can't be read: " + e.getMessage());
        }
    }

    static DamageFound damage(String atom, long version, String found) {
        return new DamageFound(atom, "table snapshot, atom \"" + atom + "\", version " + version, found);
    }

    void insert(Session session) throws SQLException {
        session.update(
                INSERT,
                atom,
                version,
                made.atMs(),
                made.ms(),
                made.counter(),
                made.site(),
                checksum(),
                value,
                Session.nullable(notes));
    }

    long checksum() {
        return made.addTo(Checksum.of("snapshot").add(atom).add(version))
                .add(value)
                .add(notes)
                .value();
    }
}
