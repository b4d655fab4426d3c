package io.entangle.type;

import io.entangle.value.PersistentVector;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.collections.api.factory.primitive.BooleanLists;
import org.eclipse.collections.api.factory.primitive.ByteLists;
import org.eclipse.collections.api.factory.primitive.CharLists;
import org.eclipse.collections.api.factory.primitive.DoubleLists;
import org.eclipse.collections.api.factory.primitive.FloatLists;
import org.eclipse.collections.api.factory.primitive.IntLists;
import org.eclipse.collections.api.factory.primitive.LongLists;
import org.eclipse.collections.api.factory.primitive.ShortLists;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;
import org.eclipse.collections.api.list.primitive.ImmutableByteList;
import org.eclipse.collections.api.list.primitive.ImmutableCharList;
import org.eclipse.collections.api.list.primitive.ImmutableDoubleList;
import org.eclipse.collections.api.list.primitive.ImmutableFloatList;
import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.api.list.primitive.ImmutableLongList;
import org.eclipse.collections.api.list.primitive.ImmutableShortList;
import org.jspecify.annotations.Nullable;

/** The lists of primitives of Eclipse Collections: encoded as lists of numbers, booleans or one-character strings. */
final class PrimitiveLists {
    private static final Map<Class<?>, Codec<?>> CODECS = new HashMap<>();

    static {
        add(
                ImmutableBooleanList.class,
                boolean.class,
                list -> list.collect(x -> x),
                list -> BooleanLists.immutable.withAll(list.collectBoolean(x -> x)));
        add(
                ImmutableByteList.class,
                byte.class,
                list -> list.collect(x -> x),
                list -> ByteLists.immutable.withAll(list.collectByte(x -> x)));
        add(
                ImmutableShortList.class,
                short.class,
                list -> list.collect(x -> x),
                list -> ShortLists.immutable.withAll(list.collectShort(x -> x)));
        add(
                ImmutableIntList.class,
                int.class,
                list -> list.collect(x -> x),
                list -> IntLists.immutable.withAll(list.collectInt(x -> x)));
        add(
                ImmutableLongList.class,
                long.class,
                list -> list.collect(x -> x),
                list -> LongLists.immutable.withAll(list.collectLong(x -> x)));
        add(
                ImmutableFloatList.class,
                float.class,
                list -> list.collect(x -> x),
                list -> FloatLists.immutable.withAll(list.collectFloat(x -> x)));
        add(
                ImmutableDoubleList.class,
                double.class,
                list -> list.collect(x -> x),
                list -> DoubleLists.immutable.withAll(list.collectDouble(x -> x)));
        add(
                ImmutableCharList.class,
                char.class,
                list -> list.collect(x -> x),
                list -> CharLists.immutable.withAll(list.collectChar(x -> x)));
    }

    private PrimitiveLists() {}

    /** The codec of a type, or null if it is no list of primitives. */
    static @Nullable Codec<?> of(Class<?> type) {
        return CODECS.get(type);
    }

    @SuppressWarnings("unchecked")
    private static <T, E> void add(
            Class<T> type,
            Class<E> element,
            Function<T, ImmutableList<E>> toBoxed,
            Function<PersistentVector<E>, T> fromBoxed) {
        ListCodec<E> boxed = new ListCodec<>((Codec<E>) Objects.requireNonNull(Scalars.of(element)));
        Codec<T> codec = MappedCodec.<T, Iterable<E>>of(
                boxed, toBoxed::apply, list -> fromBoxed.apply(PersistentVector.from(list)));
        CODECS.put(type, codec);
    }
}
