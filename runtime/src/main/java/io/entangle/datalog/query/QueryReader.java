package io.entangle.datalog.query;

import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.index.Values;
import io.entangle.datalog.query.Term.Var;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads queries, as lists or as maps. */
final class QueryReader {
    private static final Keyword FIND = Keyword.of("find");
    private static final Keyword WITH = Keyword.of("with");
    private static final Keyword IN = Keyword.of("in");
    private static final Keyword WHERE = Keyword.of("where");
    private static final Keyword ORDER_BY = Keyword.of("order-by");
    private static final Keyword LIMIT = Keyword.of("limit");
    private static final Keyword OFFSET = Keyword.of("offset");
    private static final Keyword TIMEOUT = Keyword.of("timeout");
    private static final List<Keyword> KEYS = List.of(Keyword.of("keys"), Keyword.of("syms"), Keyword.of("strs"));
    private static final Set<Keyword> SECTIONS =
            Set.of(FIND, WITH, IN, WHERE, ORDER_BY, LIMIT, OFFSET, TIMEOUT, KEYS.get(0), KEYS.get(1), KEYS.get(2));
    private static final Keyword DESCENDING = Keyword.of("desc");
    private static final Keyword ASCENDING = Keyword.of("asc");

    private final Object form;
    private final Map<Keyword, List<?>> sections;

    private QueryReader(Object form) {
        this.form = form;
        this.sections = sections(form);
    }

    static QueryForm read(@Nullable Object form) {
        if (form instanceof List<?> || form instanceof Map<?, ?>) {
            return new QueryReader(form).read();
        }
        throw Forms.fault("query", "Query should be a vector or a map", form);
    }

    private static Map<Keyword, List<?>> sections(Object form) {
        Map<Keyword, List<?>> sections = new LinkedHashMap<>();
        if (form instanceof Map<?, ?> map) {
            map.forEach((key, value) -> sections.put(
                    section(key), value instanceof List<?> list ? list : Collections.singletonList(value)));
            return sections;
        }
        List<@Nullable Object> current = null;
        for (Object each : (List<?>) form) {
            if (each instanceof Keyword) {
                current = new ArrayList<>();
                if (sections.put(section(each), current) != null) {
                    throw Forms.fault("query", "Query has the section " + each + " twice", form);
                }
            } else if (current == null) {
                throw Forms.fault("query", "Query should begin with a section such as :find", form);
            } else {
                current.add(each);
            }
        }
        return sections;
    }

    private static Keyword section(@Nullable Object key) {
        if (key instanceof Keyword keyword && SECTIONS.contains(keyword)) {
            return keyword;
        }
        throw Forms.fault("query", "Query has no section " + Forms.shown(key), key);
    }

    private List<?> section(Keyword name) {
        return sections.getOrDefault(name, List.of());
    }

    private QueryForm read() {
        List<Clause> where = ClauseReader.read(section(WHERE));
        Find find = FindReader.read(section(FIND));
        List<Var> with = with();
        List<Binding> inputs = inputs(where);
        QueryForm query = new QueryForm(
                find,
                keys(find),
                with,
                inputs,
                where,
                orders(find),
                Objects.requireNonNullElse(number(OFFSET), 0),
                number(LIMIT),
                timeout(),
                form);
        QueryValidation.validate(query);
        return query;
    }

    private List<Var> with() {
        List<Var> with = ClauseReader.variables(section(WITH));
        if (with == null || with.isEmpty() && sections.containsKey(WITH)) {
            throw Forms.fault("with", "Cannot parse :with clause, expected [ variable+ ]", section(WITH));
        }
        return with;
    }

    private List<Binding> inputs(List<Clause> where) {
        if (!sections.containsKey(IN)) {
            return QueryValidation.usesSource(where)
                    ? List.of(new Binding.Source(Term.DEFAULT_SOURCE, Term.DEFAULT_SOURCE))
                    : List.of();
        }
        List<Binding> inputs = new ArrayList<>();
        for (Object input : section(IN)) {
            if (!(input instanceof Symbol || input instanceof List<?>)) {
                throw Forms.fault(
                        "in",
                        "Cannot parse :in clause, expected (src-var | % | plain-symbol | bind-scalar | bind-tuple"
                                + " | bind-coll | bind-rel)",
                        section(IN));
            }
            inputs.add(BindingReader.input(input));
        }
        return inputs;
    }

    private @Nullable List<Object> keys(Find find) {
        List<Keyword> present = KEYS.stream().filter(sections::containsKey).toList();
        if (present.isEmpty()) {
            return null;
        }
        if (present.size() > 1) {
            throw Forms.fault("query", "Only one of :keys/:syms/:strs must be present", form);
        }
        Keyword kind = present.get(0);
        if (find.shape() == Find.Shape.SCALAR || find.shape() == Find.Shape.COLLECTION) {
            throw Forms.fault(
                    "query",
                    kind + " does not work with " + (find.shape() == Find.Shape.SCALAR ? "single-scalar" : "collection")
                            + " :find",
                    form);
        }
        List<Object> keys = new ArrayList<>();
        for (Object each : section(kind)) {
            if (!(each instanceof Symbol symbol)) {
                throw Forms.fault("query", "Cannot parse " + kind + ", expected symbols", section(kind));
            }
            keys.add(
                    kind.name().equals("keys")
                            ? Keyword.of(symbol.namespace(), symbol.name())
                            : kind.name().equals("syms") ? symbol : symbol.toString());
        }
        if (keys.size() != find.elements().size()) {
            throw Forms.fault("query", "Count of " + kind + " must match count of :find", form);
        }
        return keys;
    }

    private List<Order> orders(Find find) {
        List<?> list = section(ORDER_BY);
        List<?> criteria = list.size() == 1 && list.get(0) instanceof List<?> inner ? inner : list;
        List<Order> orders = new ArrayList<>();
        for (Object each : criteria) {
            boolean isDirection = each instanceof Keyword;
            if (isDirection && !orders.isEmpty() && (each.equals(DESCENDING) || each.equals(ASCENDING))) {
                Order last = orders.remove(orders.size() - 1);
                orders.add(new Order(last.element(), each.equals(DESCENDING)));
            } else {
                orders.add(new Order(element(each, find), false));
            }
        }
        return orders;
    }

    private int element(@Nullable Object criterion, Find find) {
        for (int i = 0; i < find.elements().size(); i++) {
            Find.Element element = find.elements().get(i);
            if (element instanceof Find.Variable variable
                    && variable.variable().symbol().equals(criterion)) {
                return i;
            }
        }
        if (Values.normal(criterion) instanceof Long index
                && index >= 0
                && index < find.elements().size()) {
            return index.intValue();
        }
        throw Forms.fault(
                "order-by",
                "Cannot parse :order-by, expected [ (variable | index of a find element) (:asc | :desc)? ]+, got: "
                        + Forms.shown(criterion),
                form);
    }

    private @Nullable Integer number(Keyword section) {
        if (!sections.containsKey(section)) {
            return null;
        }
        List<?> list = section(section);
        if (list.size() == 1
                && Values.normal(list.get(0)) instanceof Long number
                && number >= 0
                && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw Forms.fault(
                section.name(), "Cannot parse " + section + ", expected a number, got: " + Forms.shown(list), form);
    }

    private @Nullable Duration timeout() {
        Integer ms = number(TIMEOUT);
        return ms == null ? null : Duration.ofMillis(Math.max(1, ms));
    }
}
