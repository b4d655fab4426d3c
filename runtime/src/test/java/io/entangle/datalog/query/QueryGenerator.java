package io.entangle.datalog.query;

import io.entangle.datalog.edn.EdnList;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Makes random queries whose clauses, in the order in which they are made, have what they need. */
final class QueryGenerator {
    static final Keyword LONG = Keyword.of("a");
    static final Keyword MANY = Keyword.of("b");
    static final Keyword TEXT = Keyword.of("s");
    static final Keyword REF = Keyword.of("r");
    static final Keyword REFS = Keyword.of("rs");
    static final Keyword UNIQUE = Keyword.of("u");
    static final Keyword MIXED = Keyword.of("m");
    static final Keyword HIDDEN = Keyword.of("h");

    private static final List<Keyword> ATTRIBUTES =
            List.of(LONG, MANY, TEXT, REF, REFS, UNIQUE, MIXED, HIDDEN, REF, REFS, LONG);

    /** So few that they meet. */
    static final int ENTITIES = 4;

    /** A rule whose first argument must be bound. */
    static final String REQUIRING = "req";

    private final Random random;
    private final List<String> rules;

    /** Whether the source is a database of all that was: entities are not looked up there, nor functions asked. */
    private final boolean isHistory;

    /** What has been made, to know that everything is. */
    private final Set<String> kinds = new TreeSet<>();

    private int fresh;

    QueryGenerator(Random random, List<String> rules, boolean isHistory) {
        this.random = random;
        this.rules = rules;
        this.isHistory = isHistory;
    }

    Set<String> kinds() {
        return kinds;
    }

    static Symbol s(String name) {
        return Symbol.of(name);
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Symbol freshVar() {
        return freshVar(random.nextBoolean());
    }

    /** A new variable, by whose name it is known whether it is for entities. */
    private Symbol freshVar(boolean isEntity) {
        return s((isEntity ? "?e" : "?v") + fresh++);
    }

    /** A variable that is bound, most of the time, or a new one; most of the time one that is for entities, or is not. */
    private Symbol var(Set<Symbol> bound, int newness, boolean isEntity) {
        List<Symbol> fitting = bound.stream()
                .filter(var -> random.nextInt(12) == 0 || var.name().startsWith("?e") == isEntity)
                .toList();
        return fitting.isEmpty() || random.nextInt(10) < newness ? freshVar(isEntity) : one(fitting);
    }

    Object value(Keyword attribute) {
        if (attribute == MIXED || attribute == HIDDEN) {
            return one(List.<Object>of(1L, 1.0, 2L, "x", Keyword.of("k")));
        }
        if (attribute == TEXT) {
            return one(List.of("x", "y"));
        }
        if (attribute == UNIQUE) {
            return one(List.of("u1", "u2", "u3"));
        }
        return 1L + random.nextInt(attribute == REF || attribute == REFS ? ENTITIES : 2);
    }

    private Object entity() {
        return !isHistory && random.nextInt(8) == 0
                ? List.of(UNIQUE, one(List.of("u1", "u2")))
                : (Object) (1L + random.nextInt(ENTITIES));
    }

    /** Clauses that bind further variables. */
    List<Object> clauses(Set<Symbol> bound, int count, int depth) {
        List<Object> clauses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clauses.add(clause(bound, depth, bound.isEmpty()));
        }
        return clauses;
    }

    private Object clause(Set<Symbol> bound, int depth, boolean mustBind) {
        int kind = random.nextInt(mustBind ? 10 : 20);
        if (!rules.isEmpty() && random.nextInt(3) == 0) {
            return sourced(rule(bound), "rule with source");
        }
        if (kind < 10) {
            return pattern(bound);
        }
        if (kind < 13) {
            return predicate(bound);
        }
        if (kind < 15) {
            return function(bound);
        }
        if (depth == 0) {
            return pattern(bound);
        }
        return kind < 17 ? sourced(not(bound, depth), "not with source") : sourced(or(bound, depth), "or with source");
    }

    /** A clause, at times with another source within. */
    private Object sourced(Object clause, String kind) {
        if (random.nextInt(6) > 0) {
            return clause;
        }
        kinds.add(kind);
        return EdnList.from(concat(s("$2"), (List<?>) clause));
    }

    private List<Object> pattern(Set<Symbol> bound) {
        List<Object> terms = new ArrayList<>();
        boolean isSecond = random.nextInt(12) == 0;
        if (isSecond) {
            kinds.add("second source");
            terms.add(s("$2"));
        }
        Set<Symbol> found = new LinkedHashSet<>();
        terms.add(
                random.nextInt(10) == 0
                        ? entity0(isSecond)
                        : random.nextInt(15) == 0 ? s("_") : noted(var(bound, 4, true), found));
        Keyword attribute = one(ATTRIBUTES);
        int kind = random.nextInt(12);
        terms.add(kind == 0 ? noted(freshVar(), found) : kind == 1 ? s("_") : attribute);
        if (random.nextInt(8) > 0) {
            int value = random.nextInt(10);
            terms.add(
                    value < 1 && kind > 1
                            ? constant(attribute, isSecond)
                            : value == 2
                                    ? s("_")
                                    : value == 3 && !found.isEmpty()
                                            ? found.iterator().next()
                                            : noted(var(bound, 4, isRef(attribute)), found));
            if (!isSecond && random.nextInt(isHistory ? 3 : 12) == 0) {
                kinds.add("transaction");
                terms.add(random.nextInt(4) == 0 ? s("_") : noted(var(bound, 8, false), found));
                if (random.nextInt(3) == 0) {
                    kinds.add("asserted or not");
                    terms.add(random.nextBoolean() ? random.nextBoolean() : noted(var(bound, 8, false), found));
                }
            }
        }
        bound.addAll(found);
        return terms;
    }

