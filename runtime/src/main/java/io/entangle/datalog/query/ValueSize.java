package io.entangle.datalog.query;

import io.entangle.datalog.edn.Ratio;
import io.entangle.datalog.edn.Tagged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what values are made of. What stands in a value twice counts twice, be it one object: that is how long it takes to
 * look at all of it.
 */
final class ValueSize {
    /** As deep as EDN may be. */
    private static final int MAX_DEPTH = 1_000;

    /** Characters of a string that count as one part. */
    private static final int CHARACTERS = 8;

    private final long most;
    private long parts;

    private ValueSize(long most) {
        this.most = most;
    }

    /** How many parts a value has; more than the most if it has more, however many, or is too deep. */
    static long of(@Nullable Object value, long most) {
        ValueSize size = new ValueSize(most);
        size.add(value, 0);
        return size.parts;
    }

    private void add(@Nullable Object value, int depth) {
        parts++;
        if (value instanceof String text) {
            parts += text.length() / CHARACTERS;
        } else if (value instanceof BigInteger integer) {
            parts += integer.bitLength() / Long.SIZE;
        } else if (value instanceof BigDecimal decimal) {
            parts += decimal.unscaledValue().bitLength() / Long.SIZE;
        } else if (value instanceof Ratio ratio) {
            add(ratio.numerator(), depth);
            add(ratio.denominator(), depth);
        } else if (value instanceof Collection<?> elements) {
            addAll(elements, depth + 1);
        } else if (value instanceof Map<?, ?> map) {
            addAll(map.keySet(), depth + 1);
            addAll(map.values(), depth + 1);
        } else if (value instanceof Tagged tagged) {
            addAll(Arrays.asList(tagged.value()), depth + 1);
        } else if (value instanceof Object[] array) {
            addAll(Arrays.asList(array), depth + 1);
        }
    }

    private void addAll(Collection<?> elements, int depth) {
        if (depth > MAX_DEPTH) {
            parts = most + 1;
        }
        for (Object each : elements) {
            if (parts > most) {
                return;
            }
            add(each, depth);
        }
    }
}
