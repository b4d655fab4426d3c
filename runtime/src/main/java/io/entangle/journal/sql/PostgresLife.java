package io.entangle.journal.sql;

import io.entangle.clock.Entropy;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.sql.Meta;
import io.entangle.sql.Session;
import java.sql.SQLException;
import java.util.List;

/** Makes the tables of a journal in PostgreSQL, and tells them from an older copy of them that was put back. */
final class PostgresLife {
    private static final long LOCK = 0x456e7467_00000000L;

    private PostgresLife() {}

    /** Makes the tables where there are none, or brings older ones to this version; one process at a time. */
    static void prepare(Session session, PostgresServer server, Schema schema) throws SQLException {
        session.number(
                "SELECT 1 FROM pg_advisory_xact_lock(?)", LOCK | server.schema().hashCode() & 0xffffffffL);
        if (session.number("SELECT 1 FROM pg_namespace WHERE nspname = ?", server.schema()) == null) {
            session.run("CREATE SCHEMA " + server.schema());
        }
        List<String> tables = session.list(
                "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE n.nspname = ?"
                        + " AND relname IN ('meta', 'atom', 'entry', 'snapshot', 'client') ORDER BY 1",
                result -> String.valueOf(result.getString(1)),
                server.schema());
        if (tables.isEmpty()) {
            schema.create(session, Schema.Dialect.POSTGRES);
        } else if (tables.size() < 5
                || session.number(
                                "SELECT 1 FROM pg_attribute WHERE attrelid = 'meta'::regclass AND attname = 'checksum'")
                        == null) {
            throw new JournalException(
                    Failure.UNAVAILABLE,
                    server.name() + " is not a journal: its schema already has tables named "
                            + String.join(", ", tables) + ". It was not touched",
                    null);
        } else {
            schema.migrate(session, server.name());
        }
    }

    /**
     * Begins new epochs of all atoms if these are not the tables that were used last: if they were restored into another
     * database or made anew, or if the server has lost what was newest and gone on from there.
     */
    static void check(Session session, Entropy entropy) throws SQLException {
        String life = session.text("SELECT concat_ws(' ',"
                + " (SELECT system_identifier FROM pg_control_system()),"
                + " left(pg_walfile_name(pg_current_wal_lsn()), 8),"
                + " (SELECT oid FROM pg_database WHERE datname = current_database()),"
                + " 'meta'::regclass::oid)");
        if (life == null || life.equals(Meta.find(session, Keys.LIFE))) {
            return;
        }
        String last = Meta.find(session, Keys.LIFE, " FOR UPDATE");
        if (last != null && !last.equals(life)) {
            Opening.beginEpochs(session, entropy);
        }
        Meta.put(session, Keys.LIFE, life);
    }
}
