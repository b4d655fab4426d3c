package io.entangle.bench;

import io.entangle.atom.Atom;
import io.entangle.journal.DurableAtoms;
import io.entangle.journal.sql.Journals;
import io.entangle.value.Doc;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Entangle's journal in SQLite, and what it is held against: the same inserts by plain JDBC, in the same file format. */
final class JournalSystems {
    static final String ATOMS = "entangle, an atom each";
    static final String SHARED = "entangle, one atom";
    static final String BATCHED = "jdbc, batches";
    static final String SINGLE = "jdbc, one commit each";
    static final List<String> ALL = List.of(ATOMS, SHARED, BATCHED, SINGLE);

    private static final Doc FIRST = Doc.of("title", "a document of some fields", "count", 0, "done", false);

    private JournalSystems() {}

    static JournalSystem open(String system, Path directory, int writers) throws SQLException {
        Path file = directory.resolve("journal.db");
        return switch (system) {
            case ATOMS -> new Entangle(file, writers);
            case SHARED -> new Entangle(file, 1);
            case BATCHED -> new Batched(connection(file));
            default -> new Single(connection(file));
        };
    }

    private static final class Entangle implements JournalSystem {
        private final DurableAtoms atoms;
        private final List<Atom<Doc>> byWriter = new ArrayList<>();

        Entangle(Path file, int count) {
            atoms = DurableAtoms.on(Journals.sqlite(file));
            for (int i = 0; i < count; i++) {
                byWriter.add(atoms.atom("atom " + i, FIRST));
            }
        }

        @Override
        public void write(int writer, long number) {
            byWriter.get(writer % byWriter.size()).swap(doc -> doc.with("w" + writer, number));
        }

        @Override
        public void close() {
            atoms.close();
        }
    }

    /** As the journal is set: each commit is on disk when it returns. */
    private static Connection connection(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("CREATE TABLE entry (atom INTEGER, version INTEGER, at_ms INTEGER, made_ms INTEGER,"
                    + " made_counter INTEGER, made_site TEXT, delta TEXT, checksum INTEGER, PRIMARY KEY (atom, version))"
                    + " WITHOUT ROWID");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private static PreparedStatement insert(Connection connection) throws SQLException {
        return connection.prepareStatement("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    }

    private static void bind(PreparedStatement insert, long atom, long version) throws SQLException {
        insert.setLong(1, atom);
        insert.setLong(2, version);
        insert.setLong(3, System.currentTimeMillis());
        insert.setLong(4, System.currentTimeMillis());
        insert.setLong(5, 0);
        insert.setString(6, "0011223344556677");
        insert.setString(7, "[2,\"w" + atom + "\",[0," + version + "]]");
        insert.setLong(8, version * 31);
    }

    /** One row a commit, by whoever writes. */
    private static final class Single implements JournalSystem {
        private final Connection connection;
        private final PreparedStatement insert;

        Single(Connection connection) throws SQLException {
            this.connection = connection;
            this.insert = insert(connection);
        }

        @Override
        public synchronized void write(int writer, long number) {
            try {
                bind(insert, writer, number);
                insert.executeUpdate();
                connection.commit();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One thread that commits all rows that wait. */
    private static final class Batched implements JournalSystem {
        private record Row(long atom, long version, CompletableFuture<Void> done) {}

        private static final Row END = new Row(-1, -1, new CompletableFuture<>());

        private final Connection connection;
        private final BlockingQueue<Row> rows = new LinkedBlockingQueue<>();
        private final Thread thread = new Thread(this::loop);

        Batched(Connection connection) {
            this.connection = connection;
            thread.start();
        }

        private void loop() {
            try (PreparedStatement insert = insert(connection)) {
                List<Row> batch = new ArrayList<>();
                while (true) {
                    batch.add(rows.take());
                    rows.drainTo(batch);
                    boolean isLast = batch.remove(END);
                    for (Row row : batch) {
                        bind(insert, row.atom(), row.version());
                        insert.addBatch();
                    }
                    insert.executeBatch();
                    connection.commit();
                    batch.forEach(row -> row.done().complete(null));
                    batch.clear();
                    if (isLast) {
                        return;
                    }
                }
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void write(int writer, long number) {
            Row row = new Row(writer, number, new CompletableFuture<>());
            rows.add(row);
            row.done().join();
        }

        @Override
        public void close() {
            rows.add(END);
            try {
                thread.join();
                connection.close();
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
