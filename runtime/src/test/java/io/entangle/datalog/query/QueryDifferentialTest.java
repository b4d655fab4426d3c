package io.entangle.datalog.query;

import static io.entangle.datalog.query.QueryGenerator.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.datalog.Database;
import io.entangle.datalog.Index;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnList;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.function.Functions;
import io.entangle.testing.Laws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Random queries on random databases against {@link NaiveQuery}, with their clauses in another order. */
final class QueryDifferentialTest {
    private static final int CASES = 20_000;

    /** Of the cases, so many are on the same sources, which cost as much to make. */
    private static final int QUERIES = 4;

    private static final Schema SCHEMA = Schema.parse("""
            {:b {:db/cardinality :db.cardinality/many} :r {:db/valueType :db.type/ref} :u {:db/unique :db.unique/identity}
             :rs {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many} :h {:db/index false}}
            """);

    private static final Functions FUNCTIONS =
            Functions.standard().with("next", values -> values[0] instanceof Long n && n < 6 ? n + 1 : null);

    /** What must be in one of a hundred queries at least. */
    private static final List<String> KINDS = List.of(
            "join",
            "not",
            "not-join",
            "or",
            "or-join",
            "rule",
            "recursive rule",
            "rule with a required argument",
            "predicate",
            "missing?",
            "function",
            "transaction",
            "asserted or not",
            "second source",
            "not with source",
            "or with source",
            "rule with source",
            "one input",
            "collection as input",
            "tuple as input",
            "relation as input",
            "aggregate",
            "aggregate of several",
            "with",
            "order-by",
            "limit",
            "filter",
            "since",
            "asOf",
            "history",
            "results");

    @Test
    void anyQuery_findsWhatTheNaiveOneDoes() {
        Map<String, Integer> counts = new TreeMap<>();
        int[] cases = {0};
        Laws.check(CASES / QUERIES, random -> {
            Sources sources = new Sources(random);
            for (int i = 0; i < QUERIES; i++) {
                Case one = new Case(random, sources);
                one.check();
                one.kinds.forEach(kind -> counts.merge(kind, 1, Integer::sum));
                cases[0]++;
            }
        });
        assertThat(counts.keySet()).isSubsetOf(KINDS);
        for (String kind : cases[0] < CASES ? List.<String>of() : KINDS) {
            assertThat(counts.getOrDefault(kind, 0))
                    .as("%s, of %d: %s", kind, cases[0], counts)
                    .isGreaterThanOrEqualTo(cases[0] / 100);
        }
        assertThat(counts.getOrDefault("results", 0))
                .as("results, of %s", counts)
                .isGreaterThanOrEqualTo(cases[0] < CASES ? 0 : cases[0] / 4);
    }

    /** A database, and some tuples beside it. */
    private static final class Sources {
        private final Random random;
        private final Database database;
        private final Collection<List<Object>> second = new ArrayList<>();
        private String kind = "";

        Sources(Random random) {
            this.random = random;
            QueryGenerator generator = new QueryGenerator(random, List.of(), false);
            this.database = database(generator);
            for (int i = random.nextInt(6); i > 0; i--) {
                Keyword attribute = one(List.of(QueryGenerator.LONG, QueryGenerator.REF, QueryGenerator.MIXED));
                second.add(
                        List.of(1L + random.nextInt(QueryGenerator.ENTITIES), attribute, generator.value(attribute)));
            }
        }

        private <T> T one(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private Database database(QueryGenerator generator) {
            List<Object> txData = new ArrayList<>();
            Set<Object> taken = new LinkedHashSet<>();
            for (int i = random.nextInt(8) == 0 ? random.nextInt(5) : 14 + random.nextInt(20); i > 0; i--) {
                Keyword attribute = one(List.of(
                        QueryGenerator.LONG,
                        QueryGenerator.MANY,
                        QueryGenerator.TEXT,
                        QueryGenerator.REF,
                        QueryGenerator.REFS,
                        QueryGenerator.UNIQUE,
                        QueryGenerator.MIXED,
                        QueryGenerator.HIDDEN));
                Object value = generator.value(attribute);
                if (attribute != QueryGenerator.UNIQUE || taken.add(value)) {
                    txData.add(List.of(
                            Keyword.of("db/add"), 1L + random.nextInt(QueryGenerator.ENTITIES), attribute, value));
                }
            }
            int split = txData.size() / 2;
            int choice = random.nextInt(9);
            Database before = (choice > 1 && choice < 4 ? Database.withHistory(SCHEMA) : Database.empty(SCHEMA))
                    .with(txData.subList(0, split))
                    .dbAfter();
            Database after = before.with(txData.subList(split, txData.size())).dbAfter();
            return switch (choice) {
                case 0 -> {
                    kind = "filter";
                    yield after.filter(
                            (db, datom) -> datom.entity() != 3 && !datom.value().equals(2L));
                }
                case 1 -> {
                    kind = "since";
                    yield after.since(1);
                }
                case 2 -> {
                    kind = "asOf";
                    yield retracted(after).asOf(1 + random.nextInt(2));
                }
                case 3 -> {
                    kind = "history";
                    yield retracted(after).history();
                }
                default -> after;
            };
        }

        /** The database without some of its datoms. */
        private Database retracted(Database database) {
            List<Object> txData = new ArrayList<>();
            database.datoms(Index.EAVT)
                    .filter(datom -> random.nextInt(3) == 0)
                    .forEach(datom -> txData.add(
                            List.of(Keyword.of("db/retract"), datom.entity(), datom.attribute(), datom.value())));
            return database.with(txData).dbAfter();
        }
    }

