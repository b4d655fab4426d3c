package io.entangle.journal.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The table {@code meta}: what is known of the journal as a whole, by name. */
final class Meta {
    /** The version of the shape of the tables. */
    static final String SCHEMA = "schema";

    /** How many atoms have been begun: the highest id, and the number of rows of the table {@code atom}. */
    static final String ATOMS = "atoms";

    /** How many of these a repair had to give up; none if it is missing. */
    static final String LOST = "lost";

    /** What tells this journal from an older copy of it. */
    static final String LIFE = "life";

    /** What tells the file that says the same from a copy of it. */
    static final String LIFE_FILE = "life_file";

    private static final String SELECT = "SELECT value, checksum FROM meta WHERE key = ?";
    private static final String UPSERT = "INSERT INTO meta (key, value, checksum) VALUES (?, ?, ?)"
            + " ON CONFLICT (key) DO UPDATE SET value = excluded.value, checksum = excluded.checksum";

    private Meta() {}

    static @Nullable String find(Session session, String key) throws SQLException {
        return find(session, key, "");
    }

    /** {@return the value of a key, or null if there is none} The row is kept from others if the end of the query says so. */
    static @Nullable String find(Session session, String key, String forUpdate) throws SQLException {
        return session.first(SELECT + forUpdate, result -> read(result, key), key);
    }

    private static String read(ResultSet result, String key) throws SQLException {
        String value = String.valueOf(result.getString(1));
        if (result.getLong(2) != checksum(key, value)) {
            throw damage(key, "its checksum is " + result.getLong(2) + ", that of the row is " + checksum(key, value));
        }
        return value;
    }

    static long number(Session session, String key) throws SQLException {
        return number(session, key, "");
    }

    /** {@return the number of a key, as {@link #find(Session, String, String)} does} */
    static long number(Session session, String key, String forUpdate) throws SQLException {
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

    static void put(Session session, String key, String value) throws SQLException {
        session.update(UPSERT, key, value, checksum(key, value));
    }

    static DamageFound damage(String key, String found) {
        return new DamageFound("", "table meta, key \"" + key + "\"", found);
    }

    private static long checksum(String key, String value) {
        return Checksum.of("meta").add(key).add(value).value();
    }
}
