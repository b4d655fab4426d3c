package io.entangle.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;

/** Checks of what a type makes of a value and of a document. */
final class Encodings {
    private Encodings() {}

    /** The value is encoded as that JSON, and comes back from it. */
    static <T extends Record> void check(T value, String json) {
        @SuppressWarnings("unchecked")
        AtomType<T> type = AtomType.of((Class<T>) value.getClass());

        assertThat(type.encode(value)).isEqualTo(Doc.parse(json));
        assertThat(type.decode(Doc.parse(json))).isEqualTo(value);
    }

    static <T> void checkRefused(Class<T> type, String json, String message) {
        assertThatThrownBy(() -> AtomType.of(type).decode(Doc.parse(json)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
    }
}
