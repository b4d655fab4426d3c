package io.entangle.pubsub.store;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.sql.Checksum;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The three columns of a stamp, as they stand in a row.
 *
 * @param ms its milliseconds
 * @param counter tells stamps of one millisecond apart
 * @param site 16 hexadecimal digits
 */
record StampColumns(long ms, long counter, String site) {
    static StampColumns of(HybridTimestamp stamp) {
        return new StampColumns(stamp.ms(), stamp.counter(), stamp.site().toString());
    }

    /**
     * Reads the columns of the row that a result stands at.
     *
     * @param first that of the first of them, from 1
     */
    static StampColumns read(ResultSet result, int first) throws SQLException {
        return new StampColumns(
                result.getLong(first), result.getLong(first + 1), String.valueOf(result.getString(first + 2)));
    }

    /**
     * {@return the stamp}
     *
     * @throws IllegalArgumentException if it is none
     */
    HybridTimestamp stamp() {
        if (counter != (int) counter) {
            throw new IllegalArgumentException("the counter of a stamp is " + counter);
        }
        return new HybridTimestamp(ms, (int) counter, SiteId.parse(site));
    }

    Checksum addTo(Checksum checksum) {
        return checksum.add(ms).add(counter).add(site);
    }
}
