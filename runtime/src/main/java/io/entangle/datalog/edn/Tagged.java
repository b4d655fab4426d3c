package io.entangle.datalog.edn;

import org.jspecify.annotations.Nullable;

/**
 * A value under a tag that the reader has no function for, written {@code #tag value}.
 *
 * @param tag the tag
 * @param value the value, as it was read
 */
public record Tagged(Symbol tag, @Nullable Object value) {
    /** {@return it as EDN writes it} */
    @Override
    public String toString() {
        return Edn.write(this);
    }
}