    /** One query. */
    private static final class Case {
        private final Random random;
        private final Database database;
        private final Collection<List<Object>> second;
        private final List<Object> rules;
        private final List<Object> where;
        private final List<Object> inputs = new ArrayList<>(List.of(s("$"), s("$2"), s("%")));
        private final List<Object> values = new ArrayList<>();
        private final List<Object> find = new ArrayList<>();
        private final List<Object> with = new ArrayList<>();
        private final Set<String> kinds = new TreeSet<>();

        private final int limit;
        private final int offset;

        /** What sorts the results, or cuts them. */
        private final List<Object> sections = new ArrayList<>();

        Case(Random random, Sources sources) {
            this.random = random;
            this.limit = random.nextInt(4);
            this.offset = random.nextInt(2);
            this.database = sources.database;
            this.second = sources.second;
            note(!sources.kind.isEmpty(), sources.kind);
            QueryGenerator generator = new QueryGenerator(random, List.of(), false);
            List<String> names =
                    random.nextInt(4) == 0 ? List.of("p", "q").subList(0, 1 + random.nextInt(2)) : List.of();
            this.rules = QueryGenerator.rules(random, names);
            values.addAll(Arrays.asList(database, second, rules));
            Set<Symbol> bound = new LinkedHashSet<>();
            inputs(generator, bound);
            QueryGenerator clauses = new QueryGenerator(random, names, database.isHistory());
            this.where = clauses.clauses(bound, 1 + Math.min(random.nextInt(4), random.nextInt(4)), 2);
            find(new ArrayList<>(bound));
            kinds.addAll(clauses.kinds());
            note(where.stream().filter(Case::isPattern).count() > 1, "join");
            note(kinds.contains("rule") && isRecursive(names), "recursive rule");
        }

        private void note(boolean isSo, String kind) {
            if (isSo) {
                kinds.add(kind);
            }
        }

        private static boolean isPattern(Object clause) {
            return !(clause instanceof EdnList) && !(((List<?>) clause).get(0) instanceof List<?>);
        }

        private boolean isRecursive(List<String> names) {
            return rules.stream().anyMatch(rule -> {
                List<?> branch = (List<?>) rule;
                String body = branch.subList(1, branch.size()).toString();
                return names.stream().anyMatch(name -> body.contains("(" + name + " "));
            });
        }

