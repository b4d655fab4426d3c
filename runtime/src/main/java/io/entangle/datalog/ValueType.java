package io.entangle.datalog;

import io.entangle.datalog.edn.Bytes;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What values an attribute may have, where its schema says. */
public enum ValueType {
    /** The id of an entity. */
    REF(Long.class),
    /** A list, of the values of other attributes or of values of given types. */
    TUPLE(List.class),
    /** A {@code String}. */
    STRING(String.class),
    /** A {@link Keyword}. */
    KEYWORD(Keyword.class),
    /** A {@link Symbol}. */
    SYMBOL(Symbol.class),
    /** A {@code Boolean}. */
    BOOLEAN(Boolean.class),
    /** An integer of 64 bits. */
    LONG(Long.class),
    /** An integer of any size; within 64 bits it is read as a {@code Long}. */
    BIGINT(Long.class, BigInteger.class),
    /** A floating-point number; it is read as a {@code Double}. */
    FLOAT(Double.class),
    /** A {@code Double}. */
    DOUBLE(Double.class),
    /** A {@code BigDecimal}. */
    BIGDEC(BigDecimal.class),
    /** An {@link Instant}. */
    INSTANT(Instant.class),
    /** A {@link UUID}. */
    UUID(UUID.class),
    /** A {@link URI}. */
    URI(URI.class),
    /** {@link Bytes}. */
    BYTES(Bytes.class);

    private final List<Class<?>> classes;
    private final Keyword keyword = Keyword.of("db.type", name().toLowerCase(Locale.ROOT));

    ValueType(Class<?>... classes) {
        this.classes = List.of(classes);
    }

    /** {@return its name in schemas, such as {@code :db.type/long}} */
    public Keyword keyword() {
        return keyword;
    }

    /** The type of that name; null if there is none. */
    static @Nullable ValueType of(@Nullable Object keyword) {
        for (ValueType type : values()) {
            if (type.keyword.equals(keyword)) {
                return type;
            }
        }
        return null;
    }

    /** Whether a normal value is of the type. */
    boolean holds(Object value) {
        for (Class<?> each : classes) {
            if (each.isInstance(value)) {
                return true;
            }
        }
        return false;
    }
}
