package io.entangle.journal;

import io.entangle.journal.JournalException.Failure;
import io.entangle.value.Doc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A journal that nothing survives: for tests, and for atoms that need not outlive the process. Thread-safe. */
public final class MemoryJournal implements Journal {
    private final NavigableMap<String, Kept> atoms = new TreeMap<>();
    private boolean closed;

    /** A journal without atoms. */
    public MemoryJournal() {}

    @Override
    public Durability durability() {
        return Durability.MEMORY;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public synchronized List<AtomHead> atoms() {
        checkOpen();
        return atoms.values().stream().map(Kept::head).toList();
    }

    @Override
    public synchronized AtomHead begin(String atom, long epoch, Snapshot first) {
        checkOpen();
        AtomHead head = new AtomHead(atom, epoch, first.version(), first.version());
        return atoms.computeIfAbsent(atom, absent -> new Kept(head, first)).head();
    }

    @Override
    public synchronized @Nullable Recovery recover(String atom, int versions) {
        checkOpen();
        if (versions < 0) {
            throw new IllegalArgumentException("versions must not be negative, but found " + versions);
        }
        Kept kept = atoms.get(atom);
        return kept == null ? null : kept.recovery(versions);
    }

    @Override
    public synchronized List<Boolean> append(List<List<Entry>> groups, Map<String, Long> epochs) {
        checkOpen();
        Map<String, Entry> newest = new HashMap<>();
        Set<String> behind = new HashSet<>();
        List<Boolean> kept = new ArrayList<>();
        List<Entry> added = new ArrayList<>();
        for (List<Entry> group : groups) {
            Map<String, Entry> after = new HashMap<>(newest);
            boolean follows =
                    group.stream().noneMatch(entry -> behind.contains(entry.atom()) || isOfAnother(entry, epochs))
                            && group.stream().allMatch(entry -> follows(entry, after));
            if (follows) {
                newest = after;
                added.addAll(group);
            }
            boolean there = follows || group.stream().allMatch(this::isThere);
            if (!there) {
                group.forEach(entry -> behind.add(entry.atom()));
            }
            kept.add(there);
        }
        added.forEach(entry -> atom(entry.atom()).add(entry));
        return kept;
    }

    private boolean isOfAnother(Entry entry, Map<String, Long> epochs) {
        Long epoch = epochs.get(entry.atom());
        return epoch != null && epoch != atom(entry.atom()).epoch;
    }

    private boolean isThere(Entry entry) {
        return entry.equals(atom(entry.atom()).entries.get(entry.version()));
    }

    /** Whether an entry follows the newest of its atom, which it is afterwards. */
    private boolean follows(Entry entry, Map<String, Entry> newest) {
        Kept kept = atom(entry.atom());
        Entry before = newest.get(entry.atom());
        if (entry.version() != (before == null ? kept.version() : before.version()) + 1) {
            return false;
        }
        long beforeMs = before == null ? kept.atMs(kept.version()) : before.atMs();
        if (entry.atMs() < beforeMs) {
            throw new IllegalArgumentException("version " + entry.version() + " of \"" + entry.atom()
                    + "\" is taken in at " + entry.atMs() + ", before the one it follows: " + beforeMs);
        }
        newest.put(entry.atom(), entry);
        return true;
    }

    @Override
    public synchronized void snapshot(String atom, Snapshot snapshot) {
        Kept kept = atom(atom);
        kept.check(snapshot.version());
        kept.snapshots.putIfAbsent(snapshot.version(), snapshot);
    }

    @Override
    public synchronized Snapshot snapshotAt(String atom, long version) {
        Kept kept = atom(atom);
        kept.check(version);
        return kept.snapshots.floorEntry(version).getValue();
    }

    @Override
    public void read(String atom, long after, long to, Predicate<Entry> reader) {
        for (Entry entry : between(atom, after, to)) {
            if (!reader.test(entry)) {
                return;
            }
        }
    }

    private synchronized List<Entry> between(String atom, long after, long to) {
        if (after > to) {
            throw new IllegalArgumentException("no version is after " + after + " and up to " + to);
        }
        Kept kept = atom(atom);
        kept.check(after);
        kept.check(to);
        return List.copyOf(kept.entries.subMap(after, false, to, true).values());
    }

    @Override
    public synchronized long versionAt(String atom, long atMs) {
        Kept kept = atom(atom);
        if (atMs < kept.atMs(kept.oldest())) {
            throw JournalException.nothingAt(atom, atMs, kept.oldest(), kept.atMs(kept.oldest()));
        }
        long newest = kept.oldest();
        for (Entry entry : kept.entries.values()) {
            if (entry.atMs() <= atMs) {
                newest = entry.version();
            }
        }
        return newest;
    }

    @Override
    public synchronized long compact(String atom, long oldest) {
        Kept kept = atom(atom);
        Long from = kept.snapshots.floorKey(oldest);
        if (from != null) {
            kept.snapshots.headMap(from, false).clear();
            kept.entries.headMap(from, true).clear();
        }
        return kept.oldest();
    }

    @Override
    public synchronized int forgetClients(Instant before) {
        checkOpen();
        int forgotten = 0;
        for (Kept kept : atoms.values()) {
            int marks = kept.clients.size();
            kept.clients.values().removeIf(mark -> mark.atMs() < before.toEpochMilli());
            forgotten += marks - kept.clients.size();
        }
        return forgotten;
    }

    @Override
    public synchronized void beginEpoch(String atom, long epoch) {
        atom(atom).epoch = epoch;
    }

    @Override
    public synchronized void restore(Iterable<Archived> parts) {
        checkOpen();
        ArchiveChecker checker = new ArchiveChecker();
        Map<String, Kept> restored = new HashMap<>();
        for (Archived part : parts) {
            checker.check(part);
            if (atoms.containsKey(part.atom())) {
                throw new IllegalArgumentException("there is an atom \"" + part.atom() + "\" in memory already");
            }
            if (part instanceof Archived.Begun begun) {
                Snapshot oldest = begun.oldest();
                AtomHead head = new AtomHead(begun.atom(), begun.epoch(), oldest.version(), oldest.version());
                restored.put(begun.atom(), new Kept(head, oldest));
            } else {
                restored.get(part.atom()).restore(part);
            }
        }
        atoms.putAll(restored);
    }

    @Override
    public synchronized List<Damage> verify(Consumer<String> progress) {
        checkOpen();
        List<Damage> damages = new ArrayList<>();
        atoms.forEach((atom, kept) -> {
            progress.accept("atom \"" + atom + "\"");
            Doc value = kept.snapshots.firstEntry().getValue().value();
            for (Entry entry : kept.entries.values()) {
                value = entry.delta().apply(value);
                Snapshot snapshot = kept.snapshots.get(entry.version());
                if (snapshot != null && !snapshot.value().equals(value)) {
                    damages.add(new Damage(
                            atom,
                            "snapshot of atom \"" + atom + "\", version " + entry.version(),
                            "the value is not what the versions before it come to"));
                }
            }
        });
        return damages;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new JournalException(Failure.CLOSED, "the journal in memory has been closed", null);
        }
    }

