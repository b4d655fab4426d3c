package io.entangle.type;

import io.entangle.delta.Edit;
import io.entangle.value.Path;
import org.jspecify.annotations.Nullable;

/**
 * A type whose values are never null, where the type itself would have null encoded as null.
 *
 * @param <T> the type of values
 */
final class RequiredCodec<T> extends Codec<T> {
    private final Codec<T> inner;

    RequiredCodec(Codec<T> inner) {
        this.inner = inner;
    }

    @Override
    @Nullable
    Object encodeNull(@Nullable Place at) {
        throw Place.expected(at, expected(), null);
    }

    @Override
    @Nullable
    T decodeNull(@Nullable Place at) {
        throw Place.expected(at, expected(), null);
    }

    @Override
    boolean isSet(Path path, int depth) {
        return inner.isSet(path, depth);
    }

    @Override
    boolean isRecord(Path path, int depth) {
        return inner.isRecord(path, depth);
    }

    @Override
    @Nullable
    Object encodeValue(T value, @Nullable Place at) {
        return inner.encodeValue(value, at);
    }

    @Override
    @Nullable
    T decodeValue(Object encoded, @Nullable Place at) {
        return inner.decodeValue(encoded, at);
    }

    @Override
    @Nullable
    Edit diffValues(T before, T after, @Nullable Place at) {
        return inner.diffValues(before, after, at);
    }

    @Override
    T applyInside(T before, Edit edit, @Nullable Place at) {
        return inner.applyInside(before, edit, at);
    }

    @Override
    boolean sameValues(T a, T b) {
        return inner.sameValues(a, b);
    }

    @Override
    boolean alike(T a, T b) {
        return inner.alike(a, b);
    }

    @Override
    String expected() {
        return inner.expected();
    }
}
