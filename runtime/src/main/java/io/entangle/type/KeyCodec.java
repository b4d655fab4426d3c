package io.entangle.type;

import io.entangle.type.ScalarCodec.KeyForm;
import org.jspecify.annotations.Nullable;

/**
 * A scalar as the key of a map. Each value has exactly one key: another spelling of it is refused, since two keys of a
 * document would else stand for one of the Java map.
 *
 * @param <K> the type of keys
 */
final class KeyCodec<K> {
    private final ScalarCodec<K> scalar;

    KeyCodec(ScalarCodec<K> scalar) {
        this.scalar = scalar;
    }

    /** The key of a value in the map at a place. */
    String encode(@Nullable K value, @Nullable Place map) {
        if (value == null) {
            throw Place.invalid(map, "keys and elements of sets are not null, but found null", null);
        }
        String key = scalar.encodeValue(value, map).toString();
        if (key.indexOf('\0') >= 0) {
            throw Place.invalid(
                    map,
                    "keys hold no NUL character, but found one at index " + key.indexOf('\0') + " of a key of "
                            + key.length(),
                    null);
        }
        return key;
    }

    /** The value of a key of the map at a place. */
    K decode(String key, @Nullable Place map) {
        K value = decodeOrNull(key);
        if (value == null) {
            throw Place.invalid(
                    map, "expected keys that are " + scalar.expected() + ", but found \"" + key + "\"", null);
        }
        return value;
    }

    /** The value of a key, or null if the key is not one that {@link #encode} makes. */
    @Nullable
    K decodeOrNull(String key) {
        try {
            Object encoded = scalar.keyForm() == KeyForm.INTEGER ? (Object) Long.parseLong(key) : key;
            K value = scalar.decodeValue(encoded, null);
            return encode(value, null).equals(key) ? value : null;
        } catch (IllegalArgumentException e) {
            return null; // no number, or no value of this type
        }
    }
}
