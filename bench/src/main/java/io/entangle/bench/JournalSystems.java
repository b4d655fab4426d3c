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
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/** Entangle's journal in SQLite, and what it is held against: the same inserts by plain JDBC, in the same file format. */
final class JournalSystems {
    static final String ATOMS = "entangle, an atom each";
    static final String SHARED = "entangle, one atom";
    static final String TOLD = "entangle, one atom, one thread";
    static final String BATCHED_ATOMS = "jdbc batches, an atom each";
    static final String BATCHED_SHARED = "jdbc batches, one atom";
    static final String BATCHED_TOLD = "jdbc batches, one atom, one thread";
    static final String SINGLE = "jdbc, one commit each";
    static final List<String> ALL = List.of(ATOMS, BATCHED_ATOMS, SHARED, BATCHED_SHARED, TOLD, BATCHED_TOLD, SINGLE);

    private static final Doc FIRST = Doc.of("title", "a document of some fields", "count", 0, "done", false);

    private JournalSystems() {}

    static JournalSystem open(String system, Path directory, int writers) throws SQLException {
        Path file = directory.resolve("journal.db");
        return switch (system) {
            case ATOMS -> new Entangle(file, writers);
            case SHARED -> new Entangle(file, 1);
            case TOLD -> new EntangleTold(file);
            case BATCHED_ATOMS -> new Batched(connection(file), writers);
            case BATCHED_SHARED -> new Batched(connection(file), 1);
            case BATCHED_TOLD -> new BatchedTold(connection(file));
            default -> new Single(connection(file));
        };
    }

    private static final class Entangle implements JournalSystem.Waiting {
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

    private static final class EntangleTold implements JournalSystem.Telling {
        private final DurableAtoms atoms;
        private final Atom<Doc> atom;

        EntangleTold(Path file) {
            atoms = DurableAtoms.on(Journals.sqlite(file));
            atom = atoms.atom("atom", FIRST);
        }

        @Override
        public CompletableFuture<?> begin(int writer, long number, Executor executor) {
            return atom.swapAsync(doc -> doc.with("w" + writer, number), executor);
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
    private static final class Single implements JournalSystem.Waiting {
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
    private static final class Batches {
        private record Row(int atom, CompletableFuture<Void> done) {}

        private static final Row END = new Row(-1, new CompletableFuture<>());

        private final Connection connection;
        private final long[] versions;
        private final BlockingQueue<Row> rows = new LinkedBlockingQueue<>();
        private final Thread thread = new Thread(this::loop);

        Batches(Connection connection, int atoms) {
            this.connection = connection;
            this.versions = new long[atoms];
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
                        bind(insert, row.atom(), ++versions[row.atom()]);
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

        CompletableFuture<Void> add(int writer) {
            Row row = new Row(writer % versions.length, new CompletableFuture<>());
            rows.add(row);
            return row.done();
        }

        void close() {
            rows.add(END);
            try {
                thread.join();
                connection.close();
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Batched implements JournalSystem.Waiting {
        private final Batches batches;

        Batched(Connection connection, int atoms) {
            batches = new Batches(connection, atoms);
        }

        @Override
        public void write(int writer, long number) {
            batches.add(writer).join();
        }

        @Override
        public void close() {
            batches.close();
        }
    }

    private static final class BatchedTold implements JournalSystem.Telling {
        private final Batches batches;

        BatchedTold(Connection connection) {
            batches = new Batches(connection, 1);
        }

        @Override
        public CompletableFuture<?> begin(int writer, long number, Executor executor) {
            return batches.add(writer).thenRunAsync(() -> {}, executor);
        }

        @Override
        public void close() {
            batches.close();
        }
    }
}
