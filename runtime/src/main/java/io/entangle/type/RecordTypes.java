package io.entangle.type;

import io.entangle.value.Doc;
import java.util.Map;

/** The types of records and of sealed interfaces of records, each built once. */
final class RecordTypes {
    private static final ClassValue<RecordType<?>> TYPES = new ClassValue<>() {
        @Override
        protected RecordType<?> computeValue(Class<?> type) {
            return build(type);
        }
    };

    private RecordTypes() {}

    @SuppressWarnings("unchecked")
    static <T> AtomType<T> of(Class<T> type) {
        return type == Doc.class ? (AtomType<T>) AtomType.doc() : (AtomType<T>) TYPES.get(type);
    }

    private static RecordType<?> build(Class<?> type) {
        boolean sealed = type.isInterface() && type.isSealed();
        if (!type.isRecord() && !sealed) {
            throw Refusals.because(
                    type.getSimpleName(), type.getName() + " is neither a record nor a sealed interface of records");
        }
        String name = type.getSimpleName();
        return new RecordType<>(name, new CodecBuilder().codec(Resolved.of(type, Map.of()), name));
    }
}
