package io.entangle.type;

import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The type of a record or a sealed interface of records, or of a map of them.
 *
 * @param <T> the type of values
 */
final class RecordType<T> implements AtomType<T> {
    private final String name;
    private final Codec<T> codec;

    RecordType(String name, Codec<T> codec) {
        this.name = name;
        this.codec = codec;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Delta diff(T before, T after) {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        return Delta.of(codec.diff(before, after, null));
    }

    @Override
    public T apply(T before, Delta delta) {
        Objects.requireNonNull(before, "before");
        return delta.root() == null ? before : present(codec.apply(before, delta.root(), null));
    }

    @Override
    public boolean isSet(Path path) {
        return codec.isSet(path, 0);
    }

    @Override
    public boolean isRecord(Path path) {
        return codec.isRecord(path, 0);
    }

    @Override
    public Doc encode(T value) {
        return Doc.from(codec.encode(Objects.requireNonNull(value, "value"), null));
    }

    @Override
    public T decode(Doc doc) {
        return present(codec.decode(doc.isContainer() ? doc : doc.value(), null));
    }

    private T present(@Nullable T value) {
        if (value == null) {
            throw Place.expected(null, codec.expected(), null);
        }
        return value;
    }

    @Override
    public String toString() {
        return name;
    }
}
