package io.entangle.journal.sql;

import io.entangle.journal.Damage;
import io.entangle.journal.DamagedJournalException;
import io.entangle.sql.DamageFound;
import io.entangle.sql.Meta;
import io.entangle.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a whole journal, and reports what is damaged. */
final class Verifier {
    private final Engine engine;
    private final Consumer<String> progress;
    private final List<Damage> damages = new ArrayList<>();

    Verifier(Engine engine, Consumer<String> progress) {
        this.engine = engine;
        this.progress = progress;
    }

    List<Damage> verify() {
        progress.accept("the database");
        damages.addAll(engine.check());
        attempt("read the table meta", session -> {
            Opening.checkAtoms(session);
            Meta.find(session, Keys.LIFE);
            Meta.find(session, Keys.LIFE_FILE);
            return Meta.number(session, Meta.SCHEMA);
        });
        List<Named> atoms = attempt("read the table atom", Named::all);
        for (Named atom : atoms == null ? List.<Named>of() : atoms) {
            progress.accept("atom \"" + atom.name() + "\"");
            attempt("read the atom \"" + atom.name() + "\"", session -> scan(session, atom));
        }
        for (String table : List.of("entry", "snapshot", "client")) {
            progress.accept("table " + table);
            attempt("read the table " + table, session -> orphans(session, table));
        }
        return List.copyOf(damages);
    }

    /** Does what can be done even if it ends at a damage. */
    private <T> @Nullable T attempt(String doing, Session.Work<T> work) {
        try {
            return engine.read(doing, work);
        } catch (DamageFound e) {
            damages.add(Damages.of(e));
        } catch (DamagedJournalException e) {
            damages.add(new Damage("", e.place(), e.found()));
        }
        return null;
    }

    private boolean scan(Session session, Named atom) throws SQLException {
        AtomRow row = null;
        try {
            row = AtomRow.find(session, atom.name());
        } catch (DamageFound e) {
            damages.add(Damages.of(e));
        }
        return damages.addAll(
                new AtomScan(engine, session, atom.id(), atom.name(), row).run().damages());
    }

    /** Finds rows that belong to no atom. */
    private boolean orphans(Session session, String table) throws SQLException {
        session.each(
                "SELECT atom, count(*) FROM " + table + " WHERE atom NOT IN (SELECT id FROM atom) GROUP BY atom",
                result -> damages.add(new Damage(
                        "",
                        "table " + table + ", atom number " + result.getLong(1),
                        result.getLong(2) + " rows belong to an atom that is not in the table atom")));
        return true;
    }

    /** An atom's number and id as they stand in its row, be that damaged or not. */
    record Named(long id, String name) {
        static List<Named> all(Session session) throws SQLException {
            return session.list(
                    "SELECT id, name FROM atom ORDER BY id",
                    result -> new Named(result.getLong(1), String.valueOf(result.getString(2))));
        }
    }
}
