package io.entangle.datalog.pull;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.ReverseNames;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.function.Functions;
import io.entangle.datalog.function.QueryFunction;
import io.entangle.datalog.index.Values;
import io.entangle.datalog.pull.PullPattern.Recursion;
import io.entangle.datalog.pull.PullPattern.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads patterns. */
final class PullReader {
    static final Keyword ID = Keyword.of("db/id");

    private static final int DEFAULT_LIMIT = 1_000;
    private static final Symbol LIMIT = Symbol.of("limit");
    private static final Symbol DEFAULT = Symbol.of("default");
    // Lists that may be asked for null.
    private static final List<Object> WILDCARDS = Arrays.asList(Symbol.of("*"), "*", Keyword.of("*"));
    private static final List<Object> UNLIMITED = Arrays.asList(Symbol.of("..."), "...");
    private static final Keyword AS = Keyword.of("as");

    private static final Spec ONLY_ID =
            new Spec(ID, null, ID, false, Integer.MAX_VALUE, null, null, null, Recursion.NO, 0, 0);

    /** What is wanted of an entity that a pattern says no more of. */
    private static final PullPattern REFERENCE = new PullPattern(List.of(ONLY_ID), false);

    private static final PullPattern COMPONENT = new PullPattern(List.of(ONLY_ID), true);

    private final Database database;
    private final Functions functions;
    private int recursions;

    PullReader(Database database, Functions functions) {
        this.database = database;
        this.functions = functions;
    }

    /** How many recursions of what has been read are limited. */
    int recursions() {
        return recursions;
    }

    private static DatalogException fault(String expected, @Nullable Object fragment) {
        return new DatalogException(
                "Expected " + expected + ", got: " + shown(fragment), "parser/pull", "fragment", fragment);
    }

    private static String shown(@Nullable Object fragment) {
        try {
            return Edn.write(fragment);
        } catch (IllegalArgumentException e) {
            return String.valueOf(fragment);
        }
    }

    PullPattern pattern(@Nullable Object pattern) {
        if (!(pattern instanceof List<?> list)) {
            throw fault("pattern to be sequential?", pattern);
        }
        Map<Object, Spec> specs = new LinkedHashMap<>();
        boolean isWildcard = false;
        for (Object each : list) {
            if (WILDCARDS.contains(each)) {
                isWildcard = true;
            } else if (each instanceof Map<?, ?> map) {
                map.forEach((spec, nested) -> put(specs, nested(spec, nested)));
            } else {
                Spec spec = spec(each);
                if (spec == null) {
                    throw fault("attr-name | attr-expr | map-spec | *", each);
                }
                put(specs, spec);
            }
        }
        if (isWildcard && specs.values().stream().noneMatch(Spec::isId)) {
            put(specs, ONLY_ID);
        }
        return new PullPattern(new ArrayList<>(specs.values()), isWildcard);
    }

    /** Of two under one key the later stands, from whichever end it is looked at. */
    private static void put(Map<Object, Spec> specs, Spec spec) {
        specs.put(List.of(spec.isReverse(), spec.key()), spec);
    }

    private @Nullable Spec spec(@Nullable Object spec) {
        if (spec instanceof Keyword || spec instanceof String && !spec.equals("limit") && !spec.equals("default")) {
            return named(spec);
        }
        if (!(spec instanceof List<?> list)) {
            return null;
        }
        Object first = list.isEmpty() ? null : list.get(0);
        Spec inner = spec(first);
        if (inner != null) {
            return withOptions(inner, list);
        }
        if (LIMIT.equals(first) || "limit".equals(first)) {
            requireThree(list, "['limit attr-name (positive-number | nil)]");
            return withLimit(requireName(list), list.get(2));
        }
        if (DEFAULT.equals(first) || "default".equals(first)) {
            requireThree(list, "['default attr-name any-value]");
            return requireName(list).withAbsent(Values.normal(list.get(2)));
        }
        throw fault(
                "[attr-name attr-option+] | ['limit attr-name (positive-num | nil)] | ['default attr-name any-val]",
                list);
    }

    private static void requireThree(List<?> list, String expected) {
        if (list.size() != 3) {
            throw fault(expected, list);
        }
    }

