package io.entangle.pubsub.store;

import io.entangle.pubsub.store.StoreRecord.Changed;
import io.entangle.pubsub.store.StoreRecord.Forgotten;
import io.entangle.pubsub.store.StoreRecord.Together;
import io.entangle.pubsub.store.StoreRecord.Whole;
import io.entangle.pubsub.store.StoreRecord.Written;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.sql.Meta;
import io.entangle.sql.Session;
import io.entangle.sql.TableJson;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what a record says into the tables, within one transaction. */
final class RowWriter {
    private static final String PUT_VALUE =
            "INSERT OR REPLACE INTO value (atom, version, checksum, value) VALUES (?, ?, ?, ?)";
    private static final String ADD_CHANGE =
            "INSERT INTO change (atom, number, version, checksum, delta) VALUES (?, ?, ?, ?, ?)";
    private static final String ADD_PENDING =
            "INSERT INTO pending (atom, sequence, seen, made_ms, made_counter, made_site, group_size, checksum, intent)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String REMOVE_VALUE = "DELETE FROM value WHERE atom = ?";
    private static final String REMOVE_CHANGES = "DELETE FROM change WHERE atom = ?";
    private static final String REMOVE_PENDING = "DELETE FROM pending WHERE atom = ?";
    private static final String REMOVE_FIRST = REMOVE_PENDING + " AND sequence < ? RETURNING checksum";
    private static final String REMOVE_LAST = REMOVE_PENDING + " AND sequence >= ? RETURNING checksum";
    private static final String REMOVE_ONE = REMOVE_PENDING + " AND sequence = ? RETURNING checksum";

    private final Session session;
    private final long position;
    private final Map<String, AtomRow> before;
    private final Map<String, AtomRow> after = new LinkedHashMap<>();

    /**
     * A transaction's writer.
     *
     * @param position of this change
     * @param before the rows of the table {@code atom}, which it leaves as they are
     */
    RowWriter(Session session, long position, Map<String, AtomRow> before) {
        this.session = session;
        this.position = position;
        this.before = before;
    }

    /**
     * Writes a record.
     *
     * @return how many bytes of text that took
     */
    int write(StoreRecord record) throws SQLException {
        if (record instanceof Written written) {
            int bytes = 0;
            for (Entry entry : written.writes()) {
                bytes += append(entry.atom(), entry.write());
            }
            return bytes;
        } else if (record instanceof Changed changed) {
            return change(changed);
        } else if (record instanceof Whole whole) {
            return replace(whole.atom(), whole.stored());
        } else if (record instanceof Forgotten forgotten) {
            forget(forgotten.atom());
            return 0;
        } else if (record instanceof Together together) {
            int bytes = 0;
            for (StoreRecord part : together.parts()) {
                bytes += write(part);
            }
            return bytes;
        }
        throw new IllegalArgumentException("no record for tables: " + record);
    }

    /** Writes the rows of the table {@code atom}, which belong to what was written to the others. */
    Map<String, AtomRow> finish() throws SQLException {
        boolean more = false;
        for (Map.Entry<String, AtomRow> each : after.entrySet()) {
            each.setValue(each.getValue().withPosition(position));
            each.getValue().upsert(session);
            more |= !before.containsKey(each.getKey());
        }
        if (more) {
            long atoms = before.size()
                    + after.keySet().stream()
                            .filter(atom -> !before.containsKey(atom))
                            .count();
            Meta.put(session, StoreTables.ATOMS, Long.toString(atoms));
        }
        return after;
    }

    private AtomRow row(String atom) {
        AtomRow row = after.get(atom);
        return row == null ? before.get(atom) : row;
    }

    private int append(String atom, PendingWrite write) throws SQLException {
        String intent = StoreTables.write(write.intent());
        AtomRow row = row(atom).withWrite(write.written(), write.sequence() + 1);
        after.put(atom, row.withContents(row.changes(), row.contents() + insert(atom, write, intent)));
        return intent.length();
    }

    /** Adds a row to the table {@code pending}, and returns its checksum. */
    private long insert(String atom, PendingWrite write, String intent) throws SQLException {
        StampColumns made = StampColumns.of(write.written());
        long checksum = StoreTables.pendingChecksum(
                        atom, write.sequence(), write.seen(), made, write.groupSize(), intent)
                .value();
        session.update(
                ADD_PENDING,
                atom,
                write.sequence(),
                write.seen(),
                made.ms(),
                made.counter(),
                made.site(),
                write.groupSize(),
                checksum,
                intent);
        return checksum;
    }

    private int change(Changed changed) throws SQLException {
        String atom = changed.atom();
        AtomRow row = row(atom);
        row = row.with(row.version().withNumber(changed.number()), changed.updated());
        long changes = row.changes();
        long contents = row.contents() - removed(REMOVE_FIRST, atom, changed.firstSequence());
        for (long sequence : changed.removed()) {
            contents -= removed(REMOVE_ONE, atom, sequence);
        }
        int bytes = 0;
        if (!changed.delta().isEmpty()) {
            String delta = TableJson.write(changed.delta());
            changes++;
            long checksum = StoreTables.changeChecksum(atom, changes, changed.number(), delta)
                    .value();
            session.update(ADD_CHANGE, atom, changes, changed.number(), checksum, delta);
            contents += checksum;
            bytes = delta.length();
        }
        after.put(atom, row.withContents(changes, contents));
        return bytes;
    }

    private int replace(String atom, Stored stored) throws SQLException {
        String value = TableJson.write(stored.value());
        int bytes = value.length();
        long number = stored.version().number();
        long contents = StoreTables.valueChecksum(atom, number, value).value();
        session.update(PUT_VALUE, atom, number, contents, value);
        session.update(REMOVE_CHANGES, atom);
        session.update(REMOVE_PENDING, atom);
        AtomRow known = row(atom);
        AtomRow row = known == null
                ? new AtomRow(
                        atom, stored.version(), stored.updated(), stored.nextSequence(), stored.updated(), 0, 0, 0)
                : known.with(stored.version(), stored.updated()).withWrite(known.latest(), stored.nextSequence());
        for (PendingWrite write : stored.pending()) {
            String intent = StoreTables.write(write.intent());
            contents += insert(atom, write, intent);
            row = row.withWrite(write.written(), stored.nextSequence());
            bytes += intent.length();
        }
        after.put(atom, row.withContents(0, contents));
        return bytes;
    }

    /** Leaves nothing of an atom but its row, by which changes are counted and stamps kept. */
    private void forget(String atom) throws SQLException {
        session.update(REMOVE_VALUE, atom);
        session.update(REMOVE_CHANGES, atom);
        session.update(REMOVE_PENDING, atom);
        after.put(atom, row(atom).withContents(0, 0));
    }

    /** Takes back the writes of an atom from one on. */
    void takeBack(String atom, long sequence) throws SQLException {
        AtomRow row = row(atom);
        long contents = row.contents() - removed(REMOVE_LAST, atom, sequence);
        after.put(atom, row.withWrite(row.latest(), sequence).withContents(row.changes(), contents));
    }

    /** Removes rows, and returns the sum of their checksums. */
    private long removed(String sql, String atom, long sequence) throws SQLException {
        long[] sum = {0};
        session.each(
                sql,
                result -> {
                    sum[0] += result.getLong(1);
                    return true;
                },
                atom,
                sequence);
        return sum[0];
    }
}
