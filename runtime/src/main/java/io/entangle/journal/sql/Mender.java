package io.entangle.journal.sql;

import io.entangle.clock.Entropy;
import io.entangle.journal.ClientMark;
import io.entangle.journal.sql.JournalRepair.Loss;
import io.entangle.journal.sql.JournalRepair.Range;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Meta;
import io.entangle.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes away what is damaged, within one transaction, so that what is left is a journal. */
final class Mender {
    private final Engine engine;
    private final Session session;
    private final Consumer<String> progress;
    private final Entropy entropy;
    private final List<Loss> losses = new ArrayList<>();

    Mender(Engine engine, Session session, Consumer<String> progress, Entropy entropy) {
        this.engine = engine;
        this.session = session;
        this.progress = progress;
        this.entropy = entropy;
    }

    List<Loss> mend() throws SQLException {
        TreeSet<Long> ids = new TreeSet<>();
        for (String query : List.of(
                "SELECT id FROM atom",
                "SELECT DISTINCT atom FROM entry",
                "SELECT DISTINCT atom FROM snapshot",
                "SELECT DISTINCT atom FROM client")) {
            ids.addAll(session.list(query, result -> result.getLong(1)));
        }
        for (long id : ids) {
            mend(id);
        }
        mendMeta();
        return List.copyOf(losses);
    }

    private void mendMeta() throws SQLException {
        session.update("DELETE FROM meta WHERE key = ?", Keys.ATOMS);
        Long highest = session.number("SELECT max(id) FROM atom");
        Long there = session.number("SELECT count(*) FROM atom");
        long begun = highest == null ? 0 : highest;
        Meta.put(session, Keys.ATOMS, Long.toString(begun));
        Meta.put(session, Keys.LOST, Long.toString(begun - (there == null ? 0 : there)));
        mend(Meta.SCHEMA, Integer.toString(Schema.CURRENT.version()));
        boolean knownLife = mend(Keys.LIFE, "lost");
        mend(Keys.LIFE_FILE, "lost");
        if (!knownLife) {
            Opening.beginEpochs(session, entropy);
        }
    }

    /** Gives a key a value if its own is damaged or missing, and says whether it was not. */
    private boolean mend(String key, String value) throws SQLException {
        try {
            if (Meta.find(session, key) != null) {
                return true;
            }
        } catch (DamageFound e) {
            progress.accept("table meta, key \"" + key + "\": given up");
        }
        Meta.put(session, key, value);
        return false;
    }

    private void mend(long id) throws SQLException {
        String known = session.text("SELECT name FROM atom WHERE id = ?", id);
        String name = known == null ? "recovered-" + id : known;
        AtomRow row = row(id);
        AtomScan scan = new AtomScan(engine, session, id, name, row).run();
        if (row != null && scan.damages().isEmpty()) {
            return;
        }
        progress.accept("atom \"" + name + "\": repairing");
        List<String> clients = session.list(
                "SELECT client FROM client WHERE atom = ? ORDER BY client",
                result -> String.valueOf(result.getString(1)),
                id);
        AtomScan.Chain chain = scan.chain();
        Range before = row == null ? null : new Range(row.oldest(), row.version());
        session.update("DELETE FROM client WHERE atom = ?", id);
        session.update("DELETE FROM atom WHERE id = ?", id);
        if (chain == null) {
            session.update("DELETE FROM entry WHERE atom = ?", id);
            session.update("DELETE FROM snapshot WHERE atom = ?", id);
            losses.add(new Loss(name, null, before, false, clients));
            return;
        }
        Map<String, ClientRow> marks = clients(id, scan);
        ClientRow.upsert(session, List.copyOf(marks.values()));
        clients.removeAll(marks.keySet());
        boolean newEpoch = row == null || chain.to() < row.version();
        long epoch = newEpoch ? entropy.nextLong() : row.epoch();
        session.update(
                "DELETE FROM entry WHERE atom = ? AND (version <= ? OR version > ?)", id, chain.from(), chain.to());
        long snapshots = keepSnapshots(id, scan.snapshots().subMap(chain.from(), true, chain.to(), true));
        long sum = marks.values().stream().mapToLong(ClientRow::checksum).sum();
        new AtomRow(id, name, epoch, chain.to(), chain.from(), chain.atMs(), sum, snapshots).insert(session);
        losses.add(new Loss(name, new Range(chain.from(), chain.to()), before, newEpoch, List.copyOf(clients)));
    }

    private @Nullable AtomRow row(long id) throws SQLException {
        try {
            return session.first(AtomRow.BY_ID, AtomRow::read, id);
        } catch (DamageFound e) {
            return null;
        }
    }

    /** Rows that are damaged or missing are made again as far as versions say how far a client's writes are in. */
    private static Map<String, ClientRow> clients(long id, AtomScan scan) {
        Map<String, ClientRow> marks = new HashMap<>(scan.clients());
        for (ClientMark written : scan.written().values()) {
            ClientRow kept = marks.get(written.client());
            if (kept == null || kept.mark().sequence() < written.sequence()) {
                marks.put(written.client(), ClientRow.of(id, written));
            }
        }
        return marks;
    }

    /** {@return the sum of the checksums of those that stay} */
    private long keepSnapshots(long id, NavigableMap<Long, Long> kept) throws SQLException {
        List<Long> versions =
                session.list("SELECT version FROM snapshot WHERE atom = ?", result -> result.getLong(1), id);
        List<Object[]> removed = versions.stream()
                .filter(version -> !kept.containsKey(version))
                .map(version -> new Object[] {id, version})
                .toList();
        session.updateAll("DELETE FROM snapshot WHERE atom = ? AND version = ?", removed);
        return kept.values().stream().mapToLong(Long::longValue).sum();
    }
}
