package io.entangle.sql;

import java.sql.SQLException;
import java.util.List;

/**
 * How tables of older versions are brought to the newest.
 *
 * @param steps the first brings version 1 to version 2, and so on
 */
public record Migrations(List<Step> steps) {
    /** Brings the tables of one version to the next, within a transaction. */
    public interface Step {
        /**
         * Changes the tables.
         *
         * @param session on the database
         * @throws SQLException if that fails
         */
        void run(Session session) throws SQLException;
    }

    /** {@return the newest version} */
    public int version() {
        return steps.size() + 1;
    }

    /**
     * Notes that tables are of version 1, and brings them to the newest.
     *
     * @param session on tables of version 1, in a transaction
     * @param what whose they are, for people
     * @throws SQLException if that fails
     */
    public void begin(Session session, String what) throws SQLException {
        Meta.put(session, Meta.SCHEMA, "1");
        run(session, what);
    }

    /**
     * Brings older tables to the newest version.
     *
     * @param session on the tables, in a transaction
     * @param what whose they are, for people
     * @throws SQLException if that fails
     * @throws DamageFound if their version is not as it was written
     * @throws UnusableDatabaseException if they are newer
     */
    public void run(Session session, String what) throws SQLException {
        long found = found(session, what);
        for (long version = found; version < version(); version++) {
            steps.get((int) version - 1).run(session);
        }
        if (found < version()) {
            Meta.put(session, Meta.SCHEMA, Integer.toString(version()));
        }
    }

    /**
     * {@return the version of tables}
     *
     * @param session on the tables
     * @param what whose they are, for people
     * @throws SQLException if they can't be read
     * @throws DamageFound if it is not as it was written
     * @throws UnusableDatabaseException if they are newer than these migrations know
     */
    public long found(Session session, String what) throws SQLException {
        long found = Meta.number(session, Meta.SCHEMA);
        if (found > version()) {
            throw new UnusableDatabaseException(
                    what + " was written by a newer version of this library: its tables have version " + found
                            + ", and this library knows those up to " + version());
        }
        if (found < 1) {
            throw Meta.damage(Meta.SCHEMA, "it is " + found + ", and the versions begin at 1");
        }
        return found;
    }
}
