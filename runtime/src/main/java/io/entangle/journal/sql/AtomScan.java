package io.entangle.journal.sql;

import io.entangle.journal.ClientMark;
import io.entangle.journal.Damage;
import io.entangle.journal.Entry;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Session;
import io.entangle.value.Doc;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that is kept of one atom, goes on behind what is damaged, and finds out from where to where it can be rebuilt: by
 * chains, each of a snapshot and the versions that follow it without a gap.
 */
final class AtomScan {
    private final Engine engine;
    private final Session session;
    private final long id;
    private final String name;
    private final @Nullable AtomRow row;

    private final List<Damage> damages = new ArrayList<>();
    private final NavigableMap<Long, Long> snapshots = new TreeMap<>();
    private final Map<String, ClientRow> clients = new HashMap<>();
    private final Map<String, ClientMark> written = new HashMap<>();

    /** The newest chain, and where the rows read so far end. */
    private @Nullable Chain chain;

    private long readTo;

    /**
     * A chain.
     *
     * @param from the version of its snapshot
     * @param to the newest version that can be rebuilt from it
     * @param atMs when that was taken in
     * @param value of that version
     */
    record Chain(long from, long to, long atMs, Doc value) {}

    /**
     * Of an atom.
     *
     * @param id its id in the tables
     * @param name its id, as everybody else calls it
     * @param row its row in the table {@code atom}, or null if that is damaged or missing
     */
    AtomScan(Engine engine, Session session, long id, String name, @Nullable AtomRow row) {
        this.engine = engine;
        this.session = session;
        this.id = id;
        this.name = name;
        this.row = row;
        this.readTo = row == null ? -1 : row.oldest();
    }

    /** Reads the three tables. */
    AtomScan run() throws SQLException {
        long from = readTo;
        scan("snapshot", this::scanSnapshots, from);
        scan("entry", this::scanEntries, from);
        scan("client", this::scanClients, from);
        return this;
    }

    List<Damage> damages() {
        return damages;
    }

    /** {@return the chain that reaches the newest version, or null if nothing can be rebuilt} */
    @Nullable
    Chain chain() {
        return chain;
    }

    /** {@return the snapshots that are as they were written and what the versions before them come to, with checksums} */
    NavigableMap<Long, Long> snapshots() {
        return snapshots;
    }

    /** {@return the rows of clients that are as they were written} */
    Map<String, ClientRow> clients() {
        return clients;
    }

    /** {@return how far clients' writes were taken in, as the versions that are kept say} */
    Map<String, ClientMark> written() {
        return written;
    }

    private void scan(String table, Part part, long from) throws SQLException {
        try {
            part.run(from);
        } catch (SQLException e) {
            if (!engine.isDamage(e)) {
                throw e;
            }
            damaged("table " + table + ", atom \"" + name + "\"", "it can't be read to the end: " + e.getMessage());
        }
    }

    private void damaged(String place, String found) {
        damages.add(new Damage(name, place, found));
    }

    private void scanSnapshots(long from) throws SQLException {
        List<Long> versions = session.list(
                "SELECT version FROM snapshot WHERE atom = ? AND version >= ? ORDER BY version",
                result -> result.getLong(1),
                id,
                from);
        long sum = 0;
        for (long version : versions) {
            try {
                SnapshotRow snapshot = snapshot(version);
                snapshot.snapshot(name);
                snapshots.put(version, snapshot.checksum());
                sum += snapshot.checksum();
            } catch (DamageFound e) {
                damages.add(Damages.of(e));
            }
        }
        if (row != null && snapshots.size() == versions.size()) {
            checkSum("snapshot", versions.size(), sum, row.snapshots());
        }
    }

    private SnapshotRow snapshot(long version) throws SQLException {
        SnapshotRow found = session.first(SnapshotRow.ONE, result -> SnapshotRow.read(result, name), id, version);
        if (found == null) {
            throw SnapshotRow.damage(name, version, "the row is missing");
        }
        return found;
    }

    private void checkSum(String table, int rows, long sum, long expected) {
        if (sum != expected) {
            damaged(
                    "table " + table + ", atom \"" + name + "\"",
                    "the checksums of its " + rows + " rows add up to " + sum + ", where the table atom says "
                            + expected + ": rows are missing, too many, or older than they must be");
        }
    }

