package io.entangle.journal.sql;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.sql.Checksum;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The columns that say when a version was made.
 *
 * @param atMs when it was taken in
 * @param ms its stamp, with the next two
 * @param counter tells stamps of one millisecond apart
 * @param site 16 hexadecimal digits
 */
record Made(long atMs, long ms, long counter, String site) {
    static final String COLUMNS = "at_ms, made_ms, made_counter, made_site";

    static Made of(long atMs, HybridTimestamp stamp) {
        return new Made(atMs, stamp.ms(), stamp.counter(), stamp.site().toString());
    }

    /**
     * Reads the columns of the row that a result stands at.
     *
     * @param first that of the first of them, from 1
     */
    static Made read(ResultSet result, int first) throws SQLException {
        return new Made(
                result.getLong(first),
                result.getLong(first + 1),
                result.getLong(first + 2),
                String.valueOf(result.getString(first + 3)));
    }

    /**
     * {@return the stamp}
     *
     * @throws IllegalArgumentException if it is none
     * @throws ArithmeticException if its counter is out of range
     */
    HybridTimestamp stamp() {
        return new HybridTimestamp(ms, Math.toIntExact(counter), SiteId.parse(site));
    }

    Checksum addTo(Checksum checksum) {
        return checksum.add(atMs).add(ms).add(counter).add(site);
    }
}
