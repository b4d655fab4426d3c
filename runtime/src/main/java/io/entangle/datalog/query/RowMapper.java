package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects of rows: records, or the single values themselves.
 *
 * @param <T> the class of the objects
 */
final class RowMapper<T> {
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            long.class, Long.class,
            int.class, Integer.class,
            short.class, Short.class,
            byte.class, Byte.class,
            double.class, Double.class,
            float.class, Float.class,
            boolean.class, Boolean.class,
            char.class, Character.class);

    private final Class<T> type;

    /** Makes a record, null if rows are single values. */
    private final @Nullable MethodHandle constructor;

    private final Class<?>[] types;
    private final String[] names;

    /** For each component, the element of the row that it is. */
    private final int[] elements;

    private RowMapper(
            Class<T> type, @Nullable MethodHandle constructor, Class<?>[] types, String[] names, int[] elements) {
        this.type = type;
        this.constructor = constructor;
        this.types = types;
        this.names = names;
        this.elements = elements;
    }

    static <T> RowMapper<T> of(Class<T> type, QueryForm query) {
        int arity = query.find().elements().size();
        if (!type.isRecord()) {
            if (arity != 1) {
                throw new IllegalArgumentException("rows have " + arity
                        + " values: expected a record of as many components, not " + type.getName());
            }
            return new RowMapper<>(type, null, new Class<?>[] {type}, new String[] {"the value"}, new int[] {0});
        }
        RecordComponent[] components = type.getRecordComponents();
        if (components.length != arity) {
            throw new IllegalArgumentException("rows have %d values, but %s has %d components"
                    .formatted(arity, type.getName(), components.length));
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        String[] names = Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new);
        return new RowMapper<>(type, constructor(type, types), types, names, elements(names, type, query));
    }

    private static MethodHandle constructor(Class<?> type, Class<?>[] types) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no access to the constructor of " + type.getName(), e);
        }
    }

    private static int[] elements(String[] names, Class<?> type, QueryForm query) {
        int[] elements = new int[names.length];
        List<Object> keys = query.keys();
        for (int i = 0; i < names.length; i++) {
            elements[i] = keys == null ? i : indexOf(names[i], keys);
            if (elements[i] < 0) {
                throw new IllegalArgumentException("the query has no key '%s' for that component of %s, only %s"
                        .formatted(names[i], type.getName(), keys));
            }
        }
        return elements;
    }

    private static int indexOf(String name, List<Object> keys) {
        List<String> texts = new ArrayList<>();
        keys.forEach(key -> texts.add(key.toString().replaceFirst("^:", "")));
        return texts.indexOf(name);
    }

    T object(Table table, int row) {
        @Nullable Object[] values = new Object[elements.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = converted(table.get(row, elements[i]), i);
        }
        if (constructor == null) {
            return type.cast(values[0]);
        }
        try {
            return type.cast(Objects.requireNonNull(constructor.invoke(values)));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the constructor of " + type.getName() + " has failed", e);
        }
    }

    private @Nullable Object converted(@Nullable Object value, int component) {
        Class<?> wanted = BOXES.getOrDefault(types[component], types[component]);
        if (wanted.isInstance(value) || value == null && !types[component].isPrimitive()) {
            return value;
        }
        Object converted = value instanceof Number number ? number(number, wanted) : null;
        if (converted == null) {
            throw new DatalogException(
                    "Value %s is no %s, for %s of %s"
                            .formatted(
                                    Forms.shown(value), types[component].getName(), names[component], type.getName()),
                    "query/type",
                    "value",
                    value);
        }
        return converted;
    }

    /** A number as another type that can hold it. */
    private static @Nullable Object number(Number number, Class<?> wanted) {
        if (wanted == Double.class && number instanceof Long whole && Math.abs(whole) <= 1L << 53) {
            return whole.doubleValue();
        }
        if (wanted == Float.class && number instanceof Double) {
            return number.floatValue();
        }
        if (!(number instanceof Long whole)) {
            return null;
        }
        if (wanted == Integer.class && whole == whole.intValue()) {
            return whole.intValue();
        }
        if (wanted == Short.class && whole == whole.shortValue()) {
            return whole.shortValue();
        }
        return wanted == Byte.class && whole == whole.byteValue() ? (Object) whole.byteValue() : null;
    }
}