    private Kept atom(String atom) {
        checkOpen();
        Kept kept = atoms.get(atom);
        if (kept == null) {
            throw new JournalException(Failure.NOT_KEPT, "there is no atom \"" + atom + "\" in memory", null);
        }
        return kept;
    }

    /** What is kept of an atom. */
    private static final class Kept {
        private final String atom;
        private final NavigableMap<Long, Snapshot> snapshots = new TreeMap<>();
        private final NavigableMap<Long, Entry> entries = new TreeMap<>();
        private final NavigableMap<String, ClientMark> clients = new TreeMap<>();
        private long epoch;

        Kept(AtomHead head, Snapshot first) {
            atom = head.atom();
            epoch = head.epoch();
            snapshots.put(first.version(), first);
        }

        AtomHead head() {
            return new AtomHead(atom, epoch, version(), oldest());
        }

        long oldest() {
            return snapshots.firstKey();
        }

        long version() {
            return entries.isEmpty() ? oldest() : entries.lastKey();
        }

        long atMs(long version) {
            Entry entry = entries.get(version);
            return entry == null ? snapshots.get(version).atMs() : entry.atMs();
        }

        void check(long version) {
            if (version < oldest() || version > version()) {
                throw new JournalException(
                        Failure.NOT_KEPT,
                        "of \"" + atom + "\" the versions " + oldest() + " to " + version() + " are kept, and "
                                + version + " is not one of them",
                        null);
            }
        }

        void add(Entry entry) {
            entries.put(entry.version(), entry);
            Entry.Origin origin = entry.origin();
            if (origin != null && origin.isCounted()) {
                clients.put(origin.client(), ClientMark.after(clients.get(origin.client()), origin, entry.atMs()));
            }
        }

        void restore(Archived part) {
            if (part instanceof Archived.Made made) {
                entries.put(made.entry().version(), made.entry());
            } else if (part instanceof Archived.Held held) {
                snapshots.put(held.snapshot().version(), held.snapshot());
            } else if (part instanceof Archived.Marked marked) {
                clients.put(marked.mark().client(), marked.mark());
            }
        }

        Recovery recovery(int versions) {
            Map.Entry<Long, Snapshot> old = snapshots.floorEntry(version() - versions);
            Snapshot from = (old == null ? snapshots.firstEntry() : old).getValue();
            return new Recovery(
                    head(),
                    from,
                    List.copyOf(entries.tailMap(from.version(), false).values()),
                    List.copyOf(clients.values()));
        }
    }
}
