package io.entangle.journal.sql;

import io.entangle.journal.Durability;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.sql.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Where a journal in PostgreSQL is, and connections to there. */
final class PostgresServer {
    private static final String DEFAULT_SCHEMA = "entangle";
    private static final Set<String> FLUSHING = Set.of("on", "local", "remote_write", "remote_apply");

    private final String url;
    private final Properties properties;
    private final Durability durability;
    private final String name;
    private final String schema;

    /**
     * A server.
     *
     * @param url {@code jdbc:postgresql:…}
     * @param given user, password and whatever else the driver knows
     * @param durability at least what commits survive
     */
    PostgresServer(String url, Properties given, Durability durability) {
        Properties parsed = url.startsWith("jdbc:postgresql:") ? Driver.parseURL(url, given) : null;
        if (parsed == null) {
            throw new IllegalArgumentException("an address is jdbc:postgresql://host:port/database, but found one of "
                    + url.length() + " characters that the driver can't read");
        }
        this.url = url;
        this.durability = durability;
        String path = PGProperty.CURRENT_SCHEMA.getOrDefault(parsed);
        schema = path == null ? DEFAULT_SCHEMA : path;
        if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "currentSchema is one schema, of lower case letters, digits and _, but found \"" + schema + "\"");
        }
        name = "postgresql://" + PGProperty.PG_HOST.getOrDefault(parsed) + ":" + PGProperty.PG_PORT.getOrDefault(parsed)
                + "/" + PGProperty.PG_DBNAME.getOrDefault(parsed) + " (schema " + schema + ")";
        properties = new Properties();
        properties.putAll(given);
        PGProperty.CURRENT_SCHEMA.set(properties, schema);
        byDefault(parsed, PGProperty.APPLICATION_NAME, "entangle");
        byDefault(parsed, PGProperty.CONNECT_TIMEOUT, "3");
        byDefault(parsed, PGProperty.TCP_KEEP_ALIVE, "true");
        byDefault(parsed, PGProperty.REWRITE_BATCHED_INSERTS, "true");
    }

    private void byDefault(Properties parsed, PGProperty property, String value) {
        if (!property.isPresent(parsed)) {
            property.set(properties, value);
        }
    }

    /** {@return host, port, database and schema, without secrets} */
    String name() {
        return name;
    }

    /** {@return the schema of the tables, which is the name of the channel as well} */
    String schema() {
        return schema;
    }

    String url() {
        return url;
    }

    /** {@return what the driver is to be told, for connections that may be silent for so long} */
    Properties properties(int silentSeconds) {
        Properties all = new Properties();
        all.putAll(properties);
        PGProperty.SOCKET_TIMEOUT.set(all, silentSeconds);
        return all;
    }

    Connection connect(int silentSeconds) throws SQLException {
        Connection connection = new Driver().connect(url, properties(silentSeconds));
        if (connection == null) {
            throw new SQLException("the driver does not know the address of " + name);
        }
        return connection;
    }

    /** {@return a connection that commits durably, which has been verified} */
    Session openWriter(int silentSeconds) throws SQLException {
        Session session = new Session(connect(silentSeconds));
        try {
            if (durability == Durability.PROCESS) {
                session.run("SET synchronous_commit = off");
            } else if ("off".equals(session.text("SHOW synchronous_commit"))) {
                session.run("SET synchronous_commit = on");
            }
            session.run("SET lock_timeout = '10s'", "SET idle_in_transaction_session_timeout = '30s'");
            verify(session);
            session.connection().setAutoCommit(false);
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void verify(Session session) throws SQLException {
        String encoding = session.text("SHOW server_encoding");
        if (!"UTF8".equals(encoding)) {
            throw refused("its encoding is " + encoding + ", which can't hold every text; UTF8 can");
        }
        String fsync = session.text("SHOW fsync");
        String fullPages = session.text("SHOW full_page_writes");
        String commit = session.text("SHOW synchronous_commit");
        boolean onDisk = "on".equals(fsync) && "on".equals(fullPages) && commit != null && FLUSHING.contains(commit);
        if (durability == Durability.DISK && !onDisk) {
            throw refused("it can't be disk durable: fsync is " + fsync + ", full_page_writes " + fullPages
                    + " and synchronous_commit " + commit + ", where on was asked for");
        }
    }

    private JournalException refused(String why) {
        return new JournalException(Failure.UNAVAILABLE, "the journal " + name + " is refused: " + why, null);
    }
}
