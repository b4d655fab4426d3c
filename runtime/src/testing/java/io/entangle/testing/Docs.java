package io.entangle.testing;

import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes random documents, and random small changes to them, for property tests. Keys, strings and numbers are picked
 * for trouble: JSON Pointer escapes, index-like keys, JavaScript's reserved names, colliding hashes, the edges of the
 * number domain.
 */
public final class Docs {
    private static final String[] KEYS = {
        "",
        "~",
        "/",
        "~0",
        "~1",
        "a/b",
        "0",
        "1",
        "01",
        "-",
        "-1",
        "__proto__",
        "constructor",
        "toString",
        "length",
        "😀",
        "é",
        "e\u0301",
        "€",
        "\ufb33",
        "\u0080",
        "\u2028",
        "\r",
        "\"",
        "\\",
        " ",
        "Aa",
        "BB",
        "AaAa",
        "AaBB",
        "BBAa",
        "BBBB",
        "a",
        "b",
        "c",
        "d",
        "id",
        "name"
    };
    private static final String[] STRINGS = {
        "",
        " ",
        "\u0000",
        "\u001f",
        "\u007f",
        "\u2028\u2029",
        "\ufeff",
        "\uffff",
        "😀👍🏽",
        "\b\f\n\r\t\"\\/",
        "null",
        "0",
        "true",
        "</script>",
        "${jndi}",
        "é",
        "e\u0301",
        "\u202eabc",
        "a"
    };
    private static final double[] NUMBERS = {
        0,
        -0.0,
        1,
        -1,
        0.1,
        -0.5,
        1.5,
        9007199254740991.0,
        -9007199254740991.0,
        9007199254740992.0,
        -9007199254740992.0,
        9007199254740994.0,
        0x1p60,
        0x1p62,
        0x1p63,
        -0x1p63,
        0x1p64,
        1e20,
        1e21,
        1e22,
        1e23,
        1e-6,
        1e-7,
        333333333.33333329,
        2e-323,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE
    };
    private static final int DEEPEST_CHANGE = 40;

    private Docs() {}

    /**
     * A random document, one time in twenty a scalar.
     *
     * @param size about how many values it holds at most
     */
    public static Doc random(Random random, int size) {
        return Doc.from(random.nextInt(20) == 0 ? scalar(random) : container(random, size));
    }

    /** A random map or list, see {@link #random}. */
    public static Doc container(Random random, int size) {
        int[] left = {1 + random.nextInt(Math.max(1, size))};
        return container(random, left, 0);
    }

    /** A document a few random edits away from another, sharing the untouched parts with it; it may happen to be equal. */
    public static Doc mutate(Random random, Doc doc) {
        Doc result = doc;
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            result = Doc.from(edit(random, result.isContainer() ? result : result.value(), 0));
        }
        return result;
    }

    /** A random scalar of any kind. */
    public static @Nullable Object scalar(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2, 3 -> string(random);
            case 4 -> random.nextInt(10);
            default -> number(random);
        };
    }

    /** A random number of the domain. */
    public static Number number(Random random) {
        double number = switch (random.nextInt(5)) {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> random.nextInt(100_000) / 100.0;
            case 3 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            default -> Double.longBitsToDouble(random.nextLong());
        };
        return Double.isFinite(number) ? number : 0;
    }

    /** A random string, of valid Unicode. */
    public static String string(Random random) {
        if (random.nextBoolean()) {
            return STRINGS[random.nextInt(STRINGS.length)];
        }
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(8); left > 0; left--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
            text.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 'x' : point);
        }
        return text.toString();
    }

    /** A random key, with a good chance of being one already in use. */
    public static String key(Random random) {
        return random.nextInt(10) == 0 ? string(random).replace('\0', '0') : KEYS[random.nextInt(KEYS.length)];
    }

    private static Doc container(Random random, int[] left, int depth) {
        int children = random.nextInt(Math.min(left[0], random.nextInt(6) == 0 ? 80 : 6) + 1);
        if (random.nextInt(5) < 3) {
            Doc map = Doc.of();
            for (int i = 0; i < children; i++) {
                map = map.with(key(random), child(random, left, depth));
            }
            return map;
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            items.add(child(random, left, depth));
        }
        return Doc.from(items);
    }

    private static @Nullable Object child(Random random, int[] left, int depth) {
        left[0] = Math.max(0, left[0] - 1);
        boolean nested = left[0] > 0 && depth < 10 && random.nextInt(5) < 2;
        return nested ? container(random, left, depth + 1) : scalar(random);
    }

    private static @Nullable Object fresh(Random random, int depth) {
        return depth >= DEEPEST_CHANGE || random.nextInt(3) > 0 ? scalar(random) : container(random, new int[] {5}, 8);
    }

    private static @Nullable Object edit(Random random, @Nullable Object value, int depth) {
        if (!(value instanceof Doc doc) || random.nextInt(12) == 0) {
            return ofAnotherKind(random, value, depth);
        }
        if (doc.isMap()) {
            return editMap(random, doc, depth);
        }
        return editList(random, doc, depth);
    }

    private static @Nullable Object ofAnotherKind(Random random, @Nullable Object value, int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> depth < DEEPEST_CHANGE ? Doc.list(value) : null;
            case 1 -> depth < DEEPEST_CHANGE ? Doc.of(key(random), value) : "";
            case 2 ->
                value instanceof Doc doc && doc.isMap() ? Doc.from(doc.map().values()) : Doc.list();
            default -> fresh(random, depth);
        };
    }

    private static Doc editMap(Random random, Doc map, int depth) {
        if (map.size() == 0 || random.nextInt(6) == 0) {
            return map.with(key(random), fresh(random, depth));
        }
        List<String> keys = new ArrayList<>(map.map().keySet());
        String key = keys.get(random.nextInt(keys.size()));
        return switch (random.nextInt(6)) {
            case 0 -> map.without(key);
            case 1 -> map.without(key).with(key(random), map.get(key));
            case 2 -> map.with(keys.get(random.nextInt(keys.size())), map.get(key));
            default -> map.with(key, edit(random, map.get(key), depth + 1));
        };
    }

    private static Doc editList(Random random, Doc list, int depth) {
        int size = list.size();
        int at = random.nextInt(size + 1);
        if (size == 0 || random.nextInt(4) == 0) {
            int count = random.nextInt(20) == 0 ? 40 : 1 + random.nextInt(3);
            List<@Nullable Object> added = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                added.add(size > 0 && random.nextInt(3) == 0 ? list.get(random.nextInt(size)) : fresh(random, depth));
            }
            return list.splice(at, random.nextInt(Math.min(3, size - at + 1)), added);
        }
        int item = random.nextInt(size);
        Object value = list.get(item);
        return switch (random.nextInt(6)) {
            case 0 -> list.splice(item, 1, List.of());
            case 1 -> list.splice(at, 0, Doc.list(value).vector());
            case 2 ->
                list.splice(item, 1, List.of())
                        .splice(random.nextInt(size), 0, Doc.list(value).vector());
            case 3 -> list.splice(item, Math.min(size - item, random.nextInt(40)), List.of());
            default -> list.with(item, edit(random, value, depth + 1));
        };
    }
}
