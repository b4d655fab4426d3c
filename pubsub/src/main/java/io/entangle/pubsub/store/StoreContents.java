package io.entangle.pubsub.store;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.replica.Intent;
import io.entangle.replica.IntentJson;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore.Identity;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Meta;
import io.entangle.sql.Session;
import io.entangle.sql.TableJson;
import io.entangle.value.Doc;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the tables of a store, all of them, and finds whatever is not as it was written. */
final class StoreContents {
    private static final String VALUES = "SELECT atom, version, checksum, value FROM value";
    private static final String CHANGES =
            "SELECT atom, number, version, checksum, delta FROM change ORDER BY atom, number";
    private static final String PENDING =
            "SELECT atom, sequence, seen, made_ms, made_counter, made_site, group_size, checksum, intent FROM pending"
                    + " ORDER BY atom, sequence";

    /** What has been read of an atom. */
    private static final class Reading {
        private final AtomRow row;
        private final List<PendingWrite> pending = new ArrayList<>();
        private @Nullable Doc value;
        private long contents;
        private long changes;
        private int bytes;
        private int changedBytes;

        Reading(AtomRow row) {
            this.row = row;
        }
    }

    private final Session session;
    private final Map<String, Reading> atoms = new TreeMap<>();

    private StoreContents(Session session) {
        this.session = session;
    }

    /**
     * {@return the rows of the table {@code atom}, by the atoms' ids}
     *
     * @param state empty; takes in what all rows say
     * @throws DamageFound if one is not as it was written, or one is missing or too many
     */
    static Map<String, AtomRow> read(Session session, StoredState state) throws SQLException {
        checkFile(session);
        StoreContents contents = new StoreContents(session);
        state.apply(new StoreRecord.Owner(identity(session)), 0);
        contents.readAtoms();
        session.each(VALUES, contents::readValue);
        session.each(CHANGES, contents::readChange);
        session.each(PENDING, contents::readPending);
        Map<String, AtomRow> rows = new TreeMap<>();
        contents.atoms.forEach((atom, reading) -> {
            take(reading, state);
            rows.put(atom, reading.row);
        });
        return rows;
    }

    private static void checkFile(Session session) throws SQLException {
        String found = session.text("PRAGMA integrity_check(1)");
        if (!"ok".equals(found)) {
            throw new DamageFound("", "the file, as SQLite finds it", String.valueOf(found));
        }
    }

    private static Identity identity(Session session) throws SQLException {
        String client = Meta.find(session, StoreTables.CLIENT);
        String site = Meta.find(session, StoreTables.SITE);
        if (client == null || site == null) {
            throw Meta.damage(client == null ? StoreTables.CLIENT : StoreTables.SITE, "the row is missing");
        }
        return new Identity(client, SiteId.parse(site));
    }

    private void readAtoms() throws SQLException {
        for (AtomRow row : session.list(AtomRow.ALL, AtomRow::read)) {
            atoms.put(row.name(), new Reading(row));
        }
        long counted = Meta.number(session, StoreTables.ATOMS);
        if (atoms.size() != counted) {
            throw new DamageFound("", "table atom", "it has " + atoms.size() + " rows, and had " + counted);
        }
    }

    private Reading reading(String atom, String place) {
        Reading reading = atoms.get(atom);
        if (reading == null) {
            throw new DamageFound(atom, place, "the table atom has no such atom");
        }
        return reading;
    }

    private boolean readValue(ResultSet result) throws SQLException {
        String atom = String.valueOf(result.getString(1));
        String text = String.valueOf(result.getString(4));
        String place = "table value, atom \"" + atom + "\"";
        long found = result.getLong(3);
        AtomRow.check(atom, place, found, StoreTables.valueChecksum(atom, result.getLong(2), text));
        Reading reading = reading(atom, place);
        reading.contents += found;
        reading.bytes += text.length();
        reading.value = understood(atom, place, () -> TableJson.readDoc(text));
        return true;
    }

    private boolean readChange(ResultSet result) throws SQLException {
        String atom = String.valueOf(result.getString(1));
        long number = result.getLong(2);
        String text = String.valueOf(result.getString(5));
        String place = "table change, atom \"" + atom + "\", number " + number;
        long found = result.getLong(4);
        AtomRow.check(atom, place, found, StoreTables.changeChecksum(atom, number, result.getLong(3), text));
        Reading reading = reading(atom, place);
        Doc value = reading.value;
        reading.changes++;
        if (value == null || number != reading.changes) {
            throw new DamageFound(atom, place, "the value, or a change before this one, is missing");
        }
        reading.contents += found;
        reading.changedBytes += text.length();
        reading.value = understood(atom, place, () -> TableJson.readDelta(text).apply(value));
        return true;
    }

    private boolean readPending(ResultSet result) throws SQLException {
        String atom = String.valueOf(result.getString(1));
        long sequence = result.getLong(2);
        long seen = result.getLong(3);
        StampColumns made = StampColumns.read(result, 4);
        long groupSize = result.getLong(7);
        String text = String.valueOf(result.getString(9));
        String place = "table pending, atom \"" + atom + "\", sequence " + sequence;
        long found = result.getLong(8);
        AtomRow.check(atom, place, found, StoreTables.pendingChecksum(atom, sequence, seen, made, groupSize, text));
        Reading reading = reading(atom, place);
        reading.contents += found;
        reading.bytes += text.length();
        reading.pending.add(understood(atom, place, () -> {
            HybridTimestamp written = made.stamp();
            Intent intent = TableJson.read(text, parser -> IntentJson.read(parser, written.site()));
            return new PendingWrite(sequence, seen, written, intent, (int) groupSize, PendingWrite.NOT_YET);
        }));
        return true;
    }

    private static void take(Reading reading, StoredState state) {
        AtomRow row = reading.row;
        Doc value = reading.value;
        if (row.isForgotten() && value == null && reading.contents == 0) {
            state.heard(row.latest());
            return;
        }
        if (value == null || reading.contents != row.contents() || reading.changes != row.changes()) {
            throw new DamageFound(
                    row.name(),
                    row.place(),
                    "rows of the tables value, change and pending are missing, too many or older: their checksums add up to "
                            + reading.contents + ", where " + row.contents() + " was noted");
        }
        Stored stored = understood(
                row.name(),
                row.place(),
                () -> new Stored(
                        row.version(), row.updated(), value, List.copyOf(reading.pending), row.nextSequence()));
        state.loaded(row.name(), stored, reading.bytes, reading.changedBytes, row.latest());
    }

    /** What can't be understood of what has the right checksum was written by something else. */
    private static <T> T understood(String atom, String place, Understanding<T> understanding) {
        try {
            return understanding.run();
        } catch (IOException | IllegalArgumentException e) {
            throw new DamageFound(atom, place, "what it holds can't be read: " + e.getMessage());
        }
    }

    private interface Understanding<T> {
        T run() throws IOException;
    }
}
