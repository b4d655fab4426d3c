package io.entangle.datalog.query;

import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a query finds, worked out clause by clause with every tuple of the source, in the order in which they stand but what is
 * negated last; rules from the bottom up. Written without the code under test.
 */
final class NaiveQuery {
    /** A source: tuples of entity, attribute, value, transaction; and which attributes refer, and which are unique. */
    record Source(List<List<Object>> tuples, Set<Object> refs, boolean isDatabase) {
        Object resolved(Object value) {
            if (!isDatabase
                    || !(value instanceof List<?> lookup)
                    || !lookup.get(0).equals(QueryGenerator.UNIQUE)) {
                return value;
            }
            return tuples.stream()
                    .filter(tuple ->
                            tuple.get(1).equals(lookup.get(0)) && tuple.get(2).equals(lookup.get(1)))
                    .map(tuple -> tuple.get(0))
                    .findFirst()
                    .orElse(null);
        }
    }

    private final Map<Symbol, Source> sources;
    private final Map<Symbol, List<List<?>>> rules = new LinkedHashMap<>();
    private final Map<List<Object>, Set<List<Object>>> facts = new HashMap<>();

    /** The variables of inputs, whose values may be lookup refs. */
    private final Set<Symbol> given;

    NaiveQuery(Map<Symbol, Source> sources, List<?> rules, Set<Symbol> given) {
        this.sources = sources;
        this.given = given;
        for (Object rule : rules) {
            List<?> list = (List<?>) rule;
            this.rules
                    .computeIfAbsent((Symbol) ((List<?>) list.get(0)).get(0), any -> new ArrayList<>())
                    .add(list);
        }
    }

    private static Symbol s(String name) {
        return Symbol.of(name);
    }

    private static boolean isVar(Object term) {
        return term instanceof Symbol symbol && symbol.name().startsWith("?");
    }

    private static boolean isBlank(Object term) {
        return s("_").equals(term);
    }

    /** All bindings of variables for which the clauses hold, begun with some. */
    List<Map<Symbol, Object>> solve(List<?> clauses, List<Map<Symbol, Object>> from, Symbol source) {
        List<Map<Symbol, Object>> rows = from;
        List<List<?>> negated = new ArrayList<>();
        for (Object each : clauses) {
            List<?> clause = (List<?>) each;
            Symbol head =
                    clause.get(0) instanceof Symbol symbol && symbol.name().startsWith("$") ? symbol : null;
            Object word = clause.get(head == null ? 0 : 1);
            if (word.equals(s("not")) || word.equals(s("not-join"))) {
                negated.add(clause);
            } else {
                rows = distinct(step(clause, rows, source));
            }
        }
        for (List<?> clause : negated) {
            rows = distinct(step(clause, rows, source));
        }
        return rows;
    }

    private static List<Map<Symbol, Object>> distinct(List<Map<Symbol, Object>> rows) {
        return new ArrayList<>(new LinkedHashSet<>(rows));
    }

    private List<Map<Symbol, Object>> step(List<?> clause, List<Map<Symbol, Object>> rows, Symbol source) {
        if (clause.get(0) instanceof Symbol named && named.name().startsWith("$")) {
            return step(clause.subList(1, clause.size()), rows, named);
        }
        List<Map<Symbol, Object>> result = new ArrayList<>();
        for (Map<Symbol, Object> row : rows) {
            one(clause, row, source, result);
        }
        return result;
    }

