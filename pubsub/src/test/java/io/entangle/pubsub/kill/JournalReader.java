package io.entangle.pubsub.kill;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables of a journal as {@code docs/journal.md} describes them, one state of all of them. Shares no code with the
 * library.
 */
final class JournalReader implements AutoCloseable {
    /** An atom and up to where it goes. */
    record AtomRow(long id, String name, long epoch, long version, long oldest) {}

    /** A version and whose write it was. */
    record EntryRow(long version, @Nullable String client, long sequence, String delta) {}

    /** How far the writes of a client are in. */
    record ClientRow(String client, long sequence) {}

    /** A whole value. */
    record SnapshotRow(long version, String value) {}

    /** Is given what is found. */
    interface Each<T> {
        void found(T row);
    }

    private interface Reading<T> {
        T row(ResultSet result) throws SQLException;
    }

    private final Connection connection;

    private JournalReader(Connection connection) {
        this.connection = connection;
    }

    static JournalReader open(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        if (!url.startsWith("jdbc:sqlite:")) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        }
        connection.setAutoCommit(false);
        return new JournalReader(connection);
    }

    /** {@return whether there are tables} */
    boolean hasTables() throws SQLException {
        try (ResultSet tables =
                connection.getMetaData().getTables(null, connection.getSchema(), "atom", new String[] {"TABLE"})) {
            return tables.next();
        }
    }

    void atoms(Each<AtomRow> each) throws SQLException {
        rows(
                "atom",
                "",
                result -> new AtomRow(
                        result.getLong("id"),
                        result.getString("name"),
                        result.getLong("epoch"),
                        result.getLong("version"),
                        result.getLong("oldest")),
                each);
    }

    /** The versions after one, in order. */
    void entries(long atom, long after, Each<EntryRow> each) throws SQLException {
        rows(
                "entry",
                " WHERE atom = ? AND version > ? ORDER BY version",
                result -> new EntryRow(
                        result.getLong("version"),
                        result.getString("client"),
                        result.getLong("sequence"),
                        result.getString("delta")),
                each,
                atom,
                after);
    }

    void clients(long atom, Each<ClientRow> each) throws SQLException {
        rows(
                "client",
                " WHERE atom = ?",
                result -> new ClientRow(result.getString("client"), result.getLong("sequence")),
                each,
                atom);
    }

    /** The snapshots from a version on, in order. */
    void snapshots(long atom, long from, Each<SnapshotRow> each) throws SQLException {
        rows(
                "snapshot",
                " WHERE atom = ? AND version >= ? ORDER BY version",
                result -> new SnapshotRow(result.getLong("version"), result.getString("value")),
                each,
                atom,
                from);
    }

    private <T> void rows(String table, String condition, Reading<T> reading, Each<T> each, long... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM " + table + condition)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setLong(i + 1, parameters[i]);
            }
            statement.setFetchSize(500);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    checkSum(table, result);
                    each.found(reading.row(result));
                }
            }
        }
    }

    private static void checkSum(String table, ResultSet result) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        ResultSetMetaData columns = result.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (!columns.getColumnName(i).equals("checksum")) {
                boolean isText = columns.getColumnType(i) == Types.VARCHAR;
                Object value = isText ? result.getString(i) : (Object) result.getLong(i);
                values.add(result.wasNull() ? null : value);
            }
        }
        if (checksum(table, values) != result.getLong("checksum")) {
            throw new AssertionError("a row of the table " + table + " does not match its checksum: " + values);
        }
    }

    /** {@return that of a row, out of its other columns in order} */
    static long checksum(String table, List<@Nullable Object> values) {
        CRC32C sum = new CRC32C();
        add(sum, table);
        for (Object value : values) {
            if (value == null) {
                sum.update(0);
            } else if (value instanceof Long number) {
                sum.update(1);
                sum.update(ByteBuffer.allocate(8).putLong(0, number));
            } else {
                add(sum, (String) value);
            }
        }
        return sum.getValue();
    }

    private static void add(CRC32C sum, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sum.update(2);
        sum.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        sum.update(bytes);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