        private <T> T one(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private void inputs(QueryGenerator generator, Set<Symbol> bound) {
            if (random.nextInt(3) > 0) {
                return;
            }
            switch (random.nextInt(4)) {
                case 0 -> input("one input", s("?e_i"), generator.value(QueryGenerator.LONG), bound);
                case 1 -> {
                    // A rule's argument means an entity where the rule takes it for one, which bottom-up can't be
                    // known.
                    Object reference = rules.isEmpty() && !database.isHistory()
                            ? List.of(QueryGenerator.UNIQUE, "u1")
                            : (Object) "y";
                    input(
                            "collection as input",
                            List.of(s("?e_i"), s("...")),
                            Arrays.asList(1L, 2L, "x", reference, 2L),
                            bound);
                }
                case 2 ->
                    input(
                            "tuple as input",
                            List.of(s("?e_i"), s("?v_i")),
                            List.of(2L, generator.value(QueryGenerator.MIXED)),
                            bound);
                default ->
                    input(
                            "relation as input",
                            List.of(List.of(s("?e_i"), s("?v_i"))),
                            List.of(List.of(1L, "x"), List.of(2L, 3L), List.of(3L, 3L)),
                            bound);
            }
        }

        private void input(String kind, Object binding, Object value, Set<Symbol> bound) {
            kinds.add(kind);
            inputs.add(binding);
            values.add(value);
            bound.add(s("?e_i"));
            if (binding.toString().contains("?v_i")) {
                bound.add(s("?v_i"));
            }
        }

        private void find(List<Symbol> bound) {
            List<Symbol> usable = new ArrayList<>(bound);
            Collections.shuffle(usable, random);
            int count = Math.min(usable.size(), 1 + random.nextInt(3));
            for (Symbol var : usable.subList(0, count)) {
                find.add(random.nextInt(8) == 0 ? aggregate(var) : var);
            }
            for (Symbol var : usable.subList(count, usable.size())) {
                if (random.nextInt(6) == 0) {
                    with.add(var);
                }
            }
            note(!with.isEmpty(), "with");
            if (!kinds.contains("aggregate") && random.nextInt(6) == 0) {
                kinds.add("order-by");
                sections.add(Keyword.of("order-by"));
                find.forEach(var -> sections.add(var));
            }
            if (random.nextInt(8) == 0) {
                kinds.add("limit");
                sections.addAll(List.of(Keyword.of("limit"), limit, Keyword.of("offset"), offset));
            }
        }

        private Object aggregate(Symbol var) {
            kinds.add("aggregate");
            if (random.nextInt(4) == 0) {
                kinds.add("aggregate of several");
                return EdnList.of(s(random.nextBoolean() ? "min" : "max"), 1L + random.nextInt(2), var);
            }
            return EdnList.of(
                    s(one(List.of("count", "count-distinct", "min", "max", "sum", "avg", "median", "sum"))), var);
        }

        private static List<Object> shuffled(List<Object> clauses, Random random) {
            List<Object> shuffled = new ArrayList<>(clauses);
            Collections.shuffle(shuffled, random);
            return shuffled;
        }

        private Object query(List<Object> clauses) {
            List<Object> query = new ArrayList<>(List.of(Keyword.of("find")));
            query.addAll(find);
            if (!with.isEmpty()) {
                query.add(Keyword.of("with"));
                query.addAll(with);
            }
            query.add(Keyword.of("in"));
            query.addAll(inputs);
            query.add(Keyword.of("where"));
            query.addAll(clauses);
            query.addAll(sections);
            return query;
        }

        void check() {
            if (find.isEmpty()) {
                return;
            }
            List<Object> clauses = shuffled(where, random);
            Object query = query(clauses);
            Supplier<String> seen =
                    () -> Edn.write(query) + "\nrules " + Edn.write(rules) + "\nwritten " + Edn.write(where) + "\non "
                            + database.datoms(Index.EAVT).toList() + "\nand " + second + "\nwith "
                            + values.subList(3, values.size());
            if (namesNobody(query)) {
                return;
            }
            Query parsed = Query.of(query).withFunctions(FUNCTIONS);
            List<String> expected;
            try {
                expected = expected();
            } catch (NaiveQuery.NoNumbers e) {
                assertThatThrownBy(() -> found(parsed)).as(seen).hasMessageContaining("expected numbers, got: ");
                return;
            }
            note(!expected.isEmpty(), "results");
            // Twice at times, the second time by the plans that are remembered.
            for (int runs = random.nextInt(4) == 0 ? 2 : 1; runs > 0; runs--) {
                List<List<Object>> found;
                try {
                    found = found(parsed);
                } catch (RuntimeException e) {
                    throw new AssertionError(seen.get(), e);
                }
                check(found, expected, seen);
            }
        }

        private void check(List<List<Object>> found, List<String> expected, Supplier<String> seen) {
            List<String> texts = found.stream().map(Object::toString).sorted().toList();
            if (kinds.contains("limit")) {
                int count = Math.min(limit, Math.max(0, expected.size() - offset));
                assertThat(texts).as(seen).hasSize(count).isSubsetOf(expected);
            } else {
                assertThat(texts).as(seen).isEqualTo(expected);
            }
            if (kinds.contains("order-by")) {
                assertThat(found).as(seen).isSortedAccordingTo(NaiveQuery::compareRows);
            }
        }

        /** Whether a lookup ref is written in the query that no entity has, which is an error. */
        private boolean namesNobody(Object form) {
            if (!(form instanceof List<?> list)) {
                return false;
            }
            return list.size() == 2 && list.get(0).equals(QueryGenerator.UNIQUE)
                    ? database.entityId(list).isEmpty()
                    : list.stream().anyMatch(this::namesNobody);
        }

        private List<List<Object>> found(Query query) {
            return new ArrayList<>(query.rows(values.toArray()));
        }

        private List<String> expected() {
            List<List<Object>> tuples = database.datoms(Index.EAVT)
                    .map(datom -> List.<Object>of(
                            datom.entity(), datom.attribute(), datom.value(), datom.tx(), datom.isAdded()))
                    .toList();
            Map<Symbol, NaiveQuery.Source> sources = Map.of(
                    s("$"), new NaiveQuery.Source(tuples, Set.of(QueryGenerator.REF, QueryGenerator.REFS), true),
                    s("$2"), new NaiveQuery.Source(List.copyOf(second), Set.of(), false));
            NaiveQuery naive = new NaiveQuery(sources, rules, Set.of(s("?e_i"), s("?v_i")));
            List<Map<Symbol, Object>> rows = List.of(Map.of());
            for (int i = 3; i < inputs.size(); i++) {
                List<Map<Symbol, Object>> next = new ArrayList<>();
                naive.bind(inputs.get(i), values.get(i), rows.get(0), next);
                rows = next;
            }
            return NaiveQuery.results(naive.solve(where, rows, s("$")), find, with);
        }
    }
}
