package io.entangle.type;

import io.entangle.delta.Edit;
import io.entangle.value.InvalidValueException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that is encoded as one boolean, number or string.
 *
 * @param <T> the type of values
 */
final class ScalarCodec<T> extends Codec<T> {
    /** How a scalar is written as the key of a map, if it can be. */
    enum KeyForm {
        /** Its encoded form is a string, one for each value: that is the key. */
        TEXT,
        /** Its encoded form is an integer: the key is that in decimal. */
        INTEGER,
        /** It is no key. */
        NONE
    }

    private final String expected;
    private final KeyForm keyForm;
    private final boolean primitive;
    private final Function<T, Object> encoder;
    private final Function<Object, @Nullable T> decoder;

    /**
     * A codec of such scalars, with null among them.
     *
     * @param expected what the encoded form is, for messages
     * @param encoder gives the form of the value domain, or throws {@link InvalidValueException} without a place
     * @param decoder returns null for an encoded value of another kind, or throws any {@link RuntimeException}
     */
    ScalarCodec(String expected, KeyForm keyForm, Function<T, Object> encoder, Function<Object, @Nullable T> decoder) {
        this(expected, keyForm, false, encoder, decoder);
    }

    private ScalarCodec(
            String expected,
            KeyForm keyForm,
            boolean primitive,
            Function<T, Object> encoder,
            Function<Object, @Nullable T> decoder) {
        this.expected = expected;
        this.keyForm = keyForm;
        this.primitive = primitive;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    /** The same codec for the primitive type, which has no null. */
    ScalarCodec<T> primitive() {
        return new ScalarCodec<>(expected, keyForm, true, encoder, decoder);
    }

    KeyForm keyForm() {
        return keyForm;
    }

    @Override
    Object encodeValue(T value, @Nullable Place at) {
        try {
            return encoder.apply(value);
        } catch (InvalidValueException e) {
            throw Place.invalid(at, e.getMessage(), e);
        }
    }

    @Override
    T decodeValue(Object encoded, @Nullable Place at) {
        T value;
        try {
            value = decoder.apply(encoded);
        } catch (RuntimeException e) {
            throw Place.expected(at, expected, encoded, e);
        }
        if (value == null) {
            throw Place.expected(at, expected, encoded);
        }
        return value;
    }

    @Override
    @Nullable
    T decodeNull(@Nullable Place at) {
        if (primitive) {
            throw Place.expected(at, expected, null);
        }
        return null;
    }

    @Override
    @Nullable
    T absent(@Nullable Place at) {
        if (primitive) {
            throw Place.missing(at, expected);
        }
        return null;
    }

    @Override
    @Nullable
    Edit diffValues(T before, T after, @Nullable Place at) {
        Object encoded = encodeValue(after, at);
        return encoded.equals(encodeValue(before, at)) ? null : Edit.put(encoded);
    }

    @Override
    T applyInside(T before, Edit edit, @Nullable Place at) {
        throw mismatch(edit, encodeValue(before, at), at);
    }

    @Override
    boolean sameValues(T a, T b) {
        return encoder.apply(a).equals(encoder.apply(b));
    }

    @Override
    String expected() {
        return expected;
    }
}
