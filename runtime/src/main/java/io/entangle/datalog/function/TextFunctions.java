package io.entangle.datalog.function;

import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.value.PersistentVector;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions of strings and names. */
final class TextFunctions {
    private static final int MANY = Integer.MAX_VALUE;

    private TextFunctions() {}

    static void addTo(Map<Symbol, QueryFunction> into) {
        names(into);
        printing(into);
        patterns(into);
        add(into, "subs", 2, 3, arguments -> {
            String text = arguments.text(0);
            int end = arguments.size() == 3 ? arguments.index(2) : text.length();
            if (arguments.index(1) > end || end > text.length()) {
                throw arguments.fault("expected indexes up to " + text.length());
            }
            return text.substring(arguments.index(1), end);
        });
        add(
                into,
                "clojure.string/blank?",
                1,
                1,
                arguments -> arguments.get(0) == null || arguments.text(0).isBlank());
        test(into, "clojure.string/includes?", String::contains);
        test(into, "clojure.string/starts-with?", String::startsWith);
        test(into, "clojure.string/ends-with?", String::endsWith);
    }

    private static void add(Map<Symbol, QueryFunction> into, String name, int least, int most, Arguments.Body body) {
        Symbol symbol = Symbol.of(name);
        into.put(symbol, Arguments.of(symbol, least, most, body));
    }

    private static void test(Map<Symbol, QueryFunction> into, String name, BiPredicate<String, String> test) {
        add(into, name, 2, 2, arguments -> test.test(arguments.text(0), arguments.text(1)));
    }

    private static void names(Map<Symbol, QueryFunction> into) {
        add(into, "name", 1, 1, arguments -> {
            Object value = arguments.get(0);
            if (value instanceof Keyword keyword) {
                return keyword.name();
            }
            return value instanceof Symbol symbol ? symbol.name() : arguments.text(0);
        });
        add(into, "namespace", 1, 1, arguments -> {
            Object value = arguments.get(0);
            if (value instanceof Keyword keyword) {
                return keyword.namespace();
            }
            return arguments.get(0, Symbol.class, "a keyword or a symbol").namespace();
        });
        add(into, "keyword", 1, 2, arguments -> {
            Object value = arguments.get(0);
            if (value instanceof Keyword) {
                return value;
            }
            try {
                return arguments.size() == 2
                        ? Keyword.of(arguments.text(0), arguments.text(1))
                        : Keyword.of(value instanceof Symbol ? value.toString() : arguments.text(0));
            } catch (IllegalArgumentException e) {
                throw arguments.fault(String.valueOf(e.getMessage()));
            }
        });
    }

    private static void printing(Map<Symbol, QueryFunction> into) {
        add(into, "str", 0, MANY, arguments -> joined(arguments, "", TextFunctions::plain));
        add(into, "print-str", 0, MANY, arguments -> joined(arguments, " ", TextFunctions::plainOrNil));
        add(into, "println-str", 0, MANY, arguments -> joined(arguments, " ", TextFunctions::plainOrNil) + "\n");
        add(into, "pr-str", 0, MANY, arguments -> joined(arguments, " ", Arguments::text));
        add(into, "prn-str", 0, MANY, arguments -> joined(arguments, " ", Arguments::text) + "\n");
    }

    private static String joined(Arguments arguments, String separator, Function<@Nullable Object, String> shown) {
        return arguments.toList().stream().map(shown).collect(Collectors.joining(separator));
    }

    /** Strings and characters as they are, null as nothing, anything else as EDN. */
    private static String plain(@Nullable Object value) {
        return value == null ? "" : plainOrNil(value);
    }

    private static String plainOrNil(@Nullable Object value) {
        return value instanceof String || value instanceof Character ? value.toString() : Arguments.text(value);
    }

    private static void patterns(Map<Symbol, QueryFunction> into) {
        add(into, "re-pattern", 1, 1, arguments -> pattern(arguments));
        add(into, "re-find", 2, 2, arguments -> {
            Matcher matcher = pattern(arguments).matcher(arguments.text(1));
            return matcher.find() ? groups(matcher) : null;
        });
        add(into, "re-matches", 2, 2, arguments -> {
            Matcher matcher = pattern(arguments).matcher(arguments.text(1));
            return matcher.matches() ? groups(matcher) : null;
        });
        add(into, "re-seq", 2, 2, arguments -> {
            Matcher matcher = pattern(arguments).matcher(arguments.text(1));
            PersistentVector.Builder<Object> found = PersistentVector.builder();
            boolean isFound = false;
            while (matcher.find()) {
                isFound = true;
                found.add(groups(matcher));
            }
            return isFound ? found.build() : null;
        });
    }

    private static Pattern pattern(Arguments arguments) {
        if (arguments.get(0) instanceof Pattern pattern) {
            return pattern;
        }
        try {
            return Pattern.compile(arguments.text(0));
        } catch (PatternSyntaxException e) {
            throw arguments.fault("expected a regular expression");
        }
    }

    /** What has matched: a string, or a list of it and its groups if there are any. */
    private static Object groups(Matcher matcher) {
        if (matcher.groupCount() == 0) {
            return matcher.group();
        }
        PersistentVector.Builder<@Nullable Object> groups = PersistentVector.builder();
        for (int i = 0; i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
        }
        return groups.build();
    }
}
