package io.entangle.datalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a schema says of an attribute. */
record Definition(
        @Nullable ValueType type,
        boolean isMany,
        Attribute.Unique unique,
        boolean isIndexed,
        boolean isComponent,
        boolean keepsHistory,
        List<Object> tupleAttributes,
        List<ValueType> tupleTypes,
        @Nullable ValueType tupleType) {
    /** That of an attribute without one. */
    static final Definition NONE =
            new Definition(null, false, Attribute.Unique.NO, true, false, true, List.of(), List.of(), null);
}
