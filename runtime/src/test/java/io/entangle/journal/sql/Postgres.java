package io.entangle.journal.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server of PostgreSQL for the tests, as durable as one in use, and a fresh schema of it for each. */
public final class Postgres {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static @Nullable EmbeddedPostgres shared;

    private Postgres() {}

    /** {@return the address of a schema that nobody uses, on a server that all tests share} */
    public static String freshUrl() {
        return url(shared(), "test_" + SCHEMAS.incrementAndGet());
    }

    static String url(EmbeddedPostgres server, String schema) {
        return server.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + schema;
    }

    static synchronized EmbeddedPostgres shared() {
        if (shared == null) {
            shared = start(durable());
        }
        return shared;
    }

    /** {@return a server of its own, whose data stay in a directory} */
    static EmbeddedPostgres start(Path data, int port) {
        return start(
                durable().setDataDirectory(data).setCleanDataDirectory(false).setPort(port));
    }

    /** {@return a server of its own that loses what it holds when the machine loses power} */
    static EmbeddedPostgres startWithoutForcing() {
        return start(durable().setServerConfig("fsync", "off").setServerConfig("full_page_writes", "off"));
    }

    private static EmbeddedPostgres.Builder durable() {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on");
    }

    private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void run(String url, String... sqls) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : sqls) {
                statement.execute(sql);
            }
        }
    }

    static String text(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : "none";
        }
    }
}
