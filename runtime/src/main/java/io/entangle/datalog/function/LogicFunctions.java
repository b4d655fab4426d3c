package io.entangle.datalog.function;

import io.entangle.datalog.edn.Symbol;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Truth, equality, and functions of functions. */
final class LogicFunctions {
    private static final int MANY = Integer.MAX_VALUE;

    private LogicFunctions() {}

    static void addTo(Map<Symbol, QueryFunction> into) {
        add(into, "=", 1, MANY, LogicFunctions::areEqual);
        for (String name : new String[] {"not=", "!="}) {
            add(into, name, 1, MANY, arguments -> !areEqual(arguments));
        }
        add(into, "identical?", 2, 2, LogicFunctions::areEqual);
        test(into, "true?", Boolean.TRUE::equals);
        test(into, "false?", Boolean.FALSE::equals);
        test(into, "nil?", Objects::isNull);
        test(into, "some?", Objects::nonNull);
        test(into, "not", value -> !Functions.isTrue(value));
        add(into, "and", 0, MANY, arguments -> {
            Object last = true;
            for (int i = 0; i < arguments.size() && Functions.isTrue(last); i++) {
                last = arguments.get(i);
            }
            return last;
        });
        add(into, "or", 0, MANY, arguments -> {
            Object last = null;
            for (int i = 0; i < arguments.size() && !Functions.isTrue(last); i++) {
                last = arguments.get(i);
            }
            return last;
        });
        add(into, "complement", 1, 1, arguments -> {
            QueryFunction function = arguments.get(0, QueryFunction.class, "a function");
            return (QueryFunction) values -> !Functions.isTrue(function.apply(values));
        });
        add(into, "identity", 1, 1, arguments -> arguments.get(0));
        add(into, "ground", 1, 1, arguments -> arguments.get(0));
        add(into, "untuple", 1, 1, arguments -> arguments.get(0));
        add(into, "meta", 1, 1, arguments -> null);
        add(into, "type", 1, 1, arguments -> {
            Object value = arguments.get(0);
            return value == null ? null : value.getClass();
        });
        add(into, "-differ?", 0, MANY, arguments -> {
            int half = (arguments.size() + 1) / 2;
            return !Arrays.equals(
                    Arrays.copyOfRange(arguments.values(), 0, half),
                    Arrays.copyOfRange(arguments.values(), half, arguments.size()));
        });
    }

    private static void add(Map<Symbol, QueryFunction> into, String name, int least, int most, Arguments.Body body) {
        Symbol symbol = Symbol.of(name);
        into.put(symbol, Arguments.of(symbol, least, most, body));
    }

    private static void test(Map<Symbol, QueryFunction> into, String name, Predicate<@Nullable Object> test) {
        add(into, name, 1, 1, arguments -> test.test(arguments.get(0)));
    }

    private static boolean areEqual(Arguments arguments) {
        for (int i = 1; i < arguments.size(); i++) {
            if (!Objects.equals(arguments.get(i - 1), arguments.get(i))) {
                return false;
            }
        }
        return true;
    }
}