    private static boolean isRef(Keyword attribute) {
        return attribute == REF || attribute == REFS;
    }

    private Object entity0(boolean isSecond) {
        return isSecond ? 1L + random.nextInt(ENTITIES) : entity();
    }

    private Object constant(Keyword attribute, boolean isSecond) {
        return !isSecond && (attribute == REF || attribute == REFS) ? entity() : value(attribute);
    }

    private static Symbol noted(Symbol var, Set<Symbol> found) {
        found.add(var);
        return var;
    }

    private Object operand(Set<Symbol> bound) {
        return random.nextInt(3) == 0 ? value(one(List.of(LONG, MIXED, TEXT))) : one(new ArrayList<>(bound));
    }

    private List<Object> predicate(Set<Symbol> bound) {
        kinds.add("predicate");
        if (!isHistory && random.nextInt(8) == 0) {
            kinds.add("missing?");
            return List.of(EdnList.of(s("missing?"), s("$"), 1L + random.nextInt(ENTITIES + 1), one(ATTRIBUTES)));
        }
        String name = one(List.of("=", "not=", "<", ">", "<=", ">=", "<", ">"));
        return List.of(EdnList.of(s(name), operand(bound), operand(bound)));
    }

    private List<Object> function(Set<Symbol> bound) {
        kinds.add("function");
        Symbol target = random.nextInt(12) == 0 ? one(new ArrayList<>(bound)) : freshVar();
        Object argument = operand(bound);
        List<Object> clause = switch (random.nextInt(isHistory ? 5 : 7)) {
            case 0 -> List.of(EdnList.of(s("vector"), argument, operand(bound)), target);
            case 1 -> List.of(EdnList.of(s("str"), argument, "-"), target);
            case 2 -> List.of(EdnList.of(s("identity"), argument), target);
            case 3 -> List.of(EdnList.of(s("ground"), List.of(1L, 2L, "x")), List.of(target, s("...")));
            case 4 -> {
                Symbol second = freshVar();
                bound.add(second);
                yield List.of(EdnList.of(s("tuple"), argument, operand0(bound, second)), List.of(target, second));
            }
            case 5 ->
                List.of(
                        EdnList.of(s("get-else"), s("$"), 1L + random.nextInt(ENTITIES + 1), one(ATTRIBUTES), "none"),
                        target);
            default -> List.of(EdnList.of(s("next"), argument), target);
        };
        bound.add(target);
        return clause;
    }

    /** An operand other than a variable that is about to be bound. */
    private Object operand0(Set<Symbol> bound, Symbol except) {
        Set<Symbol> others = new LinkedHashSet<>(bound);
        others.remove(except);
        return operand(others);
    }

    private Object not(Set<Symbol> bound, int depth) {
        Set<Symbol> inner = new LinkedHashSet<>(bound);
        kinds.add("not");
        if (random.nextInt(3) == 0) {
            kinds.add("not-join");
            List<Symbol> joined = some(bound);
            Set<Symbol> within = new LinkedHashSet<>(joined);
            List<Object> all = new ArrayList<>(List.of(s("not-join"), joined));
            all.addAll(clauses(within, 1 + random.nextInt(2), depth - 1));
            return EdnList.from(all);
        }
        List<Object> all = new ArrayList<>(List.of(s("not")));
        all.add(connected(inner));
        all.addAll(clauses(inner, random.nextInt(2), depth - 1));
        return EdnList.from(all);
    }

    /** A pattern with a variable that is bound. */
    private List<Object> connected(Set<Symbol> bound) {
        Symbol var = one(new ArrayList<>(bound));
        Keyword attribute = one(ATTRIBUTES);
        Set<Symbol> found = new LinkedHashSet<>();
        List<Object> pattern = random.nextBoolean()
                ? List.of(
                        var,
                        attribute,
                        random.nextBoolean() ? value(attribute) : noted(var(bound, 6, isRef(attribute)), found))
                : List.of(noted(var(bound, 6, true), found), attribute, var);
        bound.addAll(found);
        return pattern;
    }

    private List<Symbol> some(Set<Symbol> bound) {
        List<Symbol> all = new ArrayList<>(bound);
        Collections.shuffle(all, random);
        return all.subList(0, 1 + random.nextInt(Math.min(2, all.size())));
    }

