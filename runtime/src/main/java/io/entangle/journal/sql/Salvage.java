package io.entangle.journal.sql;

import io.entangle.journal.Durability;
import io.entangle.sql.DurableFiles;
import io.entangle.sql.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.sqlite.SQLiteException;

/**
 * Makes a damaged file of SQLite anew, of all rows that can be read: from the front up to where it is damaged, from the back
 * down to there, and between the two one by one.
 */
final class Salvage {
    /** So many versions that can't be reached in order are looked for one by one. */
    private static final long MOST_LOOKED_FOR = 1_000_000;

    private static final int ROWS_AT_A_TIME = 500;

    private final SqliteFile damaged;
    private final Consumer<String> progress;

    Salvage(SqliteFile damaged, Consumer<String> progress) {
        this.damaged = damaged;
        this.progress = progress;
    }

    void run() throws IOException, SQLException {
        Path fresh = DurableFiles.beside(damaged.path(), "-salvage");
        Files.deleteIfExists(fresh);
        SqliteFile target = new SqliteFile(fresh, Durability.DISK);
        target.createIfAbsent(Schema.CURRENT);
        try (Session to = target.openForCopying();
                Session from = damaged.openReader()) {
            to.run("BEGIN");
            Copy meta = new Copy(from, to, "meta", 3);
            meta.all("key");
            Copy atoms = new Copy(from, to, "atom", 9);
            atoms.all("id");
            for (long atom : numbers(from, to)) {
                new Copy(from, to, "entry", 12).of(atom, "version");
                new Copy(from, to, "snapshot", 9).of(atom, "version");
                new Copy(from, to, "client", 6).of(atom, "client");
            }
            to.run("COMMIT");
        }
        for (String part : List.of("-wal", "-shm")) {
            Files.deleteIfExists(DurableFiles.beside(damaged.path(), part));
        }
        DurableFiles.rename(fresh, damaged.path());
    }

    /** {@return the numbers of atoms, as any of the tables knows them} */
    private static TreeSet<Long> numbers(Session from, Session to) throws SQLException {
        TreeSet<Long> numbers = new TreeSet<>(to.list("SELECT id FROM atom", result -> result.getLong(1)));
        for (String table : List.of("entry", "snapshot", "client")) {
            try {
                numbers.addAll(from.list("SELECT DISTINCT atom FROM " + table, result -> result.getLong(1)));
            } catch (SQLiteException e) {
                // the other tables know
            }
        }
        return numbers;
    }

    /** Copies rows of one table. */
    private final class Copy {
        private final Session from;
        private final Session to;
        private final String table;
        private final int columns;
        private final String insert;
        private final List<Object[]> rows = new ArrayList<>();

        Copy(Session from, Session to, String table, int columns) {
            this.from = from;
            this.to = to;
            this.table = table;
            this.columns = columns;
            insert = "INSERT OR IGNORE INTO " + table + " VALUES ("
                    + String.join(", ", Collections.nCopies(columns, "?")) + ")";
        }

        void all(String key) throws SQLException {
            to.run("DELETE FROM " + table);
            if (!scan(" ORDER BY " + key)) {
                scan(" ORDER BY " + key + " DESC");
            }
            flush();
        }

        void of(long atom, String key) throws SQLException {
            String rest = " WHERE atom = ? ORDER BY " + key;
            if (!scan(rest, atom)) {
                scan(rest + " DESC", atom);
                flush();
                if (key.equals("version")) {
                    lookFor(atom);
                }
            }
            flush();
        }

        /** Reads as far as that goes, and says whether it was to the end. */
        private boolean scan(String rest, Object... parameters) throws SQLException {
            try {
                from.each(
                        "SELECT * FROM " + table + rest,
                        result -> {
                            Object[] row = new Object[columns];
                            for (int i = 0; i < columns; i++) {
                                Object value = result.getObject(i + 1);
                                row[i] = value == null ? Session.nullable((String) null) : value;
                            }
                            rows.add(row);
                            return rows.size() < ROWS_AT_A_TIME || flush();
                        },
                        parameters);
                return true;
            } catch (SQLiteException e) {
                progress.accept("table " + table + " can't be read to the end: " + e.getMessage());
                return false;
            }
        }

        private void lookFor(long atom) throws SQLException {
            Long first = to.number("SELECT min(version) FROM " + table + " WHERE atom = ?", atom);
            Long last = to.number("SELECT max(version) FROM " + table + " WHERE atom = ?", atom);
            Long newest = to.number("SELECT version FROM atom WHERE id = ?", atom);
            if (first == null || last == null) {
                first = 0L;
                last = newest == null ? 0 : newest;
            }
            long most = Math.min(last, first + MOST_LOOKED_FOR);
            for (long version = first; version <= most; version++) {
                if (to.number("SELECT 1 FROM " + table + " WHERE atom = ? AND version = ?", atom, version) == null) {
                    scan(" WHERE atom = ? AND version = ?", atom, version);
                }
            }
        }

        /** Writes what has been read; a row that no table of this shape could hold is left out. */
        private boolean flush() throws SQLException {
            for (Object[] row : rows) {
                try {
                    to.update(insert, row);
                } catch (SQLiteException e) {
                    progress.accept("a row of the table " + table + " is not one: " + e.getMessage());
                }
            }
            rows.clear();
            return true;
        }
    }
}
