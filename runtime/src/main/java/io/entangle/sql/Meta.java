package io.entangle.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code meta}: what is known of a database as a whole, by name. Its columns are {@code key}, the primary key,
 * {@code value} and {@code checksum}.
 */
public final class Meta {
    /** The version of the shape of the tables. */
    public static final String SCHEMA = "schema";

    private static final String SELECT = "SELECT value, checksum FROM meta WHERE key = ?";
    private static final String UPSERT = "INSERT INTO meta (key, value, checksum) VALUES (?, ?, ?)"
            + " ON CONFLICT (key) DO UPDATE SET value = excluded.value, checksum = excluded.checksum";

    private Meta() {}

    /**
     * {@return the value of a key, or null if there is none}
     *
     * @param session on the tables
     * @param key which
     * @throws SQLException if it can't be read
     * @throws DamageFound if it is not as it was written
     */
    public static @Nullable String find(Session session, String key) throws SQLException {
        return find(session, key, "");
    }

    /**
     * {@return the value of a key, or null if there is none}
     *
     * @param session on the tables
     * @param key which
     * @param forUpdate the end of the query, which may keep the row from others
     * @throws SQLException if it can't be read
     * @throws DamageFound if it is not as it was written
     */
    public static @Nullable String find(Session session, String key, String forUpdate) throws SQLException {
        return session.first(SELECT + forUpdate, result -> read(result, key), key);
    }

    private static String read(ResultSet result, String key) throws SQLException {
        String value = String.valueOf(result.getString(1));
        if (result.getLong(2) != checksum(key, value)) {
            throw damage(key, "its checksum is " + result.getLong(2) + ", that of the row is " + checksum(key, value));
        }
        return value;
    }

    /**
     * {@return the number of a key}
     *
     * @param session on the tables
     * @param key which
     * @throws SQLException if it can't be read
     * @throws DamageFound if it is not as it was written, or missing
     */
    public static long number(Session session, String key) throws SQLException {
        return number(session, key, "");
    }

    /**
     * {@return the number of a key}
     *
     * @param session on the tables
     * @param key which
     * @param forUpdate the end of the query, which may keep the row from others
     * @throws SQLException if it can't be read
     * @throws DamageFound if it is not as it was written, or missing
     */
    public static long number(Session session, String key, String forUpdate) throws SQLException {
        String value = find(session, key, forUpdate);
        if (value == null) {
            throw damage(key, "the row is missing");
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw damage(key, "it is \"" + value + "\", where a number was expected");
        }
    }

    /**
     * Gives a key a value.
     *
     * @param session on the tables
     * @param key which
     * @param value its value from now on
     * @throws SQLException if it can't be written
     */
    public static void put(Session session, String key, String value) throws SQLException {
        session.update(UPSERT, key, value, checksum(key, value));
    }

    /**
     * {@return a damage of a row}
     *
     * @param key which
     * @param found what was found there, and what was expected
     */
    public static DamageFound damage(String key, String found) {
        return new DamageFound("", "table meta, key \"" + key + "\"", found);
    }

    private static long checksum(String key, String value) {
        return Checksum.of("meta").add(key).add(value).value();
    }
}
