package io.entangle.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.collections.api.map.MapIterable;
import org.jspecify.annotations.Nullable;

/** The one gate into the value domain described at {@link Doc}: what is let in, in which form, and what is refused. */
final class Domain {
    /** The largest integer that every peer, JavaScript among them, tells apart from its neighbours: 2^53 - 1. */
    static final long MAX_INTEGER = (1L << 53) - 1;

    private Domain() {}

    /** The domain form of any value a user may hand in; containers become {@link Doc}s. */
    static @Nullable Object value(@Nullable Object raw) {
        return value(raw, Doc.MAX_DEPTH);
    }

    private static @Nullable Object value(@Nullable Object raw, int depthLeft) {
        if (raw == null || raw instanceof Boolean) {
            return raw;
        }
        if (raw instanceof String text) {
            return string(text);
        }
        if (raw instanceof Number number) {
            return number(number);
        }
        if (raw instanceof Doc doc) {
            return doc.isContainer() ? doc : doc.value();
        }
        if (depthLeft == 0) {
            throw tooDeep();
        }
        if (raw instanceof Map<?, ?> map) {
            return map(map, depthLeft);
        }
        if (raw instanceof MapIterable<?, ?> map) {
            return map(PersistentMap.fromEclipse(map), depthLeft);
        }
        if (raw instanceof Iterable<?> items) {
            return list(items, depthLeft);
        }
        if (raw instanceof Object[] items) {
            return items.length <= VectorTrie.WIDTH
                    ? shortList(items, depthLeft)
                    : list(Arrays.asList(items), depthLeft);
        }
        throw new InvalidValueException("a document holds null, Boolean, String, finite numbers, lists and maps with"
                + " String keys, but found " + describe(raw));
    }

    private static Doc list(Iterable<?> items, int depthLeft) {
        PersistentVector.Builder<@Nullable Object> list = PersistentVector.builder();
        int deepest = 0;
        for (Object raw : items) {
            Object item = value(raw, depthLeft - 1);
            deepest = Math.max(deepest, Doc.depthOf(item));
            list.add(item);
        }
        return Doc.ofList(list.build(), deepest);
    }

    private static Doc shortList(Object[] raw, int depthLeft) {
        Object[] items = new Object[raw.length];
        int deepest = 0;
        for (int i = 0; i < raw.length; i++) {
            items[i] = value(raw[i], depthLeft - 1);
            deepest = Math.max(deepest, Doc.depthOf(items[i]));
        }
        return Doc.ofList(PersistentVector.ofLeaf(items), deepest);
    }

    private static Doc map(Map<?, ?> map, int depthLeft) {
        PersistentMap<String, @Nullable Object> result = PersistentMap.empty();
        int deepest = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new InvalidValueException(
                        "keys of a document's maps are Strings, but found " + describe(entry.getKey()));
            }
            Object value = value(entry.getValue(), depthLeft - 1);
            deepest = Math.max(deepest, Doc.depthOf(value));
            result = result.with(key(key), value);
        }
        return Doc.ofMap(result, deepest);
    }

    /** A finite number as {@code Long} if it is an integer within 2^53 - 1, else as {@code Double}. */
    static Object number(Number raw) {
        if (raw instanceof Long whole) {
            return integer(whole);
        }
        if (raw instanceof Integer || raw instanceof Short || raw instanceof Byte) {
            return integer(raw.longValue());
        }
        if (raw instanceof Double || raw instanceof Float) {
            return real(raw.doubleValue());
        }
        if (raw instanceof BigInteger big && big.bitLength() < Long.SIZE) {
            return integer(big.longValue());
        }
        if (raw instanceof BigDecimal big
                && Double.isFinite(big.doubleValue())
                && new BigDecimal(big.doubleValue()).compareTo(big) == 0) {
            return real(big.doubleValue());
        }
        throw new InvalidValueException("numbers are integers within ±(2^53-1) and finite doubles, and " + describe(raw)
                + " is neither exactly: hold it as a String, or as a double if its rounding is welcome");
    }

    /** The number itself, which is held as it is and not boxed again. */
    private static Long integer(Long value) {
        if (value < -MAX_INTEGER || value > MAX_INTEGER) {
            throw new InvalidValueException("integers lie within ±(2^53-1), which every peer holds exactly, but found "
                    + value + ": hold it as a String, or as a double if its rounding is welcome");
        }
        return value;
    }

    static Object real(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new InvalidValueException("numbers are finite, but found " + value);
        }
        boolean integral = value == Math.rint(value) && Math.abs(value) <= MAX_INTEGER;
        return integral ? (Object) (long) value : (Object) value;
    }

    static String string(String text) {
        int bad = loneSurrogate(text);
        if (bad >= 0) {
            throw new InvalidValueException(
                    "strings are valid Unicode, but found the lone surrogate U+%04X at index %d of a string of %d"
                            .formatted((int) text.charAt(bad), bad, text.length()));
        }
        return text;
    }

    static String key(String key) {
        if (key.indexOf('\0') >= 0) {
            throw new InvalidValueException("keys hold no NUL character, but found one at index " + key.indexOf('\0')
                    + " of a key of " + key.length());
        }
        return string(key);
    }

    private static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            boolean paired = Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!paired) {
                return i;
            }
            i++;
        }
        return -1;
    }

    static InvalidValueException tooDeep() {
        return new InvalidValueException("documents nest at most " + Doc.MAX_DEPTH + " containers deep");
    }

    /** A value as an error message shows it: its kind and, if short, itself. */
    static String describe(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Doc doc) {
            return doc.isMap() ? "a map" : doc.isList() ? "a list" : describe(doc.value());
        }
        String text = value.toString();
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        if (value instanceof String) {
            return "the string \"" + shown + "\"";
        }
        return value.getClass().getName().replaceFirst("^java\\.(lang|math)\\.", "") + " " + shown;
    }
}
