package io.entangle.type;

import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import java.util.Map;

/** The types of records and of sealed interfaces of records, and of maps of them, each built once. */
final class RecordTypes {
    private static final ClassValue<RecordType<?>> TYPES = new ClassValue<>() {
        @Override
        protected RecordType<?> computeValue(Class<?> type) {
            return build(type);
        }
    };

    private static final ClassValue<RecordType<?>> MAPS = new ClassValue<>() {
        @Override
        protected RecordType<?> computeValue(Class<?> type) {
            return buildMap(type);
        }
    };

    private RecordTypes() {}

    @SuppressWarnings("unchecked")
    static <T> AtomType<T> of(Class<T> type) {
        return type == Doc.class ? (AtomType<T>) AtomType.doc() : (AtomType<T>) TYPES.get(type);
    }

    @SuppressWarnings("unchecked")
    static <T> AtomType<PersistentMap<String, T>> mapOf(Class<T> type) {
        return (AtomType<PersistentMap<String, T>>) (AtomType<?>) MAPS.get(type);
    }

    private static RecordType<?> buildMap(Class<?> type) {
        String name = type.getSimpleName();
        return new RecordType<>("map of " + name, new CodecBuilder().mapOf(resolved(type), name));
    }

    private static RecordType<?> build(Class<?> type) {
        String name = type.getSimpleName();
        return new RecordType<>(name, new CodecBuilder().codec(resolved(type), name));
    }

    private static Resolved resolved(Class<?> type) {
        boolean sealed = type.isInterface() && type.isSealed();
        if (!type.isRecord() && !sealed) {
            throw Refusals.because(
                    type.getSimpleName(), type.getName() + " is neither a record nor a sealed interface of records");
        }
        return Resolved.of(type, Map.of());
    }
}
