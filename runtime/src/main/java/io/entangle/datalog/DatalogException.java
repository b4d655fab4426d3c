package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Thrown for a schema, a transaction or a query that is refused. The message says what was wrong and what was expected;
 * {@link #error} and {@link #data} say it to programs, in the words of DataScript where it has some. Nothing has changed.
 */
public final class DatalogException extends RuntimeException {
    /** Its class, such as {@code :transact/unique}. */
    private final transient Keyword error;

    /** What it is about. */
    private final transient Map<Keyword, @Nullable Object> data;

    /**
     * An exception of that message.
     *
     * @param message what was wrong, and what was expected
     * @param error the class of the fault, {@code "namespace/name"}
     * @param data what it is about: names, each followed by its value, which may be null
     */
    public DatalogException(String message, String error, @Nullable Object... data) {
        super(message);
        this.error = Keyword.of(error);
        Map<Keyword, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < data.length; i += 2) {
            map.put(Keyword.of(String.valueOf(data[i])), data[i + 1]);
        }
        this.data = Collections.unmodifiableMap(map);
    }

    /** {@return the class of the fault, such as {@code :transact/unique}} */
    public Keyword error() {
        return error;
    }

    /** {@return what the fault is about, such as the attribute under {@code :attribute}; values may be null} */
    public Map<Keyword, @Nullable Object> data() {
        return data;
    }
}
