package io.entangle.journal.sql;

import io.entangle.journal.ClientMark;
import io.entangle.journal.Entry;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.sql.Session;
import io.entangle.value.Doc;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Appends groups of versions, within the one transaction it is made for. */
final class Appender {
    private final Engine engine;
    private final Session session;
    private final Map<String, Long> epochs;
    private final Map<String, Growing> atoms = new HashMap<>();
    private final List<EntryRow> added = new ArrayList<>();

    Appender(Engine engine, Session session, Map<String, Long> epochs) {
        this.engine = engine;
        this.session = session;
        this.epochs = epochs;
    }

    /** {@return of each group whether it is kept} */
    List<Boolean> append(List<List<Entry>> groups) throws SQLException {
        lock(groups);
        List<Boolean> kept = new ArrayList<>();
        for (List<Entry> group : groups) {
            boolean follows = follows(group);
            if (follows) {
                group.forEach(this::add);
            }
            boolean there = follows || isThere(group);
            if (!there) {
                group.forEach(entry -> growing(entry.atom()).behind = true);
            }
            kept.add(there);
        }
        if (!added.isEmpty()) {
            write();
        }
        return kept;
    }

    private void lock(List<List<Entry>> groups) throws SQLException {
        TreeSet<String> names = new TreeSet<>();
        groups.forEach(group -> group.forEach(entry -> names.add(entry.atom())));
        if (names.isEmpty()) {
            return;
        }
        for (AtomRow row : engine.lockAtoms(session, names)) {
            atoms.put(row.name(), new Growing(row));
        }
        names.removeAll(atoms.keySet());
        if (!names.isEmpty()) {
            throw absent(engine, names.first());
        }
    }

    static JournalException absent(Engine engine, String atom) {
        return new JournalException(
                Failure.NOT_KEPT, "there is no atom \"" + atom + "\" in the journal " + engine.name(), null);
    }

    private boolean follows(List<Entry> group) {
        Map<String, Entry> newest = new HashMap<>();
        for (Entry entry : group) {
            Growing atom = growing(entry.atom());
            Entry before = newest.put(entry.atom(), entry);
            boolean isOfAnother = atom.row.epoch() != epochs.getOrDefault(entry.atom(), atom.row.epoch());
            if (atom.behind
                    || isOfAnother
                    || entry.version() != (before == null ? atom.version : before.version()) + 1) {
                return false;
            }
            long beforeMs = before == null ? atom.atMs : before.atMs();
            if (entry.atMs() < beforeMs) {
                throw new IllegalArgumentException("version " + entry.version() + " of \"" + entry.atom()
                        + "\" is taken in at " + entry.atMs() + ", before the one it follows: " + beforeMs);
            }
        }
        return true;
    }

    private void add(Entry entry) {
        Growing atom = growing(entry.atom());
        atom.version = entry.version();
        atom.atMs = entry.atMs();
        Entry.Origin origin = entry.origin();
        if (origin != null && origin.isCounted()) {
            ClientMark before = atom.marks.get(origin.client());
            Doc outcomes = origin.outcomes() == null && before != null ? before.outcomes() : origin.outcomes();
            atom.marks.put(origin.client(), new ClientMark(origin.client(), origin.sequence(), outcomes, entry.atMs()));
        }
        added.add(EntryRow.of(atom.row.id(), entry));
    }

    /** Whether a group was there before this transaction: then it is appended again, because its outcome was not known. */
    private boolean isThere(List<Entry> group) throws SQLException {
        for (Entry entry : group) {
            AtomRow atom = growing(entry.atom()).row;
            if (entry.version() <= atom.oldest() || entry.version() > atom.version()) {
                return false;
            }
            Entry kept = session.first(
                    EntryRow.ONE,
                    result -> EntryRow.read(result, entry.atom()).entry(entry.atom()),
                    atom.id(),
                    entry.version());
            if (!entry.equals(kept)) {
                return false;
            }
        }
        return true;
    }

    private void write() throws SQLException {
        EntryRow.insert(session, added);
        Map<ClientRow.Key, ClientRow> before = clients();
        List<ClientRow> clients = new ArrayList<>();
        List<AtomRow> rows = new ArrayList<>();
        for (Growing atom : grown()) {
            long sum = atom.row.clients();
            for (ClientMark mark : atom.marks.values()) {
                ClientRow old = before.get(new ClientRow.Key(atom.row.id(), mark.client()));
                ClientRow row = ClientRow.of(atom.row.id(), after(old, mark));
                clients.add(row);
                sum += row.checksum() - (old == null ? 0 : old.checksum());
            }
            rows.add(atom.row.withNewest(atom.version, atom.atMs, sum));
        }
        ClientRow.upsert(session, clients);
        AtomRow.updateAll(session, rows);
        engine.appended(rows);
        engine.announce(session, rows.stream().map(AtomRow::name).toList(), added.size());
    }

    private Map<ClientRow.Key, ClientRow> clients() throws SQLException {
        List<ClientRow.Key> keys = new ArrayList<>();
        Map<Long, String> names = new HashMap<>();
        for (Growing atom : grown()) {
            names.put(atom.row.id(), atom.row.name());
            atom.marks.keySet().forEach(client -> keys.add(new ClientRow.Key(atom.row.id(), client)));
        }
        Map<ClientRow.Key, ClientRow> rows = new HashMap<>();
        if (!keys.isEmpty()) {
            engine.clients(session, keys, names).forEach(row -> rows.put(row.key(), row));
        }
        return rows;
    }

    private static ClientMark after(@Nullable ClientRow old, ClientMark mark) {
        boolean keepsOutcomes = mark.outcomes() == null && old != null;
        return keepsOutcomes
                ? new ClientMark(mark.client(), mark.sequence(), old.mark().outcomes(), mark.atMs())
                : mark;
    }

    private Collection<Growing> grown() {
        return atoms.values().stream()
                .filter(atom -> atom.version != atom.row.version())
                .toList();
    }

    private Growing growing(String atom) {
        Growing growing = atoms.get(atom);
        if (growing == null) {
            throw absent(engine, atom);
        }
        return growing;
    }

    /** An atom, and what the groups so far have made of it. */
    private static final class Growing {
        private final AtomRow row;
        private final Map<String, ClientMark> marks = new LinkedHashMap<>();
        private long version;
        private long atMs;

        /** Whether a group that changes it is left out: those after it were made of what is not there. */
        private boolean behind;

        Growing(AtomRow row) {
            this.row = row;
            version = row.version();
            atMs = row.atMs();
        }
    }
}
