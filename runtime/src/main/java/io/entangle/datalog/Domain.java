package io.entangle.datalog;

import io.entangle.datalog.index.Values;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The gate through which values come into a database. */
final class Domain {
    private Domain() {}

    /** The normal form of a value that a database may hold; what it is for is only asked where it may not. */
    static Object stored(@Nullable Object value, Supplier<@Nullable Object> context) {
        if (value == null) {
            Object at = context.get();
            throw new DatalogException(
                    "Cannot store nil as a value at " + Text.of(at), "transact/syntax", "value", null, "context", at);
        }
        Object normal = Values.normal(value);
        if (normal == null || !Values.isStorable(normal) && !(normal instanceof DatabaseFunction)) {
            Object at = context.get();
            throw new DatalogException(
                    "Cannot store a %s as a value at %s"
                            .formatted(value.getClass().getName(), Text.of(at)),
                    "transact/syntax",
                    "value",
                    value,
                    "context",
                    at);
        }
        return normal;
    }
}
