package io.entangle.pubsub.kill;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;

/** A journal in a server of PostgreSQL that the test has started, and that may lose its connections or be killed itself. */
final class PostgresUnderFire implements JournalUnderFire {
    private static final String TERMINATED = "connections-ended";
    private static final String KILLED = "server-killed";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private EmbeddedPostgres server;

    PostgresUnderFire(Path directory) throws IOException {
        data = directory.resolve("postgres");
        server = start(0);
    }

    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(PATIENCE)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private String url() {
        return server.getJdbcUrl("postgres", "postgres") + "&currentSchema=killed";
    }

    @Override
    public String address() {
        return "postgres:" + url();
    }

    @Override
    public JournalReader image() throws SQLException {
        return JournalReader.open(url());
    }

    @Override
    public List<String> faults() {
        return List.of(TERMINATED, KILLED);
    }

    @Override
    public void strike(String fault, Random random) throws Exception {
        switch (fault) {
            case TERMINATED -> terminateConnections();
            case KILLED -> killAndRestart();
            default -> throw new IllegalArgumentException(fault);
        }
    }

    private void terminateConnections() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")) {
            result.next();
        }
    }

    /** Its other processes end when they notice; until then the data can't be used again. */
    private void killAndRestart() throws IOException {
        int port = server.getPort();
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> children = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !postmaster.isAlive() && children.stream().noneMatch(ProcessHandle::isAlive));
        server.close();
        server = start(port);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
