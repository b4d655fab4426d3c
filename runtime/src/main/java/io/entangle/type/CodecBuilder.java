package io.entangle.type;

import io.entangle.value.Doc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the codecs of one type and all types below it, by reflection. Knows the way it went, by component names, for
 * the message about a type that can't be handled. Used once, by one thread.
 */
final class CodecBuilder {
    /** A record of itself with ever other arguments has no end; nothing sensible is this far down. */
    private static final int MAX_WAY = 2_000;

    /** Codecs by type; those of records that are still being built are among them, for records that hold themselves. */
    private final Map<Resolved, Codec<?>> known = new HashMap<>();

    /** The codec of a type that stands at the end of a way. */
    Codec<?> codec(Resolved type, String way) {
        if (way.length() > MAX_WAY) {
            throw Refusals.because(way.substring(0, 80) + "…", "the types below each other have no end");
        }
        Codec<?> built = known.get(type);
        if (built != null) {
            return built;
        }
        if (!(type.kind() instanceof Class<?> raw)) {
            throw Refusals.of(way, type.kind());
        }
        Codec<?> simple = raw == Doc.class ? DocCodec.INSTANCE : Scalars.of(raw);
        if (simple != null) {
            return simple;
        }
        if (raw.isRecord()) {
            return record(raw, type, way);
        }
        if (raw.isInterface() && raw.isSealed() && !Containers.isContainer(raw)) {
            return sealed(raw, type, way);
        }
        return optionalOrContainer(raw, type, way);
    }

    /** The codec of maps from strings to values of a type, none of them null. */
    Codec<?> mapOf(Resolved type, String way) {
        return new MapCodec<>(key(Resolved.of(String.class, Map.of()), way), new RequiredCodec<>(codec(type, way)));
    }

    private Codec<?> optionalOrContainer(Class<?> raw, Resolved type, String way) {
        if (raw == OptionalInt.class) {
            return MappedCodec.<OptionalInt, Integer>optional(
                    scalar(Integer.class),
                    o -> o.isPresent() ? (Integer) o.getAsInt() : null,
                    v -> v == null ? OptionalInt.empty() : OptionalInt.of(v));
        }
        if (raw == OptionalLong.class) {
            return MappedCodec.<OptionalLong, Long>optional(
                    scalar(Long.class),
                    o -> o.isPresent() ? (Long) o.getAsLong() : null,
                    v -> v == null ? OptionalLong.empty() : OptionalLong.of(v));
        }
        if (raw == OptionalDouble.class) {
            return MappedCodec.<OptionalDouble, Double>optional(
                    scalar(Double.class),
                    o -> o.isPresent() ? (Double) o.getAsDouble() : null,
                    v -> v == null ? OptionalDouble.empty() : OptionalDouble.of(v));
        }
        if (raw == Optional.class) {
            Resolved held = argument(type, 0, way);
            if (held.kind() instanceof Class<?> c && c.getName().startsWith("java.util.Optional")) {
                throw Refusals.because(way, type + " holds an optional, and the two kinds of empty are one in JSON");
            }
            return MappedCodec.<Optional<Object>, Object>optional(
                    untyped(codec(held, way + "[value]")), o -> o.orElse(null), Optional::ofNullable);
        }
        Codec<?> primitives = PrimitiveLists.of(raw);
        return primitives != null ? primitives : container(raw, type, way);
    }

    private Codec<?> container(Class<?> raw, Resolved type, String way) {
        if (Containers.MAPS.contains(raw)) {
            return new MapCodec<>(
                    key(argument(type, 0, way), way + "[key]"), codec(argument(type, 1, way), way + "[value]"));
        }
        if (Containers.LISTS.contains(raw)) {
            return new ListCodec<>(untyped(codec(argument(type, 0, way), way + "[item]")));
        }
        if (Containers.SETS.contains(raw)) {
            Codec<?> element = codec(argument(type, 0, way), way + "[element]");
            return element instanceof ScalarCodec<?> scalar && scalar.keyForm() != ScalarCodec.KeyForm.NONE
                    ? SetCodec.ofKeys(new KeyCodec<>(scalar))
                    : SetCodec.ofValues(element);
        }
        throw Refusals.of(way, raw);
    }

    private KeyCodec<?> key(Resolved type, String way) {
        if (codec(type, way) instanceof ScalarCodec<?> scalar && scalar.keyForm() != ScalarCodec.KeyForm.NONE) {
            return new KeyCodec<>(scalar);
        }
        throw Refusals.because(
                way, type + " is no key of a document; use String, an enum, an integer, a UUID or a date");
    }

    private static Resolved argument(Resolved type, int index, String way) {
        if (type.arguments().isEmpty()) {
            throw Refusals.because(way, type + " is used raw; say what it holds");
        }
        return type.arguments().get(index);
    }

