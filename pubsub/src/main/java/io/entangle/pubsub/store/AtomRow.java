package io.entangle.pubsub.store;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.sql.Checksum;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row of the table {@code atom}.
 *
 * @param name the atom's id
 * @param version its newest confirmed version
 * @param updated when that was made
 * @param nextSequence of the next write
 * @param latest the greatest stamp that any of its writes and confirmed versions ever had
 * @param position of the change that wrote the row: all changes of a store are counted, from 1
 * @param changes how many rows it has in the table {@code change}
 * @param contents the sum of the checksums of its rows in the other tables, so that none can be lost
 */
record AtomRow(
        String name,
        Version version,
        HybridTimestamp updated,
        long nextSequence,
        HybridTimestamp latest,
        long position,
        long changes,
        long contents) {
    static final String ALL = "SELECT name, epoch, version, made_ms, made_counter, made_site, next_sequence, latest_ms,"
            + " latest_counter, latest_site, position, changes, contents, checksum FROM atom ORDER BY name";

    private static final String UPSERT =
            "INSERT OR REPLACE INTO atom (name, epoch, version, made_ms, made_counter, made_site, next_sequence, latest_ms,"
                    + " latest_counter, latest_site, position, changes, contents, checksum)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** Reads the row that a result of {@link #ALL} stands at. */
    static AtomRow read(ResultSet result) throws SQLException {
        String name = String.valueOf(result.getString(1));
        long epoch = result.getLong(2);
        long number = result.getLong(3);
        StampColumns updated = StampColumns.read(result, 4);
        long nextSequence = result.getLong(7);
        StampColumns latest = StampColumns.read(result, 8);
        Checksum checksum = latest.addTo(start(name, epoch, number, updated).add(nextSequence));
        for (int column = 11; column <= 13; column++) {
            checksum.add(result.getLong(column));
        }
        check(name, place(name), result.getLong(14), checksum);
        try {
            return new AtomRow(
                    name,
                    new Version(epoch, number),
                    updated.stamp(),
                    nextSequence,
                    latest.stamp(),
                    result.getLong(11),
                    result.getLong(12),
                    result.getLong(13));
        } catch (IllegalArgumentException e) {
            throw new DamageFound(name, place(name), "what it holds can't be read: " + e.getMessage());
        }
    }

    /** Does nothing if the checksum of a row is what it must be. */
    static void check(String atom, String place, long found, Checksum row) {
        if (found != row.value()) {
            throw new DamageFound(atom, place, "its checksum is " + found + ", that of the row is " + row.value());
        }
    }

    /** {@return whether there is nothing of the atom but this row} */
    boolean isForgotten() {
        return changes == 0 && contents == 0;
    }

    String place() {
        return place(name);
    }

    private static String place(String name) {
        return "table atom, atom \"" + name + "\"";
    }

    /** {@return the row when a stamp has been heard of} */
    private HybridTimestamp later(HybridTimestamp stamp) {
        return Long.compareUnsigned(stamp.packed(), latest.packed()) > 0 ? stamp : latest;
    }

    AtomRow with(Version nextVersion, HybridTimestamp nextUpdated) {
        return new AtomRow(
                name, nextVersion, nextUpdated, nextSequence, later(nextUpdated), position, changes, contents);
    }

    AtomRow withWrite(HybridTimestamp written, long sequenceAfter) {
        return new AtomRow(name, version, updated, sequenceAfter, later(written), position, changes, contents);
    }

    AtomRow withContents(long changesNow, long contentsNow) {
        return new AtomRow(name, version, updated, nextSequence, latest, position, changesNow, contentsNow);
    }

    AtomRow withPosition(long positionNow) {
        return new AtomRow(name, version, updated, nextSequence, latest, positionNow, changes, contents);
    }

    void upsert(Session session) throws SQLException {
        session.update(
                UPSERT,
                name,
                version.epoch(),
                version.number(),
                updated.ms(),
                updated.counter(),
                updated.site().toString(),
                nextSequence,
                latest.ms(),
                latest.counter(),
                latest.site().toString(),
                position,
                changes,
                contents,
                checksum().value());
    }

    private Checksum checksum() {
        Checksum checksum = start(name, version.epoch(), version.number(), StampColumns.of(updated));
        return StampColumns.of(latest)
                .addTo(checksum.add(nextSequence))
                .add(position)
                .add(changes)
                .add(contents);
    }

    private static Checksum start(String name, long epoch, long number, StampColumns updated) {
        return updated.addTo(Checksum.of("atom").add(name).add(epoch).add(number));
    }
}
