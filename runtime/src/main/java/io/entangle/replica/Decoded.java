package io.entangle.replica;

import io.entangle.delta.Delta;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import org.jspecify.annotations.Nullable;

/**
 * The values that documents encode, of which each is mostly made from one that was asked for just before: the value of that is
 * remembered, and only what differs is worked out. Threads that ask at the same time may do so twice, to the same end.
 *
 * @param <T> the type of values
 */
final class Decoded<T> {
    private record Known<T>(Doc doc, T value) {}

    private final AtomType<T> type;
    private volatile @Nullable Known<T> last;

    Decoded(AtomType<T> type) {
        this.type = type;
    }

    /**
     * {@return the value of a document}
     *
     * @throws io.entangle.value.InvalidValueException if it encodes none
     */
    T value(Doc doc) {
        Known<T> known = last;
        if (known == null || !doc.isContainer()) {
            return remember(doc, type.decode(doc));
        }
        return known.doc() == doc
                ? known.value()
                : remember(doc, type.apply(known.value(), Delta.diff(known.doc(), doc)));
    }

    /** The value of a document is known, be it that it will be asked for. */
    T remember(Doc doc, T value) {
        last = new Known<>(doc, value);
        return value;
    }
}
