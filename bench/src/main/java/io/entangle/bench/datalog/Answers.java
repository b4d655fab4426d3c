package io.entangle.bench.datalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what systems answer, and brings it into a form in which answers of different systems can be compared. */
final class Answers {
    private final DatalogSystem system;
    private final Map<Object, String> keys;

    Answers(DatalogSystem system, DatalogSystem.Base base) {
        this.system = system;
        this.keys = base.keys();
    }

    /** Looks at every value of an answer, so that no system can do without making them. */
    static int read(Object answer) {
        if (answer instanceof Map<?, ?> map) {
            return readMap(map);
        }
        int sum = 0;
        for (Object row : (Collection<?>) answer) {
            if (row instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    sum += readValue(list.get(i));
                }
            } else {
                sum += readValue(row);
            }
        }
        return sum;
    }

    private static int readValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return readMap(map);
        }
        if (value instanceof Collection<?> several) {
            int sum = 0;
            for (Object each : several) {
                sum += readValue(each);
            }
            return sum;
        }
        return value.hashCode();
    }

    private static int readMap(Map<?, ?> map) {
        int sum = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            sum += entry.getKey().hashCode() ^ readValue(entry.getValue());
        }
        return sum;
    }

    /** The rows of an answer, with keys in the place of entities. */
    Collection<Object> plain(Object answer, Question question) {
        if (answer instanceof Map<?, ?>) {
            return Set.of(plain(answer));
        }
        List<Object> rows = new ArrayList<>();
        for (Object row : (Collection<?>) answer) {
            rows.add(row(row, question.entities()));
        }
        Set<Object> distinct = new HashSet<>(rows);
        return distinct.size() == rows.size() ? distinct : counted(rows);
    }

    /** Rows that may come again, with how often they do. */
    private static Set<Object> counted(List<Object> rows) {
        Map<Object, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row, 1, Integer::sum));
        return new HashSet<>(counts.entrySet());
    }

    private List<Object> row(Object row, Set<Integer> entities) {
        List<Object> plain = new ArrayList<>();
        for (Object value : (List<?>) row) {
            plain.add(entities.contains(plain.size()) ? key(value) : plain(value));
        }
        return plain;
    }

    private String key(Object entity) {
        String key = keys.get(entity);
        if (key == null) {
            throw new IllegalStateException(system.name() + " has answered an entity that is not there: " + entity);
        }
        return key;
    }

    private Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> plain = new HashMap<>();
            map.forEach((name, each) -> {
                Object plainName = system.plain(name);
                plain.put(plainName, plainName.equals(":db/id") ? key(each) : plain(each));
            });
            return plain;
        }
        if (value instanceof Collection<?> several) {
            // Values of cardinality many come in the order of each system's own.
            Set<Object> plain = new HashSet<>();
            several.forEach(each -> plain.add(plain(each)));
            return plain;
        }
        Object own = system.plain(value);
        return own instanceof Integer number ? (Object) number.longValue() : own;
    }
}
