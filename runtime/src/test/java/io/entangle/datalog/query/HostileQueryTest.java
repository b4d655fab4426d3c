package io.entangle.datalog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Keyword;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Queries that somebody has written to take the memory or the time of whoever answers them. */
final class HostileQueryTest {
    private static final String SCHEMA = """
            {:friend {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}}
            """;

    private static final QueryLimits LIMITS = new QueryLimits(20_000, Duration.ofSeconds(30));

    private static final Database DB = Queries.db(
            SCHEMA,
            "[{:db/id 1 :name \"a\" :age 10 :friend [2]} {:db/id 2 :name \"b\" :age 20 :friend [1 3]} {:db/id 3 :age 30}]");

    private static String repeated(int times, IntFunction<String> part) {
        return IntStream.range(0, times).mapToObj(part).collect(Collectors.joining(" "));
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static void checkStopped(String query, String error, Object... inputs) {
        checkStopped(Query.parse(query).within(LIMITS), error, inputs);
    }

    private static void checkStopped(Query query, String error, Object... inputs) {
        DatalogException e = catchThrowableOfType(DatalogException.class, () -> query.run(inputs));
        assertThat(e).as(error).isNotNull();
        assertThat(e.error()).as(e.getMessage()).isEqualTo(Keyword.of(error));
    }

    /** A value, and 60 more, each made of the one before twice. */
    private static String doubling(String function) {
        return "[:find ?x60 :where [1 :name ?x0] "
                + repeated(60, i -> "[(%s ?x%d ?x%d) ?x%d]".formatted(function, i, i, i + 1)) + "]";
    }

    @Test
    void values_doubledAgainAndAgain_areStopped() {
        for (String function : List.of("str", "vector", "list", "pr-str", "hash-map", "print-str")) {
            checkStopped(doubling(function), "query/size", DB);
        }
        checkStopped(doubling("*").replace(":name", ":age"), "query/function", DB);
        checkStopped(doubling("*").replace("[1 :name ?x0]", "[(ground 1E1000M) ?x0]"), "query/function");
        checkStopped(doubling("*").replace("[1 :name ?x0]", "[(ground 1/3) ?x0]"), "query/function");
        checkStopped(
                "[:find ?y :in ?x :where [(+ ?x 1M) ?y]]", "query/function", new java.math.BigDecimal("1E2000000000"));
    }

    @Test
    void values_largeInManyRows_areStopped() {
        checkStopped("[:find (count ?v) :where [(range 1000) [?x ...]] [(range 20000) ?v]]", "query/size");
        checkStopped("[:find ?v :where [(range 2000000) ?v]]", "query/function");
    }

    @Test
    void rules_thatMakeEverMoreValues_areStopped() {
        String query = "[:find (count ?y) :in $ % :where (more ?y)]";
        String first = "[(more ?x) [1 :name ?x]] ";
        checkStopped(
                Query.parse(query).within(LIMITS),
                "query/rows",
                DB,
                "[[(more ?x) [1 :age ?x]] [(more ?x) (more ?y) [(inc ?y) ?x]]]");
        checkStopped(query, "query/size", DB, "[" + first + "[(more ?x) (more ?y) [(vector ?y ?y) ?x]]]");
        checkStopped(query, "query/size", DB, "[" + first + "[(more ?x) (more ?y) [(str ?y ?y) ?x]]]");
    }

    @Test
    void products_areStopped() {
        checkStopped("[:find ?a ?b ?c :in [?a ...] [?b ...] [?c ...]]", "query/rows", many(), many(), many());
        checkStopped("[:find ?a :in [[?a ...] [?b ...] [?c ...]]]", "query/rows", List.of(many(), many(), many()));
        checkStopped(
                "[:find ?a :where [(range 200) ?r] [(tuple ?r ?r) [[?a ...] [?b ...]]] [(< ?a ?b)]]", "query/rows");
        assertThat(Query.parse("[:find ?a :in [?a ...] $c :where [$c _ _]]")
                        .within(LIMITS)
                        .rows(many(), many().stream().map(n -> List.of(n, n)).toList()))
                .as("an existence is no product")
                .hasSize(many().size());
    }

    private static List<Integer> many() {
        return numbers(300);
    }

    @Test
    void bindings_ofVeryManyVariables_areStopped() {
        checkStopped("[:find ?a0 :in [" + repeated(20_000, i -> "?a" + i) + "]]", "query/depth", numbers(20_000));
    }

    @Test
    void inputs_veryDeep_areStopped() {
        Object deep = List.of();
        for (int i = 0; i < 100_000; i++) {
            List<Object> next = new ArrayList<>();
            next.add(deep);
            deep = next;
        }
        Object form = deep;
        checkStopped("[:find ?x :in ?x]", "query/depth", form);
        checkStopped("[:find ?x :in % :where (r ?x)]", "query/depth", form);
        assertThat(catchThrowableOfType(DatalogException.class, () -> Query.of(form))
                        .error())
                .isEqualTo(Keyword.of("parser/query"));
    }

    @Test
    void clauses_many_heedTheTimeout() {
        String joins = "[:find ?e :where " + repeated(900, i -> "[?e :age ?a" + i + "]") + "]";
        checkStopped(Query.parse(joins).within(new QueryLimits(1_000_000, Duration.ofMillis(50))), "query/timeout", DB);
        String tests = "[:find ?e :where [?e :age ?a] " + repeated(900, i -> "[(< ?a " + (i + 40) + ")]") + "]";
        Queries.checkRows(Query.parse(tests).within(LIMITS), "[[1] [2] [3]]", DB);
        String calls = repeated(900, i -> "[(inc ?a" + (899 - i) + ") ?a" + (900 - i) + "]");
        Queries.checkRows(
                Query.parse("[:find ?a900 :where [1 :age ?a0] " + calls + "]").within(LIMITS), "[[910]]", DB);
    }

    @Test
    void clauses_veryMany_areRefused() {
        String tests = repeated(1_000, i -> "[(< ?a " + (i + 40) + ")]");
        checkStopped("[:find ?e :where [?e :age ?a] " + tests + "]", "query/limit", DB);
        checkStopped("[:find ?e :where [?e :age] (not [?e :age ?a] " + tests + ")]", "query/limit", DB);
        checkStopped("[:find ?e :in $ % :where (r ?e)]", "query/limit", DB, "[[(r ?e) [?e :age ?a] " + tests + "]]");
    }

    @Test
    void rules_veryMany_areReadInTime() {
        String circle = repeated(300, i -> "[(r%d ?x) (r%d ?x)]".formatted(i, (i + 1) % 300));
        Query query = Query.parse("[:find ?e :in $ % :where (r0 ?e)]");
        Queries.checkRows(query.within(LIMITS), "[[1] [2] [3]]", DB, "[" + circle + " [(r150 ?x) [?x :age]]]");
        String line = repeated(3_000, i -> "[(r%d ?x) (r%d ?x)]".formatted(i, i + 1));
        checkStopped(query.within(LIMITS), "query/limit", DB, "[" + line + " [(r3000 ?x) [?x :age]]]");
    }

    @Test
    void alternatives_deepAndWide_endInTime() {
        String deep =
                repeated(60, i -> "(or [?e :age " + i + "] (and [?e :name ?n]") + " [?e :age 10]" + "))".repeat(60);
        Queries.checkRows(
                Query.parse("[:find ?e :where [?e :age] [?e :name ?n] " + deep + "]")
                        .within(LIMITS),
                "[[1]]",
                Queries.db(SCHEMA, "[{:db/id 1 :age 10 :name \"a\"} {:db/id 2 :age 70 :name \"b\"}]"));
        String wide = repeated(14, i -> "(or [?e :age " + i + "] [?e :age 10] [?e :age 20] [?e :name \"a\"])");
        Queries.checkRows(Query.parse("[:find ?e :where " + wide + "]").within(LIMITS), "[[1] [2]]", DB);
        String deepNot = repeated(60, i -> "(not [?e :age " + i + "] ") + "[?e :age 10]" + ")".repeat(60);
        Queries.checkRows(
                Query.parse("[:find ?e :where [?e :age] " + deepNot + "]").within(LIMITS), "[[1] [2] [3]]", DB);
    }

    @Test
    void pulls_inCircles_areStopped() {
        String clique = "["
                + repeated(
                        20, i -> "{:db/id " + (i + 1) + " :friend [" + repeated(20, j -> String.valueOf(j + 1)) + "]}")
                + "]";
        Query query = Query.parse("[:find (pull ?e [{:friend ...}]) :where [?e :friend 1]]");
        checkStopped(query.within(LIMITS), "query/rows", Queries.db(SCHEMA, clique));
        assertThat(query.within(LIMITS).rows(DB)).hasSize(1);
    }
}
