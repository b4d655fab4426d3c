package io.entangle.journal.sql;

import io.entangle.journal.ClientMark;
import io.entangle.journal.Entry;
import io.entangle.journal.JournalException;
import io.entangle.journal.Recovery;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads what is kept of one atom, within one transaction, and checks all it reads. */
final class History {
    /** So many versions, or about so many characters of them, are read at a time. */
    private static final int PAGE_ROWS = 1000;

    private static final int PAGE_CHARACTERS = 4 << 20;

    private final Session session;
    private final AtomRow atom;

    History(Session session, AtomRow atom) {
        this.session = session;
        this.atom = atom;
    }

    Recovery recover(int versions) throws SQLException {
        long oldEnough = Math.max(atom.oldest(), atom.version() - versions);
        SnapshotRow from = snapshotUpTo(oldEnough);
        checkOldestSnapshot();
        List<Entry> entries = new ArrayList<>();
        session.each(
                EntryRow.AFTER,
                result -> {
                    EntryRow row = EntryRow.read(result, atom.name());
                    checkFollows(from.version() + entries.size(), row.version());
                    return entries.add(row.entry(atom.name()));
                },
                atom.id(),
                from.version());
        checkComplete(from.version() + entries.size());
        return new Recovery(atom.head(), from.snapshot(atom.name()), List.copyOf(entries), clients());
    }

    private List<ClientMark> clients() throws SQLException {
        List<ClientRow> rows =
                session.list(ClientRow.OF_ATOM, result -> ClientRow.read(result, atom.name()), atom.id());
        long sum = rows.stream().mapToLong(ClientRow::checksum).sum();
        if (sum != atom.clients()) {
            throw new DamageFound(
                    atom.name(),
                    "table client, atom \"" + atom.name() + "\"",
                    "the checksums of its " + rows.size() + " rows add up to " + sum + ", where the table atom says "
                            + atom.clients() + ": rows are missing, or older than they must be");
        }
        return rows.stream().map(ClientRow::mark).toList();
    }

    /** {@return the newest snapshot of a version or one before it; the version is kept} */
    SnapshotRow snapshotUpTo(long version) throws SQLException {
        SnapshotRow found = session.first(
                SnapshotRow.NEWEST_UP_TO,
                result -> SnapshotRow.read(result, atom.name()),
                atom.id(),
                version,
                atom.oldest());
        if (found == null) {
            throw SnapshotRow.damage(atom.name(), atom.oldest(), "the row is missing, and it is the oldest kept");
        }
        return found;
    }

    private void checkOldestSnapshot() throws SQLException {
        Long sum = session.number(
                "SELECT sum(checksum) FROM snapshot WHERE atom = ? AND version >= ?", atom.id(), atom.oldest());
        if (sum == null || sum != atom.snapshots()) {
            throw new DamageFound(
                    atom.name(),
                    "table snapshot, atom \"" + atom.name() + "\"",
                    "the checksums of its rows add up to " + sum + ", where the table atom says " + atom.snapshots()
                            + ": rows are missing, or there are too many");
        }
    }

    private void checkFollows(long before, long version) {
        if (version > atom.version()) {
            throw EntryRow.damage(
                    atom.name(), version, "it is newer than the newest that the table atom says: " + atom.version());
        }
        if (version != before + 1) {
            throw EntryRow.damage(atom.name(), before + 1, "the row is missing; the next is version " + version);
        }
    }

    private void checkComplete(long newest) {
        if (newest != atom.version()) {
            throw EntryRow.damage(
                    atom.name(),
                    newest + 1,
                    "the row is missing; the newest version is " + atom.version() + ", as the table atom says");
        }
    }

    /** {@return versions after one, up to another, or some of them from the first on} */
    List<Entry> page(long after, long to) throws SQLException {
        List<Entry> page = new ArrayList<>();
        int[] characters = {0};
        session.each(
                EntryRow.BETWEEN,
                result -> {
                    EntryRow row = EntryRow.read(result, atom.name());
                    checkFollows(after + page.size(), row.version());
                    page.add(row.entry(atom.name()));
                    characters[0] += row.characters();
                    return characters[0] < PAGE_CHARACTERS;
                },
                atom.id(),
                after,
                to,
                PAGE_ROWS);
        if (page.isEmpty() && after < to) {
            throw EntryRow.damage(atom.name(), after + 1, "the row is missing; version " + to + " is kept");
        }
        return page;
    }

    /** {@return the newest version that was there at an instant} Its row and the next say so, whatever others say. */
    long versionAt(long atMs) throws SQLException {
        SnapshotRow oldest = snapshotUpTo(atom.oldest());
        if (atMs < oldest.made().atMs()) {
            throw JournalException.nothingAt(
                    atom.name(), atMs, oldest.version(), oldest.made().atMs());
        }
        long there = atom.oldest();
        long notThere = atom.version() + 1;
        while (notThere - there > 1) {
            long middle = there + (notThere - there) / 2;
            if (takenIn(middle) <= atMs) {
                there = middle;
            } else {
                notThere = middle;
            }
        }
        check(there);
        check(notThere);
        return there;
    }

    private long takenIn(long version) throws SQLException {
        Long atMs = session.number("SELECT at_ms FROM entry WHERE atom = ? AND version = ?", atom.id(), version);
        if (atMs == null) {
            throw EntryRow.damage(atom.name(), version, "the row is missing");
        }
        return atMs;
    }

    private void check(long version) throws SQLException {
        if (version > atom.oldest() && version <= atom.version()) {
            session.first(EntryRow.ONE, result -> EntryRow.read(result, atom.name()), atom.id(), version);
        }
    }
}
