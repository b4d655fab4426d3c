package io.entangle.journal.sql;

import io.entangle.journal.ArchiveChecker;
import io.entangle.journal.Archived;
import io.entangle.journal.AtomHead;
import io.entangle.journal.ClientMark;
import io.entangle.journal.Entry;
import io.entangle.journal.Snapshot;
import io.entangle.sql.Meta;
import io.entangle.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes in atoms as they were kept elsewhere, within the one transaction it is made for. */
final class Restorer {
    /** So many rows, or rows of about so many characters, are written at a time. */
    private static final int ROWS_AT_A_TIME = 500;

    private static final int CHARACTERS_AT_A_TIME = 1 << 20;

    private final SqlJournal journal;
    private final Session session;
    private final ArchiveChecker checker = new ArchiveChecker();
    private final List<String> atoms = new ArrayList<>();
    private final List<EntryRow> entries = new ArrayList<>();
    private final List<ClientRow> clients = new ArrayList<>();
    private long waitingCharacters;
    private long versions;

    /** The atom whose parts are coming, as it will stand in its table. */
    private @Nullable AtomRow atom;

    Restorer(SqlJournal journal, Session session) {
        this.journal = journal;
        this.session = session;
    }

    void restore(Iterable<Archived> parts) throws SQLException {
        for (Archived part : parts) {
            checker.check(part);
            if (part instanceof Archived.Begun begun) {
                finish();
                atom = begin(begun);
            } else if (atom != null) {
                atom = with(atom, part);
            }
            if (entries.size() + clients.size() >= ROWS_AT_A_TIME || waitingCharacters >= CHARACTERS_AT_A_TIME) {
                write();
            }
        }
        finish();
        if (!atoms.isEmpty()) {
            journal.engine().announce(session, atoms, (int) Math.min(versions, Integer.MAX_VALUE));
        }
    }

    private AtomRow begin(Archived.Begun begun) throws SQLException {
        Meta.number(session, Keys.ATOMS, journal.engine().forUpdate()); // so that nobody else begins one
        if (AtomRow.find(session, begun.atom()) != null) {
            throw new IllegalArgumentException(
                    "the journal " + journal.name() + " has an atom \"" + begun.atom() + "\" already");
        }
        long version = begun.oldest().version();
        journal.insert(session, new AtomHead(begun.atom(), begun.epoch(), version, version), begun.oldest());
        atoms.add(begun.atom());
        return Objects.requireNonNull(AtomRow.find(session, begun.atom()), "the row just inserted");
    }

    private AtomRow with(AtomRow row, Archived part) throws SQLException {
        if (part instanceof Archived.Made made) {
            Entry entry = made.entry();
            EntryRow added = EntryRow.of(row.id(), entry);
            entries.add(added);
            waitingCharacters += added.characters();
            versions++;
            return row.withNewest(entry.version(), entry.atMs(), row.clients());
        }
        if (part instanceof Archived.Held held) {
            return row.withOldest(row.oldest(), row.snapshots() + held(row, held.snapshot()));
        }
        if (part instanceof Archived.Marked marked) {
            return row.withClients(row.clients() + marked(row, marked.mark()));
        }
        return row;
    }

    private long held(AtomRow row, Snapshot snapshot) throws SQLException {
        SnapshotRow added = SnapshotRow.of(row.id(), snapshot);
        added.insert(session);
        return added.checksum();
    }

    private long marked(AtomRow row, ClientMark mark) {
        ClientRow added = ClientRow.of(row.id(), mark);
        clients.add(added);
        return added.checksum();
    }

    private void finish() throws SQLException {
        write();
        if (atom != null) {
            atom.update(session);
        }
        atom = null;
    }

    private void write() throws SQLException {
        EntryRow.insert(session, entries);
        ClientRow.upsert(session, clients);
        entries.clear();
        clients.clear();
        waitingCharacters = 0;
    }
}
