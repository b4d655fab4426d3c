package io.entangle.datalog;

import io.entangle.datalog.edn.Edn;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as messages show them. */
final class Text {
    private static final int MAX_LENGTH = 1_000;

    private Text() {}

    /** Null as nothing, a string as itself, anything else as EDN, or as it describes itself where it has parts that EDN lacks. */
    static String of(@Nullable Object value) {
        return value == null ? "" : value instanceof String string ? string : quoted(value);
    }

    /** The same with strings in quotes, and null as nil. */
    static String quoted(@Nullable Object value) {
        String text;
        try {
            text = Edn.write(value);
        } catch (IllegalArgumentException e) {
            text = withoutEdn(value);
        }
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    private static String withoutEdn(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return "[" + joined(list) + "]";
        }
        return value instanceof Map<?, ?> map
                ? "{"
                        + map.entrySet().stream()
                                .map(entry -> quoted(entry.getKey()) + " " + quoted(entry.getValue()))
                                .collect(Collectors.joining(", "))
                        + "}"
                : String.valueOf(value);
    }

    static String joined(Collection<?> values) {
        return values.stream().map(Text::quoted).collect(Collectors.joining(" "));
    }
}
