package io.entangle.datalog.function;

import io.entangle.datalog.edn.Symbol;
import io.entangle.value.PersistentVector;
import java.math.BigInteger;
import java.util.AbstractList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Functions of collections. */
final class CollectionFunctions {
    private static final int MANY = Integer.MAX_VALUE;

    /** Values are kept in memory. */
    private static final int MAX_RANGE = 1_000_000;

    private CollectionFunctions() {}

    static void addTo(Map<Symbol, QueryFunction> into) {
        for (String name : new String[] {"vector", "list", "tuple"}) {
            add(into, name, 0, MANY, arguments -> PersistentVector.from(arguments.toList()));
        }
        add(into, "set", 1, 1, arguments -> Collections.unmodifiableSet(new LinkedHashSet<>(elements(arguments, 0))));
        for (String name : new String[] {"hash-map", "array-map"}) {
            add(into, name, 0, MANY, CollectionFunctions::map);
        }
        add(into, "count", 1, 1, arguments -> (long) size(arguments));
        add(into, "empty?", 1, 1, arguments -> size(arguments) == 0);
        add(into, "not-empty", 1, 1, arguments -> size(arguments) == 0 ? null : arguments.get(0));
        add(into, "contains?", 2, 2, CollectionFunctions::contains);
        add(into, "get", 2, 3, CollectionFunctions::get);
        add(into, "range", 1, 3, CollectionFunctions::range);
    }

    private static void add(Map<Symbol, QueryFunction> into, String name, int least, int most, Arguments.Body body) {
        Symbol symbol = Symbol.of(name);
        into.put(symbol, Arguments.of(symbol, least, most, body));
    }

    private static Collection<?> elements(Arguments arguments, int index) {
        Object value = arguments.get(index);
        if (value == null) {
            return List.of();
        }
        return value instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(entry -> PersistentVector.of(entry.getKey(), entry.getValue()))
                        .toList()
                : arguments.get(index, Collection.class, "a collection");
    }

    private static int size(Arguments arguments) {
        return arguments.get(0) instanceof String text
                ? text.length()
                : elements(arguments, 0).size();
    }

    private static Object map(Arguments arguments) {
        if (arguments.size() % 2 != 0) {
            throw arguments.fault("expected a value for each key");
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            map.put(arguments.get(i), arguments.get(i + 1));
        }
        return Collections.unmodifiableMap(map);
    }

    private static boolean contains(Arguments arguments) {
        Object collection = arguments.get(0);
        Object key = arguments.get(1);
        if (collection instanceof Map<?, ?> map) {
            return map.containsKey(key);
        }
        if (collection instanceof Set<?> set) {
            return set.contains(key);
        }
        if (collection == null) {
            return false;
        }
        int size = collection instanceof String text
                ? text.length()
                : arguments
                        .get(0, List.class, "a map, a set, a list or a string")
                        .size();
        return key instanceof Long index && index >= 0 && index < size;
    }

    private static @Nullable Object get(Arguments arguments) {
        Object absent = arguments.size() == 3 ? arguments.get(2) : null;
        Object collection = arguments.get(0);
        if (collection == null
                || !(collection instanceof Set<?>
                        || collection instanceof Map<?, ?>
                        || collection instanceof List<?>
                        || collection instanceof String)
                || !contains(arguments)) {
            return absent;
        }
        Object key = arguments.get(1);
        if (collection instanceof Map<?, ?> map) {
            return map.get(key);
        }
        if (collection instanceof Set<?>) {
            return key;
        }
        int index = arguments.index(1);
        return collection instanceof String text ? (Object) text.charAt(index) : ((List<?>) collection).get(index);
    }

    /** The integers from one to below another; they are made as they are read. */
    private static Object range(Arguments arguments) {
        long start = arguments.size() == 1 ? 0 : integer(arguments, 0);
        long end = integer(arguments, arguments.size() == 1 ? 0 : 1);
        long step = arguments.size() == 3 ? integer(arguments, 2) : 1;
        if (step == 0) {
            throw arguments.fault("expected a step other than 0");
        }
        int size = length(arguments, BigInteger.valueOf(end).subtract(BigInteger.valueOf(start)), step);
        return new AbstractList<Long>() {
            @Override
            public Long get(int index) {
                return start + Objects.checkIndex(index, size) * step;
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private static int length(Arguments arguments, BigInteger distance, long step) {
        if (distance.signum() != Long.signum(step)) {
            return 0;
        }
        BigInteger[] length = distance.divideAndRemainder(BigInteger.valueOf(step));
        BigInteger size = length[1].signum() == 0 ? length[0] : length[0].add(BigInteger.ONE);
        if (size.bitLength() >= Integer.SIZE || size.intValue() > MAX_RANGE) {
            throw arguments.fault("expected at most " + MAX_RANGE + " integers");
        }
        return size.intValue();
    }

    private static long integer(Arguments arguments, int index) {
        return arguments.get(index, Long.class, "an integer");
    }
}
