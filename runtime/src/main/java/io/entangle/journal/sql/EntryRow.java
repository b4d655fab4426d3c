package io.entangle.journal.sql;

import io.entangle.journal.Entry;
import io.entangle.sql.Checksum;
import io.entangle.sql.DamageFound;
import io.entangle.sql.RowInsert;
import io.entangle.sql.Session;
import io.entangle.sql.TableJson;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code entry}: a version as it stands there.
 *
 * @param atom the atom's row
 * @param version its number
 * @param made when it was
 * @param client whose write it was, or null
 * @param sequence of that write, or null
 * @param outcomes JSON text, or null
 * @param delta JSON text
 * @param notes JSON text, or null
 */
record EntryRow(
        long atom,
        long version,
        Made made,
        @Nullable String client,
        @Nullable Long sequence,
        @Nullable String outcomes,
        String delta,
        @Nullable String notes) {
    private static final String COLUMNS =
            "atom, version, " + Made.COLUMNS + ", client, sequence, checksum, outcomes, delta, notes";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM entry WHERE atom = ? AND ";

    private static final RowInsert INSERT = new RowInsert("entry", COLUMNS);

    static final String ONE = SELECT + "version = ?";
    static final String AFTER = SELECT + "version > ? ORDER BY version";
    static final String BETWEEN = SELECT + "version > ? AND version <= ? ORDER BY version LIMIT ?";

    static EntryRow of(long atom, Entry entry) {
        Entry.Origin origin = entry.origin();
        return new EntryRow(
                atom,
                entry.version(),
                Made.of(entry.atMs(), entry.made()),
                origin == null ? null : origin.client(),
                origin == null ? null : origin.sequence(),
                origin == null ? null : TableJson.writeNullable(origin.outcomes()),
                TableJson.write(entry.delta()),
                TableJson.writeNullable(entry.notes()));
    }

    /**
     * Reads the row that a result stands at.
     *
     * @param atom the atom's id
     */
    static EntryRow read(ResultSet result, String atom) throws SQLException {
        EntryRow row = new EntryRow(
                result.getLong(1),
                result.getLong(2),
                Made.read(result, 3),
                result.getString(7),
                Session.nullableLong(result, 8),
                result.getString(10),
                String.valueOf(result.getString(11)),
                result.getString(12));
        long found = result.getLong(9);
        if (found != row.checksum()) {
            throw damage(atom, row.version, "its checksum is " + found + ", that of the row is " + row.checksum());
        }
        return row;
    }

    /**
     * {@return the version of this row}
     *
     * @param name the atom's id
     */
    Entry entry(String name) {
        try {
            Entry.Origin origin = client == null
                    ? null
                    : new Entry.Origin(client, sequence == null ? 0 : sequence, TableJson.readNullable(outcomes));
            return new Entry(
                    name,
                    version,
                    made.atMs(),
                    made.stamp(),
                    origin,
                    TableJson.readDelta(delta),
                    TableJson.readNullable(notes));
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw damage(name, version, "what it holds can't be read: " + e.getMessage());
        }
    }

    static void insert(Session session, List<EntryRow> rows) throws SQLException {
        INSERT.run(session, rows.stream().map(EntryRow::parameters).toList());
    }

    static String place(String atom, long version) {
        return "table entry, atom \"" + atom + "\", version " + version;
    }

    static DamageFound damage(String atom, long version, String found) {
        return new DamageFound(atom, place(atom, version), found);
    }

    /** {@return about how much memory its texts take} */
    int characters() {
        return delta.length() + length(notes) + length(outcomes);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private Object[] parameters() {
        return new Object[] {
            atom,
            version,
            made.atMs(),
            made.ms(),
            made.counter(),
            made.site(),
            Session.nullable(client),
            Session.nullable(sequence),
            checksum(),
            Session.nullable(outcomes),
            delta,
            Session.nullable(notes)
        };
    }

    private long checksum() {
        return made.addTo(Checksum.of("entry").add(atom).add(version))
                .add(client)
                .add(sequence)
                .add(outcomes)
                .add(delta)
                .add(notes)
                .value();
    }
}