    private void one(List<?> clause, Map<Symbol, Object> row, Symbol source, List<Map<Symbol, Object>> into) {
        Object head = clause.get(0);
        List<?> rest = clause.subList(1, clause.size());
        if (s("not").equals(head)) {
            if (solve(rest, List.of(row), source).isEmpty()) {
                into.add(row);
            }
        } else if (s("not-join").equals(head)) {
            if (solve(rest.subList(1, rest.size()), List.of(only(row, (List<?>) rest.get(0))), source)
                    .isEmpty()) {
                into.add(row);
            }
        } else if (s("or").equals(head)) {
            rest.forEach(branch -> into.addAll(solve(branch(branch), List.of(row), source)));
        } else if (s("or-join").equals(head)) {
            List<?> vars = (List<?>) rest.get(0);
            for (Object branch : rest.subList(1, rest.size())) {
                for (Map<Symbol, Object> found : solve(branch(branch), List.of(only(row, vars)), source)) {
                    Map<Symbol, Object> joined = new HashMap<>(row);
                    joined.putAll(only(found, vars));
                    into.add(joined);
                }
            }
        } else if (s(QueryGenerator.REQUIRING).equals(head)) {
            requiring(rest, row, source, into);
        } else if (head instanceof Symbol name && !isVar(name) && rules.containsKey(name)) {
            for (List<Object> fact : facts(name, source)) {
                match(rest, fact, row, null, false, into);
            }
        } else if (head instanceof List<?> call
                && !call.isEmpty()
                && call.get(0) instanceof Symbol function
                && !isVar(function)) {
            call(call, rest, row, into);
        } else {
            Source of = sources.get(source);
            for (List<Object> tuple : of.tuples) {
                match(clause, tuple, row, of, of.isDatabase, into);
            }
        }
    }

    /** What the rule says for the one value that its first argument has. */
    private void requiring(List<?> terms, Map<Symbol, Object> row, Symbol source, List<Map<Symbol, Object>> into) {
        Object known = isVar(terms.get(0)) ? row.get(terms.get(0)) : terms.get(0);
        for (List<?> branch : rules.get(s(QueryGenerator.REQUIRING))) {
            for (Map<Symbol, Object> found :
                    solve(branch.subList(1, branch.size()), List.of(Map.of(s("?x"), known)), source)) {
                match(terms, List.of(known, found.get(s("?y"))), row, null, false, into);
            }
        }
    }

    private static List<?> branch(Object branch) {
        List<?> list = (List<?>) branch;
        return s("and").equals(list.get(0)) ? list.subList(1, list.size()) : List.of(list);
    }

    private static Map<Symbol, Object> only(Map<Symbol, Object> row, List<?> vars) {
        Map<Symbol, Object> only = new HashMap<>();
        for (Object var : vars) {
            if (row.containsKey(var)) {
                only.put((Symbol) var, row.get(var));
            }
        }
        return only;
    }

    private void match(
            List<?> terms,
            List<Object> tuple,
            Map<Symbol, Object> row,
            Source source,
            boolean isDatoms,
            List<Map<Symbol, Object>> into) {
        if (tuple.size() < terms.size()) {
            return;
        }
        Map<Symbol, Object> bound = new HashMap<>(row);
        for (int i = 0; i < terms.size(); i++) {
            Object term = terms.get(i);
            Object value = tuple.get(i);
            if (isBlank(term)) {
                continue;
            }
            boolean isEntity = isDatoms && (i == 0 || i == 2 && source.refs.contains(tuple.get(1)));
            if (isVar(term) && !bound.containsKey(term)) {
                bound.put((Symbol) term, value);
                continue;
            }
            Object wanted = isVar(term) ? bound.get(term) : term;
            boolean isReference = isEntity && (!isVar(term) || given.contains(term));
            if (!Objects.equals(isReference ? source.resolved(wanted) : wanted, value)) {
                return;
            }
        }
        into.add(bound);
    }

    private void call(List<?> call, List<?> binding, Map<Symbol, Object> row, List<Map<Symbol, Object>> into) {
        List<Object> arguments = new ArrayList<>();
        for (Object argument : call.subList(1, call.size())) {
            arguments.add(isVar(argument) ? row.get(argument) : argument);
        }
        Object value = value(((Symbol) call.get(0)).name(), arguments);
        if (binding.isEmpty()) {
            if (value != null && !Boolean.FALSE.equals(value)) {
                into.add(row);
            }
        } else if (value != null) {
            bind(binding.get(0), value, row, into);
        }
    }

