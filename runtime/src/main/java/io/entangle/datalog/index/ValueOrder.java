package io.entangle.datalog.index;

import io.entangle.datalog.edn.Bytes;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Ratio;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.edn.Tagged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The order of all values, of one type or of several. Null comes first; then keywords, symbols, booleans, characters,
 * numbers of all types by what they amount to, strings, instants, UUIDs, URIs, bytes, lists (the shorter first, then by
 * their elements), sets and maps (the smaller first, then by their sorted elements), tagged values; then anything else,
 * by the name of its class.
 *
 * <p>{@link #compare} is consistent with {@code equals} of normal values: of two numbers of equal amount, such as
 * {@code 1} and {@code 1.0}, it puts the {@code Long} first. {@link #compareAmounts} takes these as equal, and agrees
 * with {@code compare} in everything else, so what is sorted by the one is sorted by the other.
 */
public final class ValueOrder {
    /** {@link #compare} as an object. */
    public static final Comparator<@Nullable Object> COMPARATOR = ValueOrder::compare;

    private static final int NUMBER = 5;
    private static final int LIST = 11;
    private static final int SET = 12;
    private static final int MAP = 13;
    private static final int TAGGED = 14;
    private static final int OTHER = 15;

    private ValueOrder() {}

    /**
     * {@return less than, equal to or more than zero as the first of two normal values is less than, equal to or more
     * than the second}
     *
     * @param a a value, or null
     * @param b a value, or null
     */
    @SuppressWarnings("ReferenceEquality")
    public static int compare(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return 0;
        }
        if (a instanceof String left && b instanceof String right) {
            return left.compareTo(right);
        }
        if (a instanceof Keyword left && b instanceof Keyword right) {
            return left.compareTo(right);
        }
        int order = compareAmounts(a, b);
        return order != 0 ? order : compareEqualAmounts(a, b);
    }

    /**
     * {@return the same as {@link #compare}, but zero for numbers of one amount, also within lists, sets and maps}
     *
     * @param a a value, or null
     * @param b a value, or null
     */
    public static int compareAmounts(@Nullable Object a, @Nullable Object b) {
        int rank = rank(a);
        int order = Integer.compare(rank, rank(b));
        if (order != 0 || a == null || b == null) {
            return order;
        }
        return switch (rank) {
            case NUMBER -> compareNumbers((Number) a, (Number) b);
            case LIST, SET, MAP, TAGGED -> compareElements(elements(a), elements(b), false);
            case OTHER -> compareOthers(a, b);
            default -> compareNatural(a, b);
        };
    }

    /** Breaks the tie between values that {@link #compareAmounts} takes as equal. */
    private static int compareEqualAmounts(@Nullable Object a, @Nullable Object b) {
        return switch (rank(a)) {
            case NUMBER -> compareEqualNumbers((Number) a, (Number) b);
            case LIST, SET, MAP, TAGGED -> compareElements(elements(a), elements(b), true);
            default -> 0;
        };
    }

    private static int rank(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Keyword) {
            return 1;
        }
        if (value instanceof Number) {
            return NUMBER;
        }
        if (value instanceof String) {
            return 6;
        }
        if (value instanceof Symbol) {
            return 2;
        }
        if (value instanceof Boolean) {
            return 3;
        }
        if (value instanceof Character) {
            return 4;
        }
        if (value instanceof Instant) {
            return 7;
        }
        if (value instanceof UUID) {
            return 8;
        }
        return rankOfCompound(value);
    }

    private static int rankOfCompound(Object value) {
        if (value instanceof List<?>) {
            return LIST;
        }
        if (value instanceof URI) {
            return 9;
        }
        if (value instanceof Bytes) {
            return 10;
        }
        if (value instanceof Set<?>) {
            return SET;
        }
        if (value instanceof Map<?, ?>) {
            return MAP;
        }
        return value instanceof Tagged ? TAGGED : OTHER;
    }

    @SuppressWarnings("unchecked")
    private static int compareNatural(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b);
    }

    private static int compareOthers(Object a, Object b) {
        int order = a.getClass().getName().compareTo(b.getClass().getName());
        if (order != 0) {
            return order;
        }
        return a instanceof Comparable<?> && a.getClass() == b.getClass()
                ? compareNatural(a, b)
                : Integer.compare(a.hashCode(), b.hashCode());
    }

    /** What a compound is ordered by, in the order in which it counts. */
    private static List<@Nullable Object> elements(Object compound) {
        if (compound instanceof Tagged tagged) {
            List<@Nullable Object> parts = new ArrayList<>(2);
            parts.add(tagged.tag());
            parts.add(tagged.value());
            return parts;
        }
        if (compound instanceof Set<?> set) {
            return sorted(set);
        }
        if (compound instanceof Map<?, ?> map) {
            List<@Nullable Object> keys = sorted(map.keySet());
            List<@Nullable Object> all = new ArrayList<>(keys);
            keys.forEach(key -> all.add(map.get(key)));
            return all;
        }
        @SuppressWarnings("unchecked")
        List<@Nullable Object> list = (List<@Nullable Object>) compound;
        return list;
    }

    private static List<@Nullable Object> sorted(Collection<?> elements) {
        List<@Nullable Object> sorted = new ArrayList<>(elements);
        sorted.sort(COMPARATOR);
        return sorted;
    }

    private static int compareElements(List<@Nullable Object> a, List<@Nullable Object> b, boolean isTie) {
        int order = Integer.compare(a.size(), b.size());
        for (int i = 0; order == 0 && i < a.size(); i++) {
            order = isTie ? compareEqualAmounts(a.get(i), b.get(i)) : compareAmounts(a.get(i), b.get(i));
        }
        return order;
    }

    private static int compareNumbers(Number a, Number b) {
        if (a instanceof Long left && b instanceof Long right) {
            return Long.compare(left, right);
        }
        boolean isLeftReal = a instanceof Double || a instanceof Float;
        boolean isRightReal = b instanceof Double || b instanceof Float;
        if (isLeftReal && isRightReal) {
            double left = a.doubleValue();
            double right = b.doubleValue();
            return left == right ? 0 : Double.compare(left, right);
        }
        if (isLeftReal && !Double.isFinite(a.doubleValue())) {
            return a.doubleValue() < 0 ? -1 : 1; // NaN is beyond all numbers
        }
        if (isRightReal && !Double.isFinite(b.doubleValue())) {
            return b.doubleValue() < 0 ? 1 : -1;
        }
        if (a instanceof Ratio || b instanceof Ratio) {
            return compareFractions(a, b);
        }
        return decimal(a).compareTo(decimal(b));
    }

    private static int compareFractions(Number a, Number b) {
        return decimal(numerator(a))
                .multiply(decimal(denominator(b)))
                .compareTo(decimal(numerator(b)).multiply(decimal(denominator(a))));
    }

    private static Number numerator(Number number) {
        return number instanceof Ratio ratio ? ratio.numerator() : number;
    }

    private static Number denominator(Number number) {
        return number instanceof Ratio ratio ? ratio.denominator() : BigInteger.ONE;
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (number instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (number instanceof Double || number instanceof Float) {
            return new BigDecimal(number.doubleValue());
        }
        return BigDecimal.valueOf(number.longValue());
    }

    private static int compareEqualNumbers(Number a, Number b) {
        int order = Integer.compare(rankOfNumber(a), rankOfNumber(b));
        if (order != 0) {
            return order;
        }
        if (a instanceof BigDecimal left && b instanceof BigDecimal right) {
            return Integer.compare(left.scale(), right.scale());
        }
        return a instanceof Double left && b instanceof Double right ? Double.compare(left, right) : 0;
    }

    private static int rankOfNumber(Number number) {
        if (number instanceof Long) {
            return 0;
        }
        if (number instanceof BigInteger) {
            return 1;
        }
        if (number instanceof Ratio) {
            return 2;
        }
        return number instanceof Double ? 3 : number instanceof BigDecimal ? 4 : 5;
    }
}