    private Codec<?> record(Class<?> raw, Resolved type, String way) {
        RecordComponent[] parts = raw.getRecordComponents();
        RecordCodec<Object> codec;
        List<MethodHandle> accessors = new ArrayList<>();
        try {
            codec = new RecordCodec<>(raw.getSimpleName(), constructor(raw, parts));
            for (RecordComponent part : parts) {
                accessors.add(accessor(part.getAccessor()));
            }
        } catch (InaccessibleObjectException | ReflectiveOperationException e) {
            String module = raw.getModule().getName();
            throw Refusals.because(
                    way,
                    raw.getName() + " can't be read by reflection; add \"opens " + raw.getPackageName()
                            + ";\" to the module-info of " + module);
        }
        known.put(type, codec);
        Map<TypeVariable<?>, Resolved> variables = type.variables();
        List<RecordCodec.Component> components = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            String name = parts[i].getName();
            Codec<?> part = codec(Resolved.of(parts[i].getGenericType(), variables), way + "." + name);
            components.add(new RecordCodec.Component(name, accessors.get(i), untyped(part)));
        }
        codec.complete(components);
        return codec;
    }

    private static MethodHandle constructor(Class<?> record, RecordComponent[] parts)
            throws ReflectiveOperationException {
        Class<?>[] types = Stream.of(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> canonical = record.getDeclaredConstructor(types);
        canonical.setAccessible(true);
        return MethodHandles.lookup()
                .unreflectConstructor(canonical)
                .asSpreader(Object[].class, parts.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    private static MethodHandle accessor(Method accessor) throws ReflectiveOperationException {
        accessor.setAccessible(true);
        return MethodHandles.lookup().unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class));
    }

    private Codec<?> sealed(Class<?> raw, Resolved type, String way) {
        SealedCodec<Object> codec = new SealedCodec<>(raw.getSimpleName());
        known.put(type, codec);
        Map<Class<?>, Resolved> records = new LinkedHashMap<>();
        collect(raw, type, way, records);
        Map<String, Class<?>> names = new HashMap<>();
        Map<Class<?>, RecordCodec<Object>> codecs = new LinkedHashMap<>();
        records.forEach((record, resolved) -> {
            Class<?> other = names.put(record.getSimpleName(), record);
            if (other != null) {
                throw Refusals.because(
                        way,
                        raw.getName() + " has two records of the simple name " + record.getSimpleName() + ", "
                                + other.getName() + " and " + record.getName() + "; rename one");
            }
            Codec<Object> one = untyped(codec(resolved, way + "(" + record.getSimpleName() + ")"));
            codecs.put(record, (RecordCodec<Object>) one);
        });
        codec.complete(codecs);
        return codec;
    }

    /** Finds the records of a sealed interface, and of the sealed interfaces below it. */
    private static void collect(Class<?> raw, Resolved type, String way, Map<Class<?>, Resolved> records) {
        for (Class<?> permitted : raw.getPermittedSubclasses()) {
            Resolved below = new Resolved(permitted, arguments(permitted, raw, type));
            if (permitted.isRecord()) {
                records.put(permitted, below);
            } else if (permitted.isInterface() && permitted.isSealed()) {
                collect(permitted, below, way, records);
            } else {
                throw Refusals.because(
                        way,
                        permitted.getName() + ", of the sealed interface " + raw.getName()
                                + ", is no record and no sealed interface of records");
            }
        }
    }

    /** What the variables of a permitted class stand for, told by those of the interface it implements. */
    private static List<Resolved> arguments(Class<?> permitted, Class<?> implemented, Resolved type) {
        Map<TypeVariable<?>, Resolved> found = new HashMap<>();
        for (Type parent : permitted.getGenericInterfaces()) {
            Resolved written = Resolved.of(parent, Map.of());
            if (written.kind() == implemented) {
                for (int i = 0;
                        i
                                < Math.min(
                                        written.arguments().size(),
                                        type.arguments().size());
                        i++) {
                    if (written.arguments().get(i).kind() instanceof TypeVariable<?> variable) {
                        found.put(variable, type.arguments().get(i));
                    }
                }
            }
        }
        return Stream.of(permitted.getTypeParameters())
                .map(variable -> found.getOrDefault(variable, new Resolved(variable, List.of())))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static <T> Codec<T> scalar(Class<T> type) {
        Codec<?> codec = Scalars.of(type);
        if (codec == null) {
            throw new IllegalArgumentException(type + " is no scalar");
        }
        return (Codec<T>) codec;
    }

    /** A codec whose type only reflection knew: the record's own signature vouches for the values. */
    @SuppressWarnings("unchecked")
    private static Codec<Object> untyped(@Nullable Codec<?> codec) {
        return (Codec<Object>) codec;
    }
}