    void bind(Object binding, Object value, Map<Symbol, Object> row, List<Map<Symbol, Object>> into) {
        if (isBlank(binding)) {
            into.add(row);
        } else if (isVar(binding)) {
            if (!row.containsKey(binding) || Objects.equals(row.get(binding), value)) {
                Map<Symbol, Object> bound = new HashMap<>(row);
                bound.put((Symbol) binding, value);
                into.add(bound);
            }
        } else {
            List<?> list = (List<?>) binding;
            if (list.size() == 2 && s("...").equals(list.get(1))) {
                ((Collection<?>) value).forEach(each -> bind(list.get(0), each, row, into));
            } else if (list.size() == 1 && list.get(0) instanceof List<?> tuple) {
                ((Collection<?>) value).forEach(each -> bind(tuple, each, row, into));
            } else {
                List<Map<Symbol, Object>> rows = List.of(row);
                for (int i = 0; i < list.size(); i++) {
                    List<Map<Symbol, Object>> next = new ArrayList<>();
                    for (Map<Symbol, Object> each : rows) {
                        bind(list.get(i), ((List<?>) value).get(i), each, next);
                    }
                    rows = next;
                }
                into.addAll(rows);
            }
        }
    }

    private Object value(String function, List<Object> arguments) {
        return switch (function) {
            case "=" -> arguments.get(0).equals(arguments.get(1));
            case "not=", "!=" -> !arguments.get(0).equals(arguments.get(1));
            case "<" -> compare(arguments.get(0), arguments.get(1)) < 0;
            case "<=" -> compare(arguments.get(0), arguments.get(1)) <= 0;
            case ">" -> compare(arguments.get(0), arguments.get(1)) > 0;
            case ">=" -> compare(arguments.get(0), arguments.get(1)) >= 0;
            case "vector", "tuple" -> List.copyOf(arguments);
            case "str" -> (arguments.get(0) instanceof String text ? text : shown(arguments.get(0))) + arguments.get(1);
            case "identity", "ground" -> arguments.get(0);
            case "some?" -> true;
            case "next" -> arguments.get(0) instanceof Long n && n < 6 ? n + 1 : null;
            case "missing?" -> valueOf(arguments) == null;
            case "get-else" -> Objects.requireNonNullElse(valueOf(arguments), arguments.get(3));
            default -> throw new IllegalArgumentException(function);
        };
    }

    private static String shown(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(NaiveQuery::shown).collect(Collectors.joining(" ", "[", "]"))
                : value instanceof String ? "\"" + value + "\"" : value.toString();
    }

    private Object valueOf(List<Object> arguments) {
        Source source = sources.get(arguments.get(0));
        Object entity = source.resolved(arguments.get(1));
        return source.tuples.stream()
                .filter(tuple -> tuple.get(0).equals(entity) && tuple.get(1).equals(arguments.get(2)))
                .map(tuple -> tuple.get(2))
                .min(NaiveQuery::compare)
                .orElse(null);
    }

    /** Keywords, then booleans, numbers, strings, lists. */
    static int compare(Object a, Object b) {
        int order = Integer.compare(rank(a), rank(b));
        if (order != 0) {
            return order;
        }
        if (a instanceof Number x && b instanceof Number y) {
            return Double.compare(x.doubleValue(), y.doubleValue());
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            order = Integer.compare(x.size(), y.size());
            for (int i = 0; order == 0 && i < x.size(); i++) {
                order = compare(x.get(i), y.get(i));
            }
            return order;
        }
        return a.toString().compareTo(b.toString());
    }

    private static int rank(Object value) {
        return value instanceof Keyword
                ? 0
                : value instanceof Boolean ? 1 : value instanceof Number ? 2 : value instanceof String ? 3 : 4;
    }

    /** What a rule says of a source, all of it. */
    private Set<List<Object>> facts(Symbol name, Symbol source) {
        if (!facts.containsKey(List.of(name, source))) {
            rules.keySet().forEach(each -> facts.putIfAbsent(List.of(each, source), new LinkedHashSet<>()));
            boolean isChanged = true;
            while (isChanged) {
                isChanged = false;
                for (Map.Entry<Symbol, List<List<?>>> rule : rules.entrySet()) {
                    if (rule.getKey().equals(s(QueryGenerator.REQUIRING))) {
                        continue;
                    }
                    Set<List<Object>> all = new LinkedHashSet<>(facts.get(List.of(rule.getKey(), source)));
                    for (List<?> branch : rule.getValue()) {
                        List<?> head = ((List<?>) branch.get(0)).subList(1, ((List<?>) branch.get(0)).size());
                        for (Map<Symbol, Object> row :
                                solve(branch.subList(1, branch.size()), List.of(Map.of()), source)) {
                            all.add(head.stream().map(row::get).toList());
                        }
                    }
                    isChanged |= facts.put(List.of(rule.getKey(), source), all).size() < all.size();
                }
            }
        }
        return facts.get(List.of(name, source));
    }

