package io.entangle.pubsub.kill;

import io.entangle.pubsub.kill.Violations.Kind;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All versions of an atom as the journal has them, read while it grew and before they were compacted. */
final class AtomHistory {
    /** A delta that changes nothing: none of the writes that are sent does that when it is taken. */
    private static final String NOTHING = "[]";

    private final String name;
    private final Violations violations;
    /** By the ids of the clients. */
    private final Map<String, Writes> writes;

    private @Nullable PlainValue value;
    private long epoch;
    private long version;
    private long snapshotsTo = -1;
    /** By version: of the whole value, and what observers note of it. */
    private long[] marks = new long[4096];

    private long[] totals = new long[4096];
    private long[] bank = new long[4096];
    private long[] amounts = new long[64];
    private int amountCount;

    AtomHistory(String name, Violations violations, Map<String, Writes> writes) {
        this.name = name;
        this.violations = violations;
        this.writes = writes;
    }

    /** Reads what is new. */
    void read(JournalReader journal, JournalReader.AtomRow row) throws java.sql.SQLException {
        if (value == null) {
            epoch = row.epoch();
            if (row.oldest() != 0) {
                throw new AssertionError("the first versions of " + name + " were compacted before they were read");
            }
            journal.snapshots(row.id(), 0, snapshot -> {
                if (snapshot.version() == 0) {
                    value = new PlainValue(snapshot.value());
                    note();
                }
            });
        }
        if (epoch != row.epoch()) {
            other("the epoch was " + epoch + " and is " + row.epoch());
        }
        if (row.version() < version) {
            violations.add(Kind.LOST, name + " was at version " + version + " and is at " + row.version());
        }
        if (row.oldest() > version) {
            throw new AssertionError("versions of " + name + " after " + version + " were compacted before they were"
                    + " read: the history is kept for too short a time");
        }
        journal.entries(row.id(), version, this::entry);
        if (row.version() != version) {
            other("the newest version is " + row.version() + ", and the entries end at " + version);
        }
        journal.snapshots(row.id(), Math.max(snapshotsTo + 1, row.oldest()), this::snapshot);
        journal.clients(row.id(), client -> {
            Writes of = writes.get(client.client());
            if (of == null || client.sequence() != of.last()) {
                other("the client " + client + " has another last sequence in its entries: "
                        + (of == null ? "none" : of.last()));
            }
        });
    }

    private void entry(JournalReader.EntryRow row) {
        PlainValue current = value();
        if (row.version() != version + 1) {
            other("after version " + version + " comes " + row.version());
        }
        Writes of = row.client() == null ? null : writes.get(row.client());
        if (of == null || of.told(row.sequence()) == Writes.Told.NOTHING) {
            other("version " + row.version() + " is of a write that nobody has sent: " + row);
            current.apply(row.delta());
        } else {
            inOrder(of, row);
            if (row.delta().equals(NOTHING)) {
                of.foundRefused(row.sequence(), row.version());
                version = row.version();
                note();
                return;
            }
            of.found(row.sequence(), row.version());
            long count = current.number(Accounts.COUNTS, of.writer);
            long total = current.number(Accounts.TOTAL);
            current.apply(row.delta());
            char kind = of.kind(row.sequence());
            grew(row, Accounts.COUNTS, current.number(Accounts.COUNTS, of.writer) - count, kind == 'c' ? 1 : 0);
            grew(row, Accounts.TOTAL, current.number(Accounts.TOTAL) - total, kind == 't' ? 1 : 0);
            if (kind == 'e' || kind == 'g') {
                edited(of, row);
            }
        }
        version = row.version();
        note();
    }

    private void inOrder(Writes of, JournalReader.EntryRow row) {
        long before = of.entry(row.sequence());
        if (before != 0) {
            violations.add(
                    Kind.DOUBLED, of + " " + row.sequence() + " in versions " + before + " and " + row.version());
        } else if (row.sequence() <= of.last()) {
            violations.add(Kind.DISORDERED, of + " " + row.sequence() + " after " + of.last());
        }
    }

    private void grew(JournalReader.EntryRow row, String what, long by, long expected) {
        if (by != expected) {
            violations.add(
                    by > expected ? Kind.DOUBLED : Kind.LOST, what + " of " + name + " grew by " + by + ": " + row);
        }
    }

    private void edited(Writes of, JournalReader.EntryRow row) {
        if (value().number(Accounts.LAST, of.writer) != row.sequence()) {
            other("an edit did not take effect: " + row);
        }
        if (of.kind(row.sequence()) == 'g') {
            long amount = value().number(Accounts.BANK);
            if (amount != of.amount(row.sequence())) {
                other("a group put " + of.amount(row.sequence()) + ", and there is " + amount);
            }
            amounts = amountCount == amounts.length ? Arrays.copyOf(amounts, amountCount * 2) : amounts;
            amounts[amountCount++] = amount;
        }
    }

    private void note() {
        int at = (int) version;
        if (at == marks.length) {
            marks = Arrays.copyOf(marks, at * 2);
            totals = Arrays.copyOf(totals, at * 2);
            bank = Arrays.copyOf(bank, at * 2);
        }
        marks[at] = value().mark();
        totals[at] = value().number(Accounts.TOTAL);
        bank[at] = value().number(Accounts.BANK);
    }

    private void snapshot(JournalReader.SnapshotRow row) {
        snapshotsTo = row.version();
        if (row.version() > version || new PlainValue(row.value()).mark() != marks[(int) row.version()]) {
            other("the snapshot of version " + row.version() + " is not what the deltas lead to");
        }
    }

    /** An observer was shown something. */
    void seen(String by, long ofEpoch, long at, long balance, long total) {
        if (value == null || at > version) {
            violations.add(Kind.LOST, by + " was shown version " + at + " of " + name + ", the journal has " + version);
        } else if (ofEpoch != epoch) {
            other(by + " was shown the epoch " + ofEpoch + " and not " + epoch);
        } else if (bank[(int) at] != balance || totals[(int) at] != total) {
            other(by + " was shown another version " + at + " than that of the journal");
        }
    }

    private void other(String what) {
        violations.add(Kind.OTHER, name + ": " + what);
    }

    PlainValue value() {
        if (value == null) {
            throw new AssertionError(name + " has not begun");
        }
        return value;
    }

    String name() {
        return name;
    }

    long version() {
        return version;
    }

    /** {@return what groups have put into the bank, in order; one is as often in the other atom, with the other sign} */
    long[] amounts() {
        return Arrays.copyOf(amounts, amountCount);
    }
}
