package io.entangle.delta;

import io.entangle.value.Doc;
import io.entangle.value.Path;
import org.jspecify.annotations.Nullable;

/** One step of a {@link Delta}, as {@link Delta#ops()} lists them: applied one after another they do the same. */
public sealed interface Op {
    /** {@return where it happens} */
    Path path();

    /**
     * The value at the path becomes {@code value}.
     *
     * @param path where
     * @param value the new value, a scalar or a {@code Doc}
     */
    record Put(Path path, @Nullable Object value) implements Op {}

    /**
     * The entry at the path is taken out of its map.
     *
     * @param path where
     */
    record Remove(Path path) implements Op {}

    /**
     * In the list at the path, items are taken out and others put in.
     *
     * @param path where the list stands
     * @param index the first item taken out, and where the others are put in
     * @param removed how many are taken out
     * @param inserted the list of what is put in
     */
    record Splice(Path path, int index, int removed, Doc inserted) implements Op {}
}