    /** The rows of a query's find, sorted; elements may be aggregates. */
    static List<String> results(List<Map<Symbol, Object>> solutions, List<?> find, List<?> with) {
        Set<List<Object>> rows = new LinkedHashSet<>();
        for (Map<Symbol, Object> solution : solutions) {
            List<Object> row = new ArrayList<>();
            find.forEach(element ->
                    row.add(solution.get(element instanceof List<?> list ? list.get(list.size() - 1) : element)));
            with.forEach(var -> row.add(solution.get(var)));
            rows.add(row);
        }
        boolean hasAggregates = find.stream().anyMatch(List.class::isInstance);
        List<String> results = new ArrayList<>();
        Map<List<Object>, List<List<Object>>> groups = new LinkedHashMap<>();
        for (List<Object> row : rows) {
            List<Object> key = new ArrayList<>();
            for (int i = 0; i < find.size(); i++) {
                key.add(find.get(i) instanceof List<?> ? null : row.get(i));
            }
            if (hasAggregates) {
                groups.computeIfAbsent(key, any -> new ArrayList<>()).add(row);
            } else {
                results.add(row.subList(0, find.size()).toString());
            }
        }
        groups.forEach((key, ofGroup) -> {
            List<Object> row = new ArrayList<>(key);
            for (int i = 0; i < find.size(); i++) {
                if (find.get(i) instanceof List<?> aggregate) {
                    int element = i;
                    row.set(
                            i,
                            aggregate(
                                    aggregate,
                                    ofGroup.stream()
                                            .map(each -> each.get(element))
                                            .toList()));
                }
            }
            results.add(row.toString());
        });
        results.sort(null);
        return results;
    }

    private static Object aggregate(List<?> element, List<Object> values) {
        List<Object> sorted = values.stream().sorted(NaiveQuery::strict).toList();
        int size = sorted.size();
        if (element.size() == 3) {
            int count = (int) Math.min((Long) element.get(1), size);
            return element.get(0).equals(s("min")) ? sorted.subList(0, count) : sorted.subList(size - count, size);
        }
        return switch (element.get(0).toString()) {
            case "count" -> (long) size;
            case "count-distinct" -> (long) new HashSet<>(values).size();
            case "sum" -> sum(values);
            case "avg" -> sum(values).doubleValue() / size;
            case "median" -> {
                sum(values);
                yield size % 2 == 1
                        ? sorted.get(size / 2)
                        : (Object)
                                (sum(sorted.subList(size / 2 - 1, size / 2 + 1)).doubleValue() / 2);
            }
            case "min" -> sorted.get(0);
            case "max" -> sorted.get(size - 1);
            default -> throw new IllegalArgumentException(element.toString());
        };
    }

    /** Says that there are no numbers to calculate with. */
    static final class NoNumbers extends RuntimeException {}

    private static Number sum(List<Object> values) {
        long sum = 0;
        double real = 0;
        boolean isReal = false;
        for (Object value : values) {
            if (!(value instanceof Number number)) {
                throw new NoNumbers();
            }
            isReal |= value instanceof Double;
            sum += number.longValue();
            real += number.doubleValue();
        }
        return isReal ? (Number) real : (Number) sum;
    }

    /** Of numbers of one amount, integers first. */
    private static int strict(Object a, Object b) {
        int order = compare(a, b);
        if (order != 0) {
            return order;
        }
        return a instanceof List<?> x && b instanceof List<?> y
                ? compareRows(x, y)
                : Boolean.compare(a instanceof Double, b instanceof Double);
    }

    /** By the first elements that differ. */
    static int compareRows(List<?> a, List<?> b) {
        int order = 0;
        for (int i = 0; order == 0 && i < a.size(); i++) {
            order = strict(a.get(i), b.get(i));
        }
        return order;
    }
}
