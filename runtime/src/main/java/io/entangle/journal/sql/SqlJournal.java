package io.entangle.journal.sql;

import io.entangle.clock.TimeSource;
import io.entangle.journal.Archived;
import io.entangle.journal.AtomHead;
import io.entangle.journal.Damage;
import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Durability;
import io.entangle.journal.Entry;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.Recovery;
import io.entangle.journal.Snapshot;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Meta;
import io.entangle.sql.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A journal in the tables of a database. */
final class SqlJournal implements Journal {
    private final Engine engine;
    private final Compactor compactor = new Compactor(this);

    /** Whether the groups appended last may be there although that has not been said. */
    private volatile boolean inDoubt;

    SqlJournal(Engine engine) {
        this.engine = engine;
    }

    Engine engine() {
        return engine;
    }

    @Override
    public Durability durability() {
        return engine.durability();
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public List<AtomHead> atoms() {
        return read("read the atoms", AtomRow::all).stream()
                .map(AtomRow::head)
                .sorted(Comparator.comparing(AtomHead::atom))
                .toList();
    }

    @Override
    public @Nullable AtomHead head(String atom) {
        return read("look at the atom \"" + atom + "\"", session -> {
            AtomRow row = AtomRow.find(session, atom);
            return row == null ? null : row.head();
        });
    }

    @Override
    public AtomHead begin(String atom, long epoch, Snapshot first) {
        AtomHead head = new AtomHead(atom, epoch, first.version(), first.version());
        return write("begin the atom \"" + atom + "\"", session -> {
            AtomRow present = AtomRow.find(session, atom);
            return present == null ? insert(session, head, first) : present.head();
        });
    }

    AtomHead insert(Session session, AtomHead head, Snapshot first) throws SQLException {
        long id = Meta.number(session, Keys.ATOMS, engine.forUpdate()) + 1;
        AtomRow other = AtomRow.find(session, head.atom());
        if (other != null) {
            return other.head();
        }
        Long highest = session.number("SELECT max(id) FROM atom");
        if (id != (highest == null ? 1 : highest + 1)) {
            throw Meta.damage(Keys.ATOMS, "it is " + (id - 1) + ", and the highest id in the table atom is " + highest);
        }
        SnapshotRow snapshot = SnapshotRow.of(id, first);
        Meta.put(session, Keys.ATOMS, Long.toString(id));
        new AtomRow(id, head.atom(), head.epoch(), head.version(), head.oldest(), first.atMs(), 0, snapshot.checksum())
                .insert(session);
        snapshot.insert(session);
        return head;
    }

    @Override
    public @Nullable Recovery recover(String atom, int versions) {
        if (versions < 0) {
            throw new IllegalArgumentException("versions must not be negative, but found " + versions);
        }
        return read("recover the atom \"" + atom + "\"", session -> {
            AtomRow row = AtomRow.find(session, atom);
            return row == null ? null : new History(session, row).recover(versions);
        });
    }

    @Override
    public boolean isShared() {
        return engine.isShared();
    }

    @Override
    public List<Boolean> append(List<List<Entry>> groups, Map<String, Long> epochs) {
        if (groups.stream().allMatch(List::isEmpty)) {
            read("append", session -> null);
            return groups.stream().map(group -> true).toList();
        }
        try {
            List<Boolean> kept = write("append", session -> new Appender(engine, session, epochs).append(groups));
            inDoubt = false;
            return kept;
        } catch (JournalException e) {
            boolean reached = e.failure() == Failure.DAMAGED || e.failure() == Failure.NOT_KEPT;
            if (inDoubt && !reached) {
                throw stillInDoubt(e);
            }
            inDoubt = e.failure() == Failure.IN_DOUBT;
            throw e;
        }
    }

    private static JournalException stillInDoubt(JournalException e) {
        return new JournalException(
                Failure.IN_DOUBT,
                "it is still not known whether what was to be appended is kept: " + e.getMessage(),
                e);
    }

    @Override
    public void snapshot(String atom, Snapshot snapshot) {
        change("add a snapshot of the atom \"" + atom + "\"", atom, (session, row) -> {
            checkKept(row, snapshot.version());
            if (session.number(
                            "SELECT version FROM snapshot WHERE atom = ? AND version = ?", row.id(), snapshot.version())
                    == null) {
                SnapshotRow added = SnapshotRow.of(row.id(), snapshot);
                added.insert(session);
                row.withOldest(row.oldest(), row.snapshots() + added.checksum()).update(session);
            }
            return row;
        });
    }

    @Override
    public Snapshot snapshotAt(String atom, long version) {
        return look("read a snapshot of the atom \"" + atom + "\"", atom, (session, row) -> {
            checkKept(row, version);
            return new History(session, row).snapshotUpTo(version).snapshot(atom);
        });
    }

    @Override
    public void read(String atom, long after, long to, Predicate<Entry> reader) {
        if (after > to) {
            throw new IllegalArgumentException("no version is after " + after + " and up to " + to);
        }
        long next = after;
        do {
            for (Entry entry : page(atom, next, to)) {
                if (!reader.test(entry)) {
                    return;
                }
                next = entry.version();
            }
        } while (next < to);
    }

    private List<Entry> page(String atom, long after, long to) {
        return look("read the atom \"" + atom + "\"", atom, (session, row) -> {
            checkKept(row, after);
            checkKept(row, to);
            return new History(session, row).page(after, to);
        });
    }

    @Override
    public long versionAt(String atom, long atMs) {
        return look(
                "look into the atom \"" + atom + "\"",
                atom,
                (session, row) -> new History(session, row).versionAt(atMs));
    }

    @Override
    public long compact(String atom, long oldest) {
        return compactor.compact(atom, oldest);
    }

    @Override
    public int forgetClients(Instant before) {
        return compactor.forgetClients(before.toEpochMilli());
    }

    @Override
    public void beginEpoch(String atom, long epoch) {
        change("begin an epoch of the atom \"" + atom + "\"", atom, (session, row) -> {
            row.withEpoch(epoch).update(session);
            engine.announce(session, List.of(atom), 0);
            return row;
        });
    }

    @Override
    public void restore(Iterable<Archived> parts) {
        try {
            engine.write("restore atoms", session -> {
                new Restorer(this, session).restore(parts);
                return null;
            });
        } catch (DamageFound e) {
            throw damaged(e);
        }
    }

    @Override
    public List<Damage> verify(Consumer<String> progress) {
        return new Verifier(engine, progress).verify();
    }

    @Override
    public void onAppended(Consumer<String> listener) {
        engine.onAppended(listener);
    }

    @Override
    public void close() {
        engine.close();
    }

    private void checkKept(AtomRow row, long version) {
        if (version < row.oldest() || version > row.version()) {
            throw new JournalException(
                    Failure.NOT_KEPT,
                    "of \"" + row.name() + "\" the versions " + row.oldest() + " to " + row.version()
                            + " are kept, and " + version + " is not one of them",
                    null);
        }
    }

    private AtomRow present(String atom, @Nullable AtomRow row) {
        if (row == null) {
            throw Appender.absent(engine, atom);
        }
        return row;
    }

    /** Reads one atom. */
    private <T> T look(String doing, String atom, OnAtom<T> work) {
        return read(doing, session -> work.run(session, present(atom, AtomRow.find(session, atom))));
    }

    /** Changes one atom, which is kept from other writers meanwhile. */
    <T> T change(String doing, String atom, OnAtom<T> work) {
        return write(doing, session -> {
            List<AtomRow> rows = engine.lockAtoms(session, List.of(atom));
            return work.run(session, present(atom, rows.isEmpty() ? null : rows.get(0)));
        });
    }

    <T> T read(String doing, Session.Work<T> work) {
        try {
            return engine.read(doing, work);
        } catch (DamageFound e) {
            throw damaged(e);
        }
    }

    /** Writes, again if it is in doubt what became of it: all that is written comes to the same when it is done twice. */
    <T> T write(String doing, Session.Work<T> work) {
        long start = TimeSource.SYSTEM.nanos();
        JournalException doubt = null;
        while (true) {
            try {
                return engine.write(doing, work);
            } catch (DamageFound e) {
                throw damaged(e);
            } catch (JournalException e) {
                if (e.failure() == Failure.IN_DOUBT) {
                    doubt = e;
                } else if (doubt == null || e.failure() == Failure.DAMAGED || e.failure() == Failure.NOT_KEPT) {
                    throw e;
                }
                boolean late =
                        TimeSource.SYSTEM.nanos() - start >= engine.patience().toNanos();
                if (late || !engine.pause()) {
                    throw doubt;
                }
            }
        }
    }

    private DamagedJournalException damaged(DamageFound damage) {
        return new DamagedJournalException(name() + ", " + damage.place(), damage.found());
    }

    /** What is done with one atom. */
    interface OnAtom<T> {
        T run(Session session, AtomRow row) throws SQLException;
    }
}
