package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnList;
import io.entangle.datalog.edn.Symbol;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words of queries, and how messages show what stands in one. */
final class Forms {
    static final Symbol BLANK = Symbol.of("_");
    static final Symbol RULES = Symbol.of("%");
    static final Symbol MORE = Symbol.of("...");
    static final Symbol DOT = Symbol.of(".");
    static final Symbol NOT = Symbol.of("not");
    static final Symbol NOT_JOIN = Symbol.of("not-join");
    static final Symbol OR = Symbol.of("or");
    static final Symbol OR_JOIN = Symbol.of("or-join");
    static final Symbol AND = Symbol.of("and");
    static final Symbol PULL = Symbol.of("pull");
    static final Symbol AGGREGATE = Symbol.of("aggregate");

    private static final int MAX_SHOWN = 500;

    private Forms() {}

    /** The same form with lists that nobody can change, and itself if it has no others. */
    static @Nullable Object frozen(@Nullable Object form) {
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> frozen = new LinkedHashMap<>();
            map.forEach((key, value) -> frozen.put(key, frozen(value)));
            return Collections.unmodifiableMap(frozen);
        }
        if (!(form instanceof List<?> list)) {
            return form;
        }
        boolean isFrozen = form instanceof EdnList || form instanceof PersistentVector<?>;
        List<@Nullable Object> parts = new ArrayList<>(list.size());
        for (Object part : list) {
            Object frozen = frozen(part);
            isFrozen &= frozen == part;
            parts.add(frozen);
        }
        return isFrozen ? form : form instanceof EdnList ? EdnList.from(parts) : PersistentVector.from(parts);
    }

    /** As EDN, or as it describes itself if it has parts that EDN lacks. */
    static String shown(@Nullable Object form) {
        String text;
        if (form instanceof List<?> list && !(isWritable(form))) {
            text = list.stream().map(Forms::shown).collect(Collectors.joining(" ", "[", "]"));
        } else {
            text = isWritable(form) ? Edn.write(form) : String.valueOf(form);
        }
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static boolean isWritable(@Nullable Object form) {
        try {
            Edn.write(form);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** As a vector: {@code [?a ?b]}. */
    static String vector(Collection<?> forms) {
        return forms.stream().map(String::valueOf).collect(Collectors.joining(" ", "[", "]"));
    }

    /** As a set: {@code #{?a ?b}}. */
    static String set(Collection<?> forms) {
        return forms.stream().map(String::valueOf).sorted().collect(Collectors.joining(" ", "#{", "}"));
    }

    static DatalogException fault(String section, String message, @Nullable Object form) {
        return new DatalogException(message, "parser/" + section, "form", form);
    }
}