    private Object or(Set<Symbol> bound, int depth) {
        boolean isJoin = random.nextBoolean();
        kinds.add(isJoin ? "or-join" : "or");
        List<Symbol> joined = some(bound);
        Symbol result = freshVar();
        boolean hasResult = random.nextBoolean();
        List<Object> all = new ArrayList<>();
        if (isJoin) {
            List<Symbol> vars = new ArrayList<>(joined);
            if (hasResult) {
                vars.add(result);
            }
            all.addAll(List.of(s("or-join"), vars));
        } else {
            all.add(s("or"));
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            List<Object> branch = new ArrayList<>();
            Set<Symbol> within = new LinkedHashSet<>(joined);
            for (Symbol var : joined) {
                Keyword attribute = one(ATTRIBUTES);
                branch.add(List.of(var, attribute, hasResult && var == joined.get(0) ? result : value(attribute)));
            }
            if (isJoin) {
                within.add(result);
                if (!hasResult) {
                    within.remove(result);
                }
                branch.addAll(clauses(within, random.nextInt(2), depth - 1));
            }
            all.add(branch.size() == 1 ? branch.get(0) : EdnList.from(concat(s("and"), branch)));
        }
        if (hasResult) {
            bound.add(result);
        }
        return EdnList.from(all);
    }

    private static List<Object> concat(Object first, List<?> rest) {
        List<Object> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    private Object rule(Set<Symbol> bound) {
        List<Object> call = new ArrayList<>();
        Set<Symbol> found = new LinkedHashSet<>();
        kinds.add("rule");
        if (!bound.isEmpty() && random.nextInt(3) == 0) {
            kinds.add("rule with a required argument");
            call.addAll(List.of(s(REQUIRING), one(new ArrayList<>(bound)), noted(var(bound, 5, true), found)));
            bound.addAll(found);
            return EdnList.from(call);
        }
        call.add(s(one(rules)));
        for (int i = 0; i < 2; i++) {
            call.add(
                    switch (random.nextInt(8)) {
                        case 0 -> 1L + random.nextInt(ENTITIES);
                        case 1 -> i == 1 && !found.isEmpty() ? found.iterator().next() : s("_");
                        default -> noted(var(bound, 5, true), found);
                    });
        }
        bound.addAll(found);
        return EdnList.from(call);
    }

    /** Rules of two arguments, which call each other and themselves. */
    static List<Object> rules(Random random, List<String> names) {
        List<Object> rules = new ArrayList<>();
        if (!names.isEmpty()) {
            EdnList head = EdnList.of(s(REQUIRING), List.of(s("?x")), s("?y"));
            rules.add(List.of(head, List.of(EdnList.of(s("next"), s("?x")), s("?y"))));
            rules.add(
                    List.of(head, List.of(s("?x"), REFS, s("?y")), EdnList.of(s("not"), List.of(s("?y"), TEXT, "x"))));
        }
        for (int n = 0; n < names.size(); n++) {
            QueryGenerator generator = new QueryGenerator(random, List.of(), false);
            for (int branch = 1 + random.nextInt(2); branch >= 0; branch--) {
                List<Object> rule = new ArrayList<>(List.of(EdnList.of(s(names.get(n)), s("?x"), s("?y"))));
                Keyword ref = generator.one(List.of(REF, REFS));
                Symbol called = s(generator.one(names));
                switch (random.nextInt(9)) {
                    case 0, 1 -> rule.add(List.of(s("?x"), ref, s("?y")));
                    case 2 ->
                        rule.addAll(List.of(List.of(s("?x"), ref, s("?t")), EdnList.of(called, s("?t"), s("?y"))));
                    case 3 ->
                        rule.addAll(List.of(EdnList.of(called, s("?x"), s("?t")), List.of(s("?t"), ref, s("?y"))));
                    case 4 ->
                        rule.addAll(List.of(
                                EdnList.of(called, s("?x"), s("?t")),
                                EdnList.of(s(generator.one(names)), s("?t"), s("?y"))));
                    case 5 ->
                        rule.addAll(List.of(
                                EdnList.of(called, s("?y"), s("?x")),
                                EdnList.of(s("not"), List.of(s("?x"), LONG, 1L))));
                    case 6 ->
                        rule.addAll(List.of(
                                List.of(s("?x"), LONG, s("?n")), List.of(EdnList.of(s("next"), s("?n")), s("?y"))));
                    case 7 ->
                        rule.addAll(List.of(EdnList.of(
                                s("or"),
                                EdnList.of(
                                        s("and"), List.of(s("?x"), ref, s("?t")), EdnList.of(called, s("?t"), s("?y"))),
                                EdnList.of(
                                        s("and"), List.of(s("?x"), TEXT, s("?t")), List.of(s("?x"), REF, s("?y"))))));
                    default ->
                        rule.addAll(List.of(
                                EdnList.of(called, s("?x"), s("?n")),
                                List.of(EdnList.of(s("next"), s("?n")), s("?y"))));
                }
                rules.add(rule);
            }
        }
        return rules;
    }
}
