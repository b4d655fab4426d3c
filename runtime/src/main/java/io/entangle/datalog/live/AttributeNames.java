package io.entangle.datalog.live;

import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnException;
import io.entangle.datalog.edn.Keyword;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of attributes as keys of documents, as EDN writes them. There are few of them and they are asked for again and again, so the
 * first are remembered. Thread-safe; always the same to whoever asks.
 */
final class AttributeNames {
    private static final int MAX_REMEMBERED = 4_096;

    private final Map<Object, String> keys = new ConcurrentHashMap<>();
    private final Map<String, Object> names = new ConcurrentHashMap<>();

    String key(Object name) {
        String known = keys.get(name);
        if (known != null) {
            return known;
        }
        String key = written(name);
        if (keys.size() < MAX_REMEMBERED) {
            keys.put(name, key);
        }
        return key;
    }

    private static String written(Object name) {
        return name instanceof Keyword ? name.toString() : Edn.write(name);
    }

    /**
     * The name that is written so.
     *
     * @throws InvalidValueException if none is
     */
    Object name(String key, Path at) {
        Object known = names.get(key);
        if (known != null) {
            return known;
        }
        Object name = read(key, at);
        if (names.size() < MAX_REMEMBERED) {
            names.put(key, name);
        }
        return name;
    }

    private static Object read(String key, Path at) {
        try {
            Object name = key.startsWith(":") || key.startsWith("\"") ? Edn.read(key) : null;
            if (name != null && written(name).equals(key)) {
                return name;
            }
        } catch (EdnException e) {
            throw new InvalidValueException("at " + at + ": " + e.getMessage(), e);
        }
        throw ValueForm.invalid(at, "expected the name of an attribute, a keyword or a string in quotes", key);
    }
}
