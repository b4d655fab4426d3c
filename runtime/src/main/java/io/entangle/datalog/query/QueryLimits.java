package io.entangle.datalog.query;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a query may do.
 *
 * @param maxRows how many rows any of its steps may make, and of how many parts a value may be that a function makes, which
 *     bounds its memory; what pulls look at counts as rows
 * @param timeout how long it may take, or null for as long as it takes; functions that are called are not interrupted
 */
public record QueryLimits(long maxRows, @Nullable Duration timeout) {
    /** For queries of one's own: 20 million rows a step, and any time. */
    public static final QueryLimits GENEROUS = new QueryLimits(20_000_000, null);

    /** For queries that come from outside: a million rows a step, and two seconds. */
    public static final QueryLimits STRICT = new QueryLimits(1_000_000, Duration.ofSeconds(2));

    /**
     * Checks the limits.
     *
     * @param maxRows at least 1
     * @param timeout positive, or null
     * @throws IllegalArgumentException if one is not
     */
    public QueryLimits {
        if (maxRows < 1) {
            throw new IllegalArgumentException("at least one row is allowed, not " + maxRows);
        }
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("a timeout is positive, not " + timeout);
        }
    }

    QueryLimits within(@Nullable Duration other) {
        return other == null || timeout != null && timeout.compareTo(other) <= 0
                ? this
                : new QueryLimits(maxRows, other);
    }
}
