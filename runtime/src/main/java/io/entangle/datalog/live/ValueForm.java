package io.entangle.datalog.live;

import io.entangle.datalog.DatabaseFunction;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.edn.Tagged;
import io.entangle.datalog.index.ValueOrder;
import io.entangle.datalog.index.Values;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How values of datoms stand in documents. What documents hold as it is, stands as it is; everything else as its EDN, in which
 * sets and maps are sorted, so that equal values have one form. Immutable.
 */
final class ValueForm {
    /** Says of a value that it is EDN. */
    static final String EDN = "edn";

    /** Says of a value that it is the name of a function. */
    static final String FUNCTION = "fn";

    private static final double MAX_INTEGER = (1L << 53) - 1;

    private final Map<Symbol, DatabaseFunction> functions;

    ValueForm(Map<Symbol, DatabaseFunction> functions) {
        this.functions = functions;
    }

    /** A value under cardinality one, with what it came with. */
    static Doc cell(Object value, long tx, Path at) {
        if (isPlain(value)) {
            return Doc.list(value, tx);
        }
        return value instanceof DatabaseFunction function
                ? Doc.list(function.name().toString(), tx, FUNCTION)
                : Doc.list(text(value, at), tx, EDN);
    }

    /** A value under cardinality many, as the key it stands at. */
    static String key(Object value, Path at) {
        if (value instanceof DatabaseFunction) {
            throw invalid(at, "a function stands under cardinality one", value);
        }
        return text(value, at);
    }

    /** Whether documents hold a value as it is, and give it back as that. */
    private static boolean isPlain(Object value) {
        if (value instanceof Long number) {
            return Math.abs((double) number) <= MAX_INTEGER;
        }
        if (value instanceof Double number) {
            boolean isWhole = number == Math.rint(number) && Math.abs(number) <= MAX_INTEGER;
            return Double.isFinite(number) && !isWhole;
        }
        return value instanceof String || value instanceof Boolean;
    }

    private static String text(Object value, Path at) {
        try {
            String text = Edn.write(sorted(value));
            if (!isSimple(value) && !value.equals(Values.normal(Edn.read(text)))) {
                throw invalid(at, "a value is what its EDN says", value);
            }
            return text;
        } catch (InvalidValueException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("at " + at + ": " + e.getMessage(), e);
        }
    }

    /** Whether EDN gives back just that, whatever it is. */
    private static boolean isSimple(Object value) {
        return value instanceof Long
                || value instanceof Double
                || value instanceof String
                || value instanceof Keyword
                || value instanceof Instant
                || value instanceof UUID;
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> sorted = new ArrayList<>(list.size());
            list.forEach(each -> sorted.add(sorted(each)));
            return sorted;
        }
        if (value instanceof Set<?> set) {
            Set<@Nullable Object> sorted = new LinkedHashSet<>();
            inOrder(set).forEach(each -> sorted.add(sorted(each)));
            return sorted;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> sorted = new LinkedHashMap<>();
            inOrder(map.keySet()).forEach(key -> sorted.put(sorted(key), sorted(map.get(key))));
            return sorted;
        }
        return value instanceof Tagged tagged ? new Tagged(tagged.tag(), sorted(tagged.value())) : value;
    }

    private static List<@Nullable Object> inOrder(Set<?> elements) {
        List<@Nullable Object> sorted = new ArrayList<>(elements);
        sorted.sort(ValueOrder.COMPARATOR);
        return sorted;
    }

    /** The value of a cell. */
    Object value(Doc cell, Path at) {
        Object value = cell.get(0);
        if (cell.size() == 2) {
            if (value == null || value instanceof Doc) {
                throw invalid(at, "expected a string, a number, true or false", value);
            }
            return value;
        }
        if (!(value instanceof String text)) {
            throw invalid(at, "expected a string", value);
        }
        if (FUNCTION.equals(cell.get(2))) {
            return function(text, at);
        }
        if (!EDN.equals(cell.get(2))) {
            throw invalid(at, "expected \"edn\" or \"fn\"", cell.get(2));
        }
        Object read = read(text, at);
        if (isPlain(read)) {
            throw invalid(at, "expected this value to stand as it is", text);
        }
        return read;
    }

    /** The value that stands at a key. */
    static Object ofKey(String key, Path at) {
        return read(key, at);
    }

    private DatabaseFunction function(String name, Path at) {
        for (DatabaseFunction function : functions.values()) {
            if (function.name().toString().equals(name)) {
                return function;
            }
        }
        throw invalid(at, "expected one of the functions registered here, " + functions.keySet(), name);
    }

    private static Object read(String text, Path at) {
        try {
            Object value = Values.normal(Edn.read(text));
            if (value == null || !Values.isStorable(value)) {
                throw invalid(at, "expected a value that a database can hold", text);
            }
            if (!text(value, at).equals(text)) {
                throw invalid(at, "expected a value in its one form, " + text(value, at), text);
            }
            return value;
        } catch (InvalidValueException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("at " + at + ": " + e.getMessage(), e);
        }
    }

    static InvalidValueException invalid(Path at, String expectation, @Nullable Object found) {
        String text = found instanceof Doc doc ? (doc.isMap() ? "a map" : "a list") : String.valueOf(found);
        return new InvalidValueException("at " + at + ": " + expectation + ", but found "
                + (text.length() > 80 ? text.substring(0, 80) + "…" : text));
    }
}
