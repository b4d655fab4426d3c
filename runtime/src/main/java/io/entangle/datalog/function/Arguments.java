package io.entangle.datalog.function;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Symbol;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a call, by what they are expected to be. */
record Arguments(Symbol function, @Nullable Object[] values) {
    /** A function of these. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object apply(Arguments arguments);
    }

    /** A function that takes at least and at most so many arguments. */
    static QueryFunction of(Symbol name, int least, int most, Body body) {
        return values -> {
            Arguments arguments = new Arguments(name, values);
            if (values.length < least || values.length > most) {
                throw arguments.fault(
                        least == most
                                ? "expected " + count(least)
                                : most == Integer.MAX_VALUE
                                        ? "expected at least " + count(least)
                                        : "expected " + least + " to " + count(most));
            }
            return body.apply(arguments);
        };
    }

    private static String count(int arguments) {
        return arguments + (arguments == 1 ? " argument" : " arguments");
    }

    int size() {
        return values.length;
    }

    @Nullable
    Object get(int index) {
        return values[index];
    }

    <T> T get(int index, Class<T> type, String expected) {
        Object value = values[index];
        if (!type.isInstance(value)) {
            throw fault("expected " + expected + ", got: " + shown(value));
        }
        return type.cast(value);
    }

    String text(int index) {
        return get(index, String.class, "a string");
    }

    Number number(int index) {
        return get(index, Number.class, "a number");
    }

    int index(int index) {
        Number number = number(index);
        if (!(number instanceof Long) || number.longValue() < 0 || number.longValue() > Integer.MAX_VALUE) {
            throw fault("expected an index, got: " + shown(number));
        }
        return number.intValue();
    }

    DatalogException fault(String message) {
        return new DatalogException(
                "Cannot call (" + function + (values.length == 0 ? "" : " ") + shownAll() + "): " + message,
                "query/function",
                "function",
                function,
                "arguments",
                Arrays.asList(values));
    }

    private String shownAll() {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(text.length() == 0 ? "" : " ").append(shown(value));
        }
        return text.toString();
    }

    /** A value for a message. */
    static String shown(@Nullable Object value) {
        String text = text(value);
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    /** A value as EDN, or as it describes itself if EDN has no form for it. */
    static String text(@Nullable Object value) {
        try {
            return Edn.write(value);
        } catch (IllegalArgumentException e) {
            return String.valueOf(value);
        }
    }

    List<@Nullable Object> toList() {
        return Arrays.asList(values);
    }
}