    private void scanEntries(long from) throws SQLException {
        if (row != null && !snapshots.containsKey(from)) {
            damaged(
                    "table snapshot, atom \"" + name + "\", version " + from,
                    "there is none that is whole, and it is the oldest kept");
        }
        beginAt(from);
        session.each(EntryRow.AFTER, this::scanEntry, id, from);
        passSnapshots(Long.MAX_VALUE);
        if (row != null && readTo < row.version()) {
            missing(readTo + 1, row.version());
        }
        if (row != null && chain != null && chain.to == row.version() && chain.atMs != row.atMs()) {
            damaged(row.place(), "at_ms is " + row.atMs() + ", that of the newest version is " + chain.atMs);
        }
    }

    private boolean scanEntry(ResultSet result) throws SQLException {
        long version = result.getLong(2);
        if (version != readTo + 1 && row != null) {
            missing(readTo + 1, version - 1);
        }
        passSnapshots(version - 1);
        readTo = version;
        try {
            Entry entry = EntryRow.read(result, name).entry(name);
            if (row != null && version > row.version()) {
                damaged(
                        EntryRow.place(name, version),
                        "it is newer than the newest that the table atom says: " + row.version());
            }
            note(entry);
            follow(entry);
        } catch (DamageFound e) {
            damages.add(Damages.of(e));
        }
        compareOrBeginAt(version);
        return true;
    }

    private void missing(long first, long last) {
        damaged(
                EntryRow.place(name, first),
                first == last ? "the row is missing" : "the rows up to version " + last + " are missing");
    }

    private void note(Entry entry) {
        Entry.Origin origin = entry.origin();
        if (origin != null && origin.isCounted()) {
            ClientMark before = written.get(origin.client());
            Doc outcomes = origin.outcomes() == null && before != null ? before.outcomes() : origin.outcomes();
            written.put(origin.client(), new ClientMark(origin.client(), origin.sequence(), outcomes, entry.atMs()));
        }
    }

    /** Goes on with the chain, if that ends just before the entry. */
    private void follow(Entry entry) {
        Chain before = chain;
        if (before == null || before.to != entry.version() - 1) {
            return;
        }
        if (entry.atMs() < before.atMs) {
            throw EntryRow.damage(
                    name, entry.version(), "at_ms is " + entry.atMs() + ", before the version before: " + before.atMs);
        }
        try {
            Doc value = entry.delta().apply(before.value);
            chain = new Chain(before.from, entry.version(), entry.atMs(), value);
        } catch (IllegalArgumentException e) {
            throw EntryRow.damage(
                    name, entry.version(), "the delta does not fit the version before: " + e.getMessage());
        }
    }

    /** A snapshot with nothing but a gap before it begins a chain. */
    private void passSnapshots(long upTo) throws SQLException {
        for (Long next = snapshots.higherKey(readTo); next != null && next <= upTo; next = snapshots.higherKey(next)) {
            beginAt(next);
        }
    }

    private void compareOrBeginAt(long version) throws SQLException {
        if (!snapshots.containsKey(version)) {
            return;
        }
        if (chain == null || chain.to != version) {
            beginAt(version);
        } else if (!snapshot(version).snapshot(name).value().equals(chain.value)) {
            damages.add(Damages.of(SnapshotRow.damage(
                    name, version, "the value is not what the snapshot and the versions before it come to")));
            snapshots.remove(version);
        }
    }

    private void beginAt(long version) throws SQLException {
        if (snapshots.containsKey(version)) {
            SnapshotRow found = snapshot(version);
            chain = new Chain(
                    version, version, found.made().atMs(), found.snapshot(name).value());
        }
    }

    private void scanClients(long from) throws SQLException {
        int[] rows = {0};
        session.each(
                ClientRow.OF_ATOM,
                result -> {
                    rows[0]++;
                    try {
                        ClientRow client = ClientRow.read(result, name);
                        clients.put(client.mark().client(), client);
                    } catch (DamageFound e) {
                        damages.add(Damages.of(e));
                    }
                    return true;
                },
                id);
        if (row != null && rows[0] == clients.size()) {
            long sum = clients.values().stream().mapToLong(ClientRow::checksum).sum();
            checkSum("client", rows[0], sum, row.clients());
        }
    }

    private interface Part {
        void run(long from) throws SQLException;
    }
}
