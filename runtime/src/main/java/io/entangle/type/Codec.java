package io.entangle.type;

import io.entangle.delta.Delta;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one Java type are encoded, compared and patched. This class deals with null, identity and what is
 * put or removed whole; a codec adds what is particular to its type. Encoded values are scalars in the form of the
 * value domain, or documents. Immutable once built.
 *
 * @param <T> the type of values
 */
abstract class Codec<T> {
    /** The encoded form; the place is where it will stand. */
    final @Nullable Object encode(@Nullable T value, @Nullable Place at) {
        return value == null ? encodeNull(at) : encodeValue(value, at);
    }

    /** The value of an encoded form; the place is where that stands. */
    final @Nullable T decode(@Nullable Object encoded, @Nullable Place at) {
        return encoded == null ? decodeNull(at) : decodeValue(encoded, at);
    }

    /** What changed, or null if nothing did. */
    @Nullable
    Edit diff(@Nullable T before, @Nullable T after, @Nullable Place at) {
        if (before == after) {
            return null;
        }
        return before == null || after == null ? Edit.put(encode(after, at)) : diffValues(before, after, at);
    }

    /** What an edit makes of a value; the same object where it changes nothing. */
    final @Nullable T apply(@Nullable T before, Edit edit, @Nullable Place at) {
        if (edit instanceof Edit.Put put) {
            return decode(put.value(), at);
        }
        if (edit instanceof Edit.Remove) {
            return absent(at);
        }
        if (before == null) {
            throw mismatch(edit, null, at);
        }
        return applyInside(before, edit, at);
    }

    /** Whether two values have the same encoded form. */
    final boolean same(@Nullable T a, @Nullable T b) {
        return a == b || a != null && b != null && sameValues(a, b);
    }

    /** Whether two elements of a list are versions of one thing, so that one is better edited than replaced. */
    boolean alike(T a, T b) {
        return false;
    }

    /** Whether a set stands at what is left of a path from some depth on. */
    boolean isSet(Path path, int depth) {
        return false;
    }

    /** Whether a record stands at what is left of a path from some depth on. */
    boolean isRecord(Path path, int depth) {
        return false;
    }

    /** What null is encoded as. */
    @Nullable
    Object encodeNull(@Nullable Place at) {
        return null;
    }

    /** What an encoded null stands for. */
    @Nullable
    T decodeNull(@Nullable Place at) {
        return null;
    }

    /** The value of a component whose key is missing. */
    @Nullable
    T absent(@Nullable Place at) {
        return decodeNull(at);
    }

    abstract @Nullable Object encodeValue(T value, @Nullable Place at);

    abstract @Nullable T decodeValue(Object encoded, @Nullable Place at);

    abstract @Nullable Edit diffValues(T before, T after, @Nullable Place at);

    /** What an edit inside of it makes of a value. */
    abstract T applyInside(T before, Edit edit, @Nullable Place at);

    abstract boolean sameValues(T a, T b);

    /** What stands here, for messages: "a boolean", "a map of the record Todo". */
    abstract String expected();

    /** The exception for an edit inside of a value that has no such inside. */
    final DeltaMismatchException mismatch(Edit edit, @Nullable Object encoded, @Nullable Place at) {
        String edited = edit instanceof Edit.MapEdit ? "a map" : "a list";
        return new DeltaMismatchException(
                Place.show(at) + ": the delta edits " + edited + ", but found " + Place.describe(encoded));
    }

    /** The value at a place that has one to be edited. */
    static <T> @Nullable T present(boolean there, @Nullable T value, @Nullable Place at) {
        if (!there) {
            throw new DeltaMismatchException(Place.show(at) + ": expected a value to edit, but nothing stands there");
        }
        return value;
    }

    /** What an edit makes of an encoded value; for the few edits that are easier there than on a Java value. */
    static Doc applied(Edit edit, Doc encoded, @Nullable Place at) {
        try {
            return Delta.of(edit).apply(encoded);
        } catch (DeltaMismatchException e) {
            throw at == null ? e : within(e, at);
        }
    }

    private static DeltaMismatchException within(DeltaMismatchException cause, Place at) {
        DeltaMismatchException exception =
                new DeltaMismatchException("in the part " + Place.show(at) + ", " + cause.getMessage());
        exception.initCause(cause);
        return exception;
    }

    @Override
    public String toString() {
        return expected();
    }
}