    private Spec requireName(List<?> list) {
        Spec spec = spec(list.get(1));
        if (spec == null) {
            throw fault("attr-name | attr-expr", list.get(1));
        }
        return spec;
    }

    /** A name, from either end. */
    private Spec named(Object key) {
        boolean isReverse = ReverseNames.isReverse(key);
        Object name = isReverse ? ReverseNames.reverse(key) : key;
        if (name.equals(":db/id")) {
            name = ID;
        }
        Attribute attribute = database.attribute(name);
        boolean isRef = attribute != null && attribute.isRef();
        if (isReverse && !isRef) {
            throw fault("reverse attribute having :db.type/ref", key);
        }
        boolean isComponent = attribute != null && attribute.isComponent() && !isReverse;
        return new Spec(
                name,
                attribute,
                key,
                isReverse,
                attribute != null && attribute.isMany() ? DEFAULT_LIMIT : Integer.MAX_VALUE,
                null,
                null,
                !isRef ? null : isComponent ? COMPONENT : REFERENCE,
                Recursion.NO,
                0,
                0);
    }

    /** The attribute of a datom that only a wildcard asks for. */
    static Spec ofWildcard(Attribute attribute) {
        return new Spec(
                attribute.name(),
                attribute,
                attribute.name(),
                false,
                attribute.isMany() ? DEFAULT_LIMIT : Integer.MAX_VALUE,
                null,
                null,
                !attribute.isRef() ? null : attribute.isComponent() ? COMPONENT : REFERENCE,
                Recursion.NO,
                0,
                0);
    }

    private Spec withOptions(Spec named, List<?> list) {
        if (list.size() % 2 == 0) {
            throw fault("even number of opts", list);
        }
        Spec spec = named;
        for (int i = 1; i < list.size(); i += 2) {
            Object value = list.get(i + 1);
            String option = list.get(i) instanceof Keyword keyword ? keyword.toString() : "";
            spec = switch (option) {
                case ":as" -> spec.withKey(value);
                case ":limit" -> withLimit(spec, value);
                case ":default" -> spec.withAbsent(Values.normal(value));
                case ":xform" -> spec.withFunction(function(value));
                default -> throw fault("one of " + AS + ", :limit, :default, :xform", list);
            };
        }
        return spec;
    }

    private static Spec withLimit(Spec spec, @Nullable Object limit) {
        Object normal = Values.normal(limit);
        boolean isLimit = normal == null || normal instanceof Long number && number > 0;
        if (!isLimit) {
            throw fault("(positive-number | nil)", limit);
        }
        if (spec.attribute() == null || !spec.attribute().isMany()) {
            throw fault("limit attribute having :db.cardinality/many", spec.name());
        }
        return spec.withLimit(normal == null ? Integer.MAX_VALUE : (int) Math.min((Long) normal, Integer.MAX_VALUE));
    }

    @SuppressWarnings("unchecked")
    private UnaryOperator<@Nullable Object> function(@Nullable Object value) {
        if (value instanceof QueryFunction function) {
            return argument -> Values.normal(function.apply(argument));
        }
        if (value instanceof Function<?, ?> function) {
            return argument -> Values.normal(((Function<@Nullable Object, @Nullable Object>) function).apply(argument));
        }
        QueryFunction named = value instanceof Symbol symbol ? functions.function(symbol) : null;
        if (named == null) {
            throw new DatalogException("Can't resolve symbol " + shown(value), "parser/pull", "fragment", value);
        }
        return argument -> Values.normal(named.apply(argument));
    }

    private Spec nested(@Nullable Object key, @Nullable Object pattern) {
        Spec spec = spec(key);
        if (spec == null) {
            throw fault("attr-name | attr-expr", key);
        }
        if (!spec.isRef()) {
            throw fault("attribute having :db.type/ref", key);
        }
        if (UNLIMITED.contains(pattern)) {
            return spec.withRecursion(Recursion.UNLIMITED, 0, 0);
        }
        if (pattern instanceof Number) {
            if (!(Values.normal(pattern) instanceof Long depth) || depth <= 0) {
                throw fault("(positive-num | ...)", Collections.singletonMap(key, pattern));
            }
            return spec.withRecursion(Recursion.LIMITED, (int) Math.min(depth, Integer.MAX_VALUE), recursions++);
        }
        return spec.withPattern(pattern(pattern));
    }
}
