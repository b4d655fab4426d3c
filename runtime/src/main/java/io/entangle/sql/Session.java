package io.entangle.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection and the statements prepared on it. Used by one thread at a time. */
public final class Session implements AutoCloseable {
    /** How many rows, at a time, a database sends that would else send all. */
    private static final int FETCH_ROWS = 64;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /**
     * A session on a connection, which it closes.
     *
     * @param connection used by nobody else
     */
    public Session(Connection connection) {
        this.connection = connection;
    }

    /** {@return the connection} */
    public Connection connection() {
        return connection;
    }

    /**
     * Runs statements without parameters.
     *
     * @param sqls the statements
     * @throws SQLException if the database does not do it
     */
    public void run(String... sqls) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : sqls) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Runs a statement that SQLite ends only when all its rows have been taken, although it has no columns.
     *
     * @param sql the statement
     * @throws SQLException if the database does not do it
     */
    public void runToTheEnd(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /**
     * {@return how many rows were changed}
     *
     * @param sql the statement
     * @param parameters its parameters, none of them null: {@link #nullable(String)}
     * @throws SQLException if the database does not do it
     */
    public int update(String sql, Object... parameters) throws SQLException {
        return with(sql, statement -> bind(statement, parameters).executeUpdate());
    }

    /**
     * Runs one statement for each list of parameters, in their order.
     *
     * @param sql the statement
     * @param rows the parameters of each
     * @return of each, how many rows it changed; a negative number where a driver that put some together does not say
     * @throws SQLException if the database does not do it
     */
    public int[] updateAll(String sql, List<Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        return with(sql, statement -> {
            for (Object[] row : rows) {
                bind(statement, row).addBatch();
            }
            return statement.executeBatch();
        });
    }

    /**
     * {@return what is made of each row}
     *
     * @param sql the query
     * @param row makes something of it
     * @param parameters those of the query
     * @param <T> what is made
     * @throws SQLException if the database does not do it
     */
    public <T> List<T> list(String sql, Row<T> row, Object... parameters) throws SQLException {
        List<T> list = new ArrayList<>();
        each(
                sql,
                result -> {
                    list.add(row.read(result));
                    return true;
                },
                parameters);
        return list;
    }

    /**
     * {@return what is made of the first row, or null if there is none}
     *
     * @param sql the query
     * @param row makes something of it
     * @param parameters those of the query
     * @param <T> what is made
     * @throws SQLException if the database does not do it
     */
    public <T> @Nullable T first(String sql, Row<@Nullable T> row, Object... parameters) throws SQLException {
        return with(sql, statement -> {
            try (ResultSet result = bind(statement, parameters).executeQuery()) {
                return result.next() ? row.read(result) : null;
            }
        });
    }

    /**
     * {@return the number in the first column of the first row, or null if there is none}
     *
     * @param sql the query
     * @param parameters those of the query
     * @throws SQLException if the database does not do it
     */
    public @Nullable Long number(String sql, Object... parameters) throws SQLException {
        return first(sql, result -> nullableLong(result, 1), parameters);
    }

    /**
     * {@return the text in the first column of the first row, or null if there is none}
     *
     * @param sql the query
     * @param parameters those of the query
     * @throws SQLException if the database does not do it
     */
    public @Nullable String text(String sql, Object... parameters) throws SQLException {
        return first(sql, result -> result.getString(1), parameters);
    }

    /**
     * Reads rows until there are no more, or {@code row} has had enough and is false.
     *
     * @param sql the query
     * @param row takes each
     * @param parameters those of the query
     * @throws SQLException if the database does not do it
     */
    public void each(String sql, Row<Boolean> row, Object... parameters) throws SQLException {
        with(sql, statement -> {
            try (ResultSet result = bind(statement, parameters).executeQuery()) {
                while (result.next() && row.read(result)) {}
                return null;
            }
        });
    }

    /**
     * {@return a text as a parameter} A null has a type, so that a database need not prepare a statement again for it.
     *
     * @param text the text, or null
     */
    public static Object nullable(@Nullable String text) {
        return text == null ? Absent.TEXT : text;
    }

    /**
     * {@return a number as a parameter}
     *
     * @param integer the number, or null
     */
    public static Object nullable(@Nullable Long integer) {
        return integer == null ? Absent.INTEGER : integer;
    }

    private enum Absent {
        TEXT(Types.VARCHAR),
        INTEGER(Types.BIGINT);

        private final int type;

        Absent(int type) {
            this.type = type;
        }
    }

    /**
     * {@return the number in a column, or null if there is none}
     *
     * @param result stands at a row
     * @param column counts from 1
     * @throws SQLException if it can't be read
     */
    public static @Nullable Long nullableLong(ResultSet result, int column) throws SQLException {
        long number = result.getLong(column);
        return result.wasNull() ? null : number;
    }

    /** Uses a prepared statement. One that has failed may not be of use again. */
    private <T> T with(String sql, Use<T> use) throws SQLException {
        PreparedStatement statement = prepare(sql);
        try {
            return use.run(statement);
        } catch (SQLException e) {
            statements.remove(sql);
            try (statement) {
                throw e;
            }
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statement.setFetchSize(FETCH_ROWS);
            statements.put(sql, statement);
        }
        return statement;
    }

    private static PreparedStatement bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof Absent absent) {
                statement.setNull(i + 1, absent.type);
            } else {
                statement.setObject(i + 1, parameters[i]);
            }
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /**
     * Makes something of the row that a result stands at.
     *
     * @param <T> what is made
     */
    public interface Row<T> {
        /**
         * {@return what is made of the row}
         *
         * @param result stands at it
         * @throws SQLException if it can't be read
         */
        T read(ResultSet result) throws SQLException;
    }

    private interface Use<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    /**
     * What is done within a transaction.
     *
     * @param <T> what it comes to
     */
    public interface Work<T> {
        /**
         * {@return what it comes to}
         *
         * @param session in the transaction
         * @throws SQLException if the database does not do it
         */
        T run(Session session) throws SQLException;
    }
}
