package io.entangle.type;

import io.entangle.delta.Edit;
import io.entangle.value.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type that is encoded as another one: a list of primitives as a list, an optional as what it may hold.
 *
 * @param <T> the type of values
 * @param <U> the other type
 */
final class MappedCodec<T, U> extends Codec<T> {
    private final Codec<U> inner;
    private final Function<T, @Nullable U> to;
    private final Function<@Nullable U, T> from;
    private final boolean optional;

    private MappedCodec(Codec<U> inner, Function<T, @Nullable U> to, Function<@Nullable U, T> from, boolean optional) {
        this.inner = inner;
        this.to = to;
        this.from = from;
        this.optional = optional;
    }

    /** A type that is encoded as {@code inner}'s type; null is null. */
    static <T, U> Codec<T> of(Codec<U> inner, Function<T, U> to, Function<U, T> from) {
        return new MappedCodec<>(inner, to, from, false);
    }

    /** A type whose empty value is encoded as null, and that has no null itself. */
    static <T, U> Codec<T> optional(Codec<U> inner, Function<T, @Nullable U> to, Function<@Nullable U, T> from) {
        return new MappedCodec<>(inner, to, from, true);
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
    Object encodeNull(@Nullable Place at) {
        if (optional) {
            throw Place.invalid(at, "an optional is empty but not null", null);
        }
        return null;
    }

    @Override
    @Nullable
    T decodeNull(@Nullable Place at) {
        return optional ? from.apply(null) : null;
    }

    @Override
    @Nullable
    T absent(@Nullable Place at) {
        U value = optional ? null : inner.absent(at);
        return value == null ? decodeNull(at) : from.apply(value);
    }

    @Override
    @Nullable
    Object encodeValue(T value, @Nullable Place at) {
        return inner.encode(to.apply(value), at);
    }

    @Override
    T decodeValue(Object encoded, @Nullable Place at) {
        return from.apply(inner.decodeValue(encoded, at));
    }

    @Override
    @Nullable
    Edit diffValues(T before, T after, @Nullable Place at) {
        return inner.diff(to.apply(before), to.apply(after), at);
    }

    @Override
    T applyInside(T before, Edit edit, @Nullable Place at) {
        U older = to.apply(before);
        U newer = inner.apply(older, edit, at);
        return newer == older ? before : from.apply(newer);
    }

    @Override
    boolean sameValues(T a, T b) {
        return inner.same(to.apply(a), to.apply(b));
    }

    @Override
    boolean alike(T a, T b) {
        U one = to.apply(a);
        U other = to.apply(b);
        return one != null && other != null && inner.alike(one, other);
    }

    @Override
    String expected() {
        return inner.expected();
    }
}
