package io.entangle.pubsub.kill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A value of maps, strings and numbers, to which encoded deltas are applied. Shares no code with the library. */
final class PlainValue {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PUT = 0;
    private static final int REMOVE = 1;
    private static final int EDIT_MAP = 2;

    private Object value;

    PlainValue(String json) {
        value = plain(parse(json));
    }

    void apply(String delta) {
        JsonNode edit = parse(delta);
        if (!edit.isEmpty()) {
            value = applied(edit, value);
        }
    }

    @SuppressWarnings("unchecked") // maps are made here alone
    private static Object applied(JsonNode edit, @Nullable Object before) {
        if (edit.get(0).asInt() == PUT) {
            return plain(edit.get(1));
        }
        if (edit.get(0).asInt() != EDIT_MAP || !(before instanceof Map<?, ?>)) {
            throw new AssertionError("this edit does not fit " + before + ": " + edit);
        }
        Map<String, Object> map = (Map<String, Object>) before;
        for (int i = 1; i < edit.size(); i += 2) {
            String key = edit.get(i).textValue();
            JsonNode change = edit.get(i + 1);
            if (change.get(0).asInt() == REMOVE) {
                map.remove(key);
            } else {
                map.put(key, applied(change, map.get(key)));
            }
        }
        return map;
    }

    /** {@return what stands somewhere, or null} */
    @Nullable
    Object get(String... path) {
        Object found = value;
        for (String key : path) {
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return found;
    }

    /** {@return the number that stands somewhere; 0 if nothing does} */
    long number(String... path) {
        Object found = get(path);
        return found == null ? 0 : ((Number) found).longValue();
    }

    /** {@return a number that is the same for the same value} */
    long mark() {
        String text = value.toString();
        return (long) text.hashCode() << 32 | text.length();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new TreeMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        if (node.isIntegralNumber()) {
            return node.longValue();
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        throw new AssertionError("nobody has written this: " + node);
    }
}
