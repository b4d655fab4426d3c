package io.entangle.datalog.index;

import io.entangle.datalog.edn.Bytes;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Ratio;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.edn.Tagged;
import io.entangle.value.PersistentVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The normal form of values: each value has one, so that {@code equals} is what databases and queries mean by equal.
 * Integers of any type are {@code Long}, or {@code BigInteger} beyond its range; {@code Float} is {@code Double};
 * {@link Date} is {@link Instant}; {@code byte[]} is {@link Bytes}; lists and arrays are {@link PersistentVector}, sets
 * and maps are unmodifiable, all of normal values. What is of no such type is its own normal form.
 */
public final class Values {
    private Values() {}

    /**
     * {@return the normal form of a value}
     *
     * @param value any value, or null
     */
    public static @Nullable Object normal(@Nullable Object value) {
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
            return collection(value);
        }
        if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        if (value instanceof byte[] bytes) {
            return Bytes.of(bytes);
        }
        return value instanceof Object[] array ? vector(Arrays.asList(array)) : value;
    }

    private static Object number(Number number) {
        if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        if (number instanceof Float) {
            return number.doubleValue();
        }
        return number instanceof BigInteger integer && integer.bitLength() < Long.SIZE ? integer.longValue() : number;
    }

    private static Object collection(Object value) {
        if (value instanceof List<?> list) {
            return vector(list);
        }
        if (value instanceof Set<?> set) {
            Set<@Nullable Object> normal = new LinkedHashSet<>();
            set.forEach(element -> normal.add(normal(element)));
            return Collections.unmodifiableSet(normal);
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> normal = new LinkedHashMap<>();
            map.forEach((key, mapped) -> normal.put(normal(key), normal(mapped)));
            return Collections.unmodifiableMap(normal);
        }
        return vector((Collection<?>) value);
    }

    private static Object vector(Collection<?> elements) {
        if (elements instanceof PersistentVector<?> && isNormal(elements)) {
            return elements;
        }
        PersistentVector.Builder<@Nullable Object> normal = PersistentVector.builder();
        for (Object element : elements) {
            normal.add(normal(element));
        }
        return normal.build();
    }

    private static boolean isNormal(Collection<?> elements) {
        for (Object element : elements) {
            if (normal(element) != element) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return whether a database may hold a value: whether it is immutable, and EDN can write it}
     *
     * @param normal a normal value, or null
     */
    public static boolean isStorable(@Nullable Object normal) {
        if (normal instanceof String
                || normal instanceof Long
                || normal instanceof Keyword
                || normal instanceof Double
                || normal instanceof Boolean) {
            return true;
        }
        if (normal instanceof PersistentVector<?> || normal instanceof Set<?>) {
            return ((Collection<?>) normal).stream().allMatch(each -> each == null || isStorable(each));
        }
        if (normal instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .allMatch(entry -> (entry.getKey() == null || isStorable(entry.getKey()))
                            && (entry.getValue() == null || isStorable(entry.getValue())));
        }
        if (normal instanceof Tagged tagged) {
            return tagged.value() == null || isStorable(tagged.value());
        }
        return normal instanceof Instant
                || normal instanceof UUID
                || normal instanceof Symbol
                || normal instanceof Character
                || normal instanceof BigInteger
                || normal instanceof BigDecimal
                || normal instanceof Ratio
                || normal instanceof URI
                || normal instanceof Bytes;
    }
}
