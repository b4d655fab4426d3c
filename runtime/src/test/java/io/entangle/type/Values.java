package io.entangle.type;

import io.entangle.testing.Docs;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.collections.api.factory.Lists;
import org.eclipse.collections.api.factory.Maps;
import org.eclipse.collections.api.factory.Sets;
import org.eclipse.collections.api.factory.primitive.CharLists;
import org.eclipse.collections.api.factory.primitive.DoubleLists;
import org.eclipse.collections.api.factory.primitive.IntLists;
import org.eclipse.collections.api.list.primitive.ImmutableCharList;
import org.eclipse.collections.api.list.primitive.ImmutableDoubleList;
import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.api.map.ImmutableMap;
import org.eclipse.collections.api.map.MapIterable;
import org.jspecify.annotations.Nullable;

/** Makes random values of any record, and random small changes to them, by the types of its components. */
final class Values {
    private static final Map<Class<?>, Function<Random, Object>> SCALARS = new HashMap<>();
    private static final Map<Resolved, List<Resolved>> COMPONENTS = new ConcurrentHashMap<>();
    private static final Map<Class<?>, Constructor<?>> CONSTRUCTORS = new ConcurrentHashMap<>();

    static {
        SCALARS.put(boolean.class, Random::nextBoolean);
        SCALARS.put(byte.class, random -> (byte) random.nextInt());
        SCALARS.put(short.class, random -> (short) random.nextInt());
        SCALARS.put(int.class, random -> random.nextInt() >> random.nextInt(32));
        SCALARS.put(long.class, random -> random.nextLong() >> random.nextInt(64));
        SCALARS.put(float.class, Values::aFloat);
        SCALARS.put(double.class, random -> Docs.number(random).doubleValue() + 0.0);
        SCALARS.put(char.class, random -> (char) random.nextInt(0xD800));
        SCALARS.put(String.class, Docs::string);
        SCALARS.put(BigInteger.class, random -> new BigInteger(random.nextInt(200), random));
        SCALARS.put(BigDecimal.class, random -> BigDecimal.valueOf(random.nextLong(), random.nextInt(40) - 20));
        SCALARS.put(UUID.class, random -> new UUID(random.nextLong() & 3, random.nextInt(3)));
        SCALARS.put(Instant.class, random -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(2) * 1_000_000));
        SCALARS.put(LocalDate.class, random -> LocalDate.ofEpochDay(random.nextInt(10)));
        SCALARS.put(Duration.class, random -> Duration.ofMillis(random.nextInt()));
        SCALARS.put(URI.class, random -> URI.create(random.nextBoolean() ? "http://X.org/%7e" : "HTTP://x.org/%7E"));
        SCALARS.put(
                ZonedDateTime.class,
                random -> Instant.ofEpochSecond(random.nextInt())
                        .atZone(ZoneId.of(random.nextBoolean() ? "Europe/Paris" : "-03:00")));
        Map<Class<?>, Class<?>> boxes = Map.of(
                boolean.class,
                Boolean.class,
                byte.class,
                Byte.class,
                short.class,
                Short.class,
                int.class,
                Integer.class,
                long.class,
                Long.class,
                float.class,
                Float.class,
                double.class,
                Double.class,
                char.class,
                Character.class);
        boxes.forEach((primitive, boxed) -> SCALARS.put(boxed, SCALARS.get(primitive)));
    }

    private Values() {}

    private static Object aFloat(Random random) {
        float number = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(number) ? number + 0.0f : random.nextFloat();
    }

    /** A random value of a record or sealed interface. */
    static <T> T random(Random random, Class<T> type) {
        return type.cast(some(random, Resolved.of(type, Map.of()), 2));
    }

    /** A value a few random changes away from another, sharing the untouched parts with it. */
    static <T> T mutate(Random random, Class<T> type, T value) {
        T result = value;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            result = type.cast(changed(random, Resolved.of(type, Map.of()), result));
        }
        return result;
    }

    private static @Nullable Object orNull(Random random, Resolved type, int depth) {
        Class<?> raw = (Class<?>) type.kind();
        boolean nullable = !raw.isPrimitive() && !raw.getName().startsWith("java.util.Optional");
        return nullable && random.nextInt(12) == 0 ? null : some(random, type, depth);
    }

    private static Object some(Random random, Resolved type, int depth) {
        Class<?> raw = (Class<?>) type.kind();
        if (SCALARS.containsKey(raw)) {
            return SCALARS.get(raw).apply(random);
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        }
        if (raw == Doc.class) {
            Doc doc = Docs.random(random, 6);
            return doc.isContainer() || doc.value() != null ? doc : Doc.of();
        }
        if (raw.isRecord()) {
            return record(
                    raw,
                    components(type)
                            .map(part -> orNull(random, part, depth - 1))
                            .toArray());
        }
        if (raw.getSimpleName().startsWith("Optional")) {
            return optional(random, type, depth);
        }
        int size = depth <= 0 ? 0 : random.nextInt(random.nextInt(20) == 0 ? 40 : 4);
        if (raw.isAssignableFrom(PersistentMap.class)) {
            return map(random, type, depth, size);
        }
        if (raw.isAssignableFrom(PersistentSet.class)) {
            Set<Object> set = new HashSet<>();
            Stream.generate(() -> element(random, type, depth - 1)).limit(size).forEach(set::add);
            boolean java = raw == Set.class && random.nextBoolean();
            return random.nextBoolean() ? PersistentSet.from(set) : java ? set : Sets.immutable.withAll(set);
        }
        if (raw.getSimpleName().startsWith("Immutable") && type.arguments().isEmpty()) {
            return primitives(random, raw, size);
        }
        if (raw.isAssignableFrom(PersistentVector.class)) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(orNull(random, type.arguments().get(0), depth - 1));
            }
            boolean java = raw == List.class && random.nextBoolean();
            boolean eclipse = raw != PersistentVector.class && random.nextBoolean();
            return java ? list : eclipse ? Lists.immutable.withAll(list) : PersistentVector.from(list);
        }
        Class<?>[] permitted = raw.getPermittedSubclasses();
        return some(random, Resolved.of(permitted[random.nextInt(permitted.length)], Map.of()), depth);
    }

    private static Object optional(Random random, Resolved type, int depth) {
        boolean empty = random.nextInt(3) == 0;
        Class<?> raw = (Class<?>) type.kind();
        if (raw == OptionalInt.class) {
            return empty ? OptionalInt.empty() : OptionalInt.of(random.nextInt());
        }
        if (raw == OptionalLong.class) {
            return empty ? OptionalLong.empty() : OptionalLong.of(random.nextLong());
        }
        if (raw == OptionalDouble.class) {
            return empty ? OptionalDouble.empty() : OptionalDouble.of(random.nextDouble());
        }
        return empty
                ? Optional.empty()
                : Optional.of(some(random, type.arguments().get(0), depth));
    }

    private static Object map(Random random, Resolved type, int depth, int size) {
        Map<Object, @Nullable Object> map = new HashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(
                    key(random, type.arguments().get(0)),
                    orNull(random, type.arguments().get(1), depth - 1));
        }
        if (type.kind() == Map.class && random.nextBoolean()) {
            return map;
        }
        boolean eclipse = type.kind() == ImmutableMap.class || type.kind() == MapIterable.class;
        return eclipse && random.nextBoolean() ? Maps.mutable.withMap(map).toImmutable() : PersistentMap.from(map);
    }

    private static Object key(Random random, Resolved type) {
        return type.kind() == String.class ? Docs.key(random) : some(random, type, 1);
    }

    private static Object element(Random random, Resolved set, int depth) {
        Resolved type = set.arguments().get(0);
        return type.kind() == String.class ? Docs.key(random) : some(random, type, depth);
    }

    private static Object primitives(Random random, Class<?> raw, int size) {
        if (raw == ImmutableIntList.class) {
            return IntLists.immutable.withAll(random.ints(size, 0, 5));
        }
        if (raw == ImmutableDoubleList.class) {
            return DoubleLists.immutable.withAll(random.doubles(size));
        }
        if (raw == ImmutableCharList.class) {
            return CharLists.immutable.with("abc".repeat(size).toCharArray());
        }
        throw new AssertionError(raw);
    }

    private static @Nullable Object changed(Random random, Resolved type, @Nullable Object value) {
        Class<?> raw = (Class<?>) type.kind();
        if (value == null || random.nextInt(10) == 0 && raw != Rich.class) {
            return orNull(random, type, 3);
        }
        if (value instanceof Record) {
            return changedRecord(
                    random, value.getClass() == raw ? type : Resolved.of(value.getClass(), Map.of()), value);
        }
        if (value instanceof Doc doc) {
            Doc mutated = Docs.mutate(random, doc);
            return mutated.isContainer() || mutated.value() != null ? mutated : Doc.of();
        }
        if (value instanceof Optional<?> optional && optional.isPresent()) {
            return Optional.ofNullable(changed(random, type.arguments().get(0), optional.get()));
        }
        if (raw.isAssignableFrom(PersistentMap.class)) {
            return changedMap(
                    random,
                    type,
                    value instanceof Map<?, ?> map
                            ? PersistentMap.<Object, Object>from(map)
                            : PersistentMap.fromEclipse((MapIterable<?, ?>) value));
        }
        if (raw.isAssignableFrom(PersistentSet.class)) {
            PersistentSet<Object> set = PersistentSet.empty().newWithAll((Iterable<?>) value);
            Object gone = set.getFirst();
            PersistentSet<Object> rest = gone == null || random.nextBoolean() ? set : set.newWithout(gone);
            return random.nextBoolean() ? rest : rest.newWith(element(random, type, 2));
        }
        if (!type.arguments().isEmpty() && raw.isAssignableFrom(PersistentVector.class)) {
            return changedList(random, type.arguments().get(0), PersistentVector.from((Iterable<?>) value));
        }
        return some(random, type, 3);
    }

    private static Object changedMap(Random random, Resolved type, PersistentMap<Object, Object> map) {
        Resolved values = type.arguments().get(1);
        if (map.isEmpty() || random.nextInt(4) == 0) {
            return map.with(key(random, type.arguments().get(0)), orNull(random, values, 2));
        }
        Object key = new ArrayList<>(map.keySet()).get(random.nextInt(map.size()));
        return random.nextInt(4) == 0 ? map.without(key) : map.with(key, changed(random, values, map.get(key)));
    }

    private static Object changedList(Random random, Resolved items, PersistentVector<?> list) {
        PersistentVector<@Nullable Object> result = PersistentVector.from(list);
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(result.size() + 1);
            if (at == result.size() || random.nextInt(4) == 0) {
                result = result.insert(at, orNull(random, items, 2));
            } else if (random.nextInt(3) == 0) {
                Object moved = result.get(at);
                result = result.removeAt(at);
                result = random.nextBoolean() ? result : result.insert(random.nextInt(result.size() + 1), moved);
            } else {
                result = result.with(at, changed(random, items, result.get(at)));
            }
        }
        return result;
    }

    private static Object changedRecord(Random random, Resolved type, Object value) {
        RecordComponent[] parts = value.getClass().getRecordComponents();
        List<Resolved> types = components(type).toList();
        @Nullable
        Object[] fields = Stream.of(parts).map(part -> get(part, value)).toArray();
        for (int changes = random.nextInt(3); changes >= 0 && parts.length > 0; changes--) {
            int i = random.nextInt(parts.length);
            fields[i] = changed(random, types.get(i), fields[i]);
        }
        return record(value.getClass(), fields);
    }

    private static Stream<Resolved> components(Resolved type) {
        return COMPONENTS
                .computeIfAbsent(
                        type,
                        record -> Stream.of(((Class<?>) record.kind()).getRecordComponents())
                                .map(part -> Resolved.of(part.getGenericType(), record.variables()))
                                .toList())
                .stream();
    }

    static @Nullable Object get(RecordComponent part, Object value) {
        try {
            return part.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object record(Class<?> type, @Nullable Object[] fields) {
        try {
            return CONSTRUCTORS
                    .computeIfAbsent(type, record -> record.getDeclaredConstructors()[0])
                    .newInstance(fields);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
