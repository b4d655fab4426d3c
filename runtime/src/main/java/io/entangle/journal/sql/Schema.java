package io.entangle.journal.sql;

import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.sql.Meta;
import io.entangle.sql.Migrations;
import io.entangle.sql.Session;
import io.entangle.sql.UnusableDatabaseException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of the tables, and how those of an older version are brought to it.
 *
 * @param migrations the first brings version 1 to version 2, and so on
 */
record Schema(List<Migrations.Step> migrations) {
    /** The shape that this library reads and writes. */
    static final Schema CURRENT = new Schema(List.of());

    /**
     * How the databases write the same tables.
     *
     * @param integer the type of 64-bit integers
     * @param small said of a table of small rows that are found by their key alone
     * @param large said of any other table
     * @param updated said of a table whose rows are updated often
     */
    record Dialect(String integer, String small, String large, String updated) {
        static final Dialect SQLITE = new Dialect("INTEGER", " WITHOUT ROWID, STRICT", " STRICT", " STRICT");
        static final Dialect POSTGRES = new Dialect("BIGINT", "", "", " WITH (fillfactor = 70)");
    }

    int version() {
        return new Migrations(migrations).version();
    }

    /** Makes the tables of version 1, which the migrations then change like those of any other journal. */
    void create(Session session, Dialect dialect) throws SQLException {
        session.run(tables(dialect).toArray(String[]::new));
        Meta.put(session, Keys.ATOMS, "0");
        new Migrations(migrations).begin(session, "a new journal");
    }

    /**
     * Brings older tables to this version.
     *
     * @param name the journal's
     * @throws JournalException if they are newer
     */
    void migrate(Session session, String name) throws SQLException {
        try {
            new Migrations(migrations).run(session, "the journal " + name);
        } catch (UnusableDatabaseException e) {
            throw new JournalException(Failure.UNAVAILABLE, e.getMessage(), e);
        }
    }

    private static List<String> tables(Dialect dialect) {
        List<String> tables = new ArrayList<>();
        tables.add("""
                CREATE TABLE meta (
                  key TEXT NOT NULL PRIMARY KEY,
                  value TEXT NOT NULL,
                  checksum %1$s NOT NULL
                )%2$s""".formatted(dialect.integer, dialect.large));
        tables.add("""
                CREATE TABLE atom (
                  id %1$s NOT NULL PRIMARY KEY,
                  name TEXT NOT NULL UNIQUE,
                  epoch %1$s NOT NULL,
                  version %1$s NOT NULL,
                  oldest %1$s NOT NULL,
                  at_ms %1$s NOT NULL,
                  clients %1$s NOT NULL,
                  snapshots %1$s NOT NULL,
                  checksum %1$s NOT NULL
                )%2$s""".formatted(dialect.integer, dialect.updated));
        tables.add("""
                CREATE TABLE entry (
                  atom %1$s NOT NULL,
                  version %1$s NOT NULL,
                  at_ms %1$s NOT NULL,
                  made_ms %1$s NOT NULL,
                  made_counter %1$s NOT NULL,
                  made_site TEXT NOT NULL,
                  client TEXT,
                  sequence %1$s,
                  checksum %1$s NOT NULL,
                  outcomes TEXT,
                  delta TEXT NOT NULL,
                  notes TEXT,
                  PRIMARY KEY (atom, version)
                )%2$s""".formatted(dialect.integer, dialect.small));
        tables.addAll(besideEntries(dialect));
        return tables;
    }

    private static List<String> besideEntries(Dialect dialect) {
        List<String> tables = new ArrayList<>();
        tables.add("""
                CREATE TABLE snapshot (
                  atom %1$s NOT NULL,
                  version %1$s NOT NULL,
                  at_ms %1$s NOT NULL,
                  made_ms %1$s NOT NULL,
                  made_counter %1$s NOT NULL,
                  made_site TEXT NOT NULL,
                  checksum %1$s NOT NULL,
                  value TEXT NOT NULL,
                  notes TEXT,
                  PRIMARY KEY (atom, version)
                )%2$s""".formatted(dialect.integer, dialect.large));
        tables.add("""
                CREATE TABLE client (
                  atom %1$s NOT NULL,
                  client TEXT NOT NULL,
                  sequence %1$s NOT NULL,
                  outcomes TEXT,
                  at_ms %1$s NOT NULL,
                  checksum %1$s NOT NULL,
                  PRIMARY KEY (atom, client)
                )%2$s""".formatted(dialect.integer, dialect.small.isEmpty() ? dialect.updated : dialect.small));
        return tables;
    }
}
