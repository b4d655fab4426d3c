package io.entangle.datalog.query;

import static io.entangle.datalog.query.Queries.check;
import static io.entangle.datalog.query.Queries.checkRefused;
import static io.entangle.datalog.query.Queries.checkRows;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.Database;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.function.AggregateFunction;
import io.entangle.datalog.function.Functions;
import io.entangle.datalog.function.QueryFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What queries give: forms of find, return maps, with, aggregates, pull, order. */
final class QueryFindTest {
    private static final Database DB = Queries.db(
            "{:name {:db/unique :db.unique/identity} :aka {:db/cardinality :db.cardinality/many} :parent {:db/valueType :db.type/ref}}",
            "[{:db/id 1 :name \"Petr\" :age 44 :aka [\"P\" \"Q\"]} {:db/id 2 :name \"Ivan\" :age 25 :parent 1}"
                    + " {:db/id 3 :name \"Sergey\" :age 25 :parent 1}]");

    @Test
    void relation_isASetOfRows() {
        Object result =
                Query.parse("[:find ?n ?a :where [?e :name ?n] [?e :age ?a]]").run(DB);
        assertThat(result)
                .isInstanceOf(Set.class)
                .isEqualTo(Set.of(List.of("Petr", 44L), List.of("Ivan", 25L), List.of("Sergey", 25L)));
        Set<?> rows = (Set<?>) result;
        assertThat(rows.contains(List.of("Ivan", 25L))).isTrue();
        assertThat(rows.contains(List.of("Ivan", 26L))).isFalse();
        assertThat(rows).hasSameHashCodeAs(new HashSet<>(rows));
        checkRows("[:find ?a :where [_ :age ?a]]", "[[44] [25]]", DB);
        check("[:find ?e :where [?e :name \"Nobody\"]]", "#{}", DB);
    }

    @Test
    void collection_isAListOfValues() {
        Object result = Query.parse("[:find [?n ...] :where [_ :name ?n]]").run(DB);
        assertThat(result).isInstanceOf(List.class);
        assertThat(new HashSet<>((List<?>) result)).isEqualTo(Set.of("Petr", "Ivan", "Sergey"));
        check("[:find [?a ...] :where [?e :age ?a] [(> ?a 30)]]", "[44]", DB);
        check("[:find [?n ...] :where [_ :nothing ?n]]", "[]", DB);
    }

    @Test
    void tuple_isOneRow() {
        check("[:find [?n ?a] :where [?e :name ?n] [?e :age ?a] [(= ?n \"Ivan\")]]", "[\"Ivan\" 25]", DB);
        check("[:find [?n ?a] :where [?e :name ?n] [?e :height ?a]]", "nil", DB);
    }

    @Test
    void scalar_isOneValue() {
        check("[:find ?n . :where [?e :name ?n] [?e :age 44]]", "\"Petr\"", DB);
        check("[:find ?n . :where [?e :name ?n] [?e :age 45]]", "nil", DB);
        check("[:find (count ?e) . :where [?e :age]]", "3", DB);
    }

    @Test
    void returnMaps_haveTheNamesAsKeys() {
        check(
                "[:find ?n ?a :keys n age/years :where [?e :name ?n] [?e :age ?a] [(= ?a 44)]]",
                "#{{:n \"Petr\" :age/years 44}}",
                DB);
        check("[:find ?n ?a :syms n a :where [?e :name ?n] [?e :age ?a] [(= ?a 44)]]", "#{{n \"Petr\" a 44}}", DB);
        check(
                "[:find ?n ?a :strs n a :where [?e :name ?n] [?e :age ?a] [(= ?a 44)]]",
                "#{{\"n\" \"Petr\" \"a\" 44}}",
                DB);
        check("[:find [?n ?a] :keys n a :where [?e :name ?n] [?e :age ?a] [(= ?a 44)]]", "{:n \"Petr\" :a 44}", DB);
        check("[:find ?n (count ?a) :keys n c :with ?e :where [?e :name ?n] [?e :aka ?a]]", "[{:n \"Petr\" :c 2}]", DB);
    }

    @Test
    void with_tellsRowsApart() {
        check("[:find ?a :with ?e :where [?e :age ?a] :order-by [?a]]", "[[25] [25] [44]]", DB);
        check("[:find (sum ?a) . :where [_ :age ?a]]", "69", DB);
        check("[:find (sum ?a) . :with ?e :where [?e :age ?a]]", "94", DB);
        assertThat(Query.parse("[:find ?a :with ?e :where [?e :age ?a]]").run(DB))
                .isInstanceOf(List.class);
    }

    @Test
    void aggregates_groupByTheOthers() {
        checkRows("[:find ?a (count ?e) :where [?e :age ?a]]", "[[25 2] [44 1]]", DB);
        checkRows(
                "[:find ?a (min ?n) (max ?n) (distinct ?e) :where [?e :age ?a] [?e :name ?n]]",
                "[[25 \"Ivan\" \"Sergey\" #{2 3}] [44 \"Petr\" \"Petr\" #{1}]]",
                DB);
        check(
                "[:find (avg ?a) (median ?a) (variance ?n) (count-distinct ?a) :with ?e :where [?e :age ?a] [(* 3 ?e) ?n]]",
                "[[31.333333333333332 25 6.0 2]]",
                DB);
        check("[:find (max 2 ?a) (min 2 ?a) :with ?e :where [?e :age ?a]]", "[[[25 44] [25 25]]]", DB);
        check("[:find (count ?e) :where [?e :nothing]]", "[]", DB);
        check("[:find [(min ?a) (max ?a)] :where [_ :age ?a]]", "[25 44]", DB);
        check("[:find ?x (count ?e) :in $ ?x :where [?e :age]]", "[[\"x\" 3]]", DB, "x");
        check(
                "[:find (sum ?x) :in [?x ...]]",
                "[[10000000000000000000N]]",
                List.of(9_000_000_000_000_000_000L, 1_000_000_000_000_000_000L));
        check("[:find (sum ?x) :in [?x ...]]", "[[4.5]]", Arrays.asList(1.5, 3));
    }

    @Test
    void aggregates_takeInputsAsArguments() {
        check("[:find (max ?k ?a) . :in $ ?k :with ?e :where [?e :age ?a]]", "[25 44]", DB, 2);
        AggregateFunction joined = (values, arguments) -> arguments + "" + values.size();
        check("[:find (aggregate ?f 1 ?a) . :in $ ?f :with ?e :where [?e :age ?a]]", "\"[1]3\"", DB, joined);
        Function<List<Object>, Object> size = List::size;
        check("[:find (aggregate ?f ?a) . :in $ ?f :with ?e :where [?e :age ?a]]", "3", DB, size);
        Query own = Query.parse("[:find (my/total ?a) . :with ?e :where [?e :age ?a]]")
                .withFunctions(Functions.standard()
                        .withAggregate("my/total", (values, arguments) -> "total of " + values.size()));
        assertThat(own.run(DB)).isEqualTo("total of 3");
        Query overridden = Query.parse("[:find (count ?a) . :where [?e :age ?a]]")
                .withFunctions(Functions.standard().withAggregate("count", (values, arguments) -> "many"));
        assertThat(overridden.run(DB)).isEqualTo("many");
        checkRefused("[:find (unknown ?a) :where [_ :age ?a]]", "query/find", "Unknown aggregate 'unknown", DB);
        checkRefused(
                "[:find (max ?e ?a) :where [?e :age ?a]]", "query/find", "Argument ?e of 'max is not an input", DB);
    }

    @Test
    void random_aggregates_takeOfTheValues() {
        Object drawn = Query.parse("[:find (rand ?a) (rand 3 ?a) (sample 2 ?a) :where [_ :age ?a]]")
                .run(DB);
        List<?> row = (List<?>) ((List<?>) drawn).get(0);
        assertThat(row.get(0)).isIn(25L, 44L);
        assertThat((List<?>) row.get(1)).hasSize(3);
        assertThat(new HashSet<>((List<?>) row.get(2))).isEqualTo(Set.of(25L, 44L));
    }

    @Test
    void pull_isAMapOfTheEntity() {
        checkRows("[:find (pull ?e [:name]) :where [?e :age 25]]", "[[{:name \"Ivan\"}] [{:name \"Sergey\"}]]", DB);
        checkRows("[:find ?a (pull ?e [:name]) :where [?e :age ?a] [?e :aka]]", "[[44 {:name \"Petr\"}]]", DB);
        check("[:find [(pull ?e [:name]) ...] :where [?e :aka \"P\"]]", "[{:name \"Petr\"}]", DB);
        check(
                "[:find (pull ?e ?pattern) . :in $ ?pattern :where [?e :aka \"P\"]]",
                "{:age 44}",
                DB,
                Edn.read("[:age]"));
        check("[:find (pull ?e pattern) . :in $ pattern :where [?e :aka \"P\"]]", "{:age 44}", DB, "[:age]");
        check(
                "[:find (pull $2 ?e [:name]) . :in $1 $2 :where [$1 ?e :x]]",
                "{:name \"Ivan\"}",
                List.of(List.of(2, Edn.read(":x"))),
                DB);
        check("[:find (pull ?e [:none]) . :where [?e :aka \"P\"]]", "nil", DB);
        check(
                "[:find (pull ?e [[:name :xform my/f]]) . :in $ :where [?e :aka \"P\"]]".replace("my/f", "count"),
                "{:name 4}",
                DB);
        assertThat(Query.parse("[:find (pull ?e [:name]) :where [?e :age 25]]").run(DB))
                .isInstanceOf(List.class);
        checkRefused(
                "[:find (pull ?e [:name]) :where [?e :x]]",
                "query/find",
                "Cannot pull from [], expected a database",
                List.of());
        checkRefused("[:find (pull ?e p) :where [?e :x]]", "parser/query", "Query for unknown vars: [p]", DB);
    }

    @Test
    void pull_withAggregates_groupsByTheEntity() {
        checkRows("[:find (pull ?p [:name]) (count ?e) :where [?e :parent ?p]]", "[[{:name \"Petr\"} 2]]", DB);
    }

    @Test
    void orderBy_sortsRows() {
        check(
                "[:find ?n ?a :where [?e :name ?n] [?e :age ?a] :order-by [?a :desc ?n]]",
                "[[\"Petr\" 44] [\"Ivan\" 25] [\"Sergey\" 25]]",
                DB);
        check(
                "[:find ?n ?a :where [?e :name ?n] [?e :age ?a] :order-by [?a ?n :desc]]",
                "[[\"Sergey\" 25] [\"Ivan\" 25] [\"Petr\" 44]]",
                DB);
        check("[:find ?a (count ?e) :where [?e :age ?a] :order-by [1 :asc]]", "[[44 1] [25 2]]", DB);
        check("{:find [?n] :where [[_ :name ?n]] :order-by [?n :desc]}", "[[\"Sergey\"] [\"Petr\"] [\"Ivan\"]]", DB);
        checkRefused(
                "[:find ?n :where [_ :name ?n] :order-by [?x]]",
                "parser/order-by",
                "Cannot parse :order-by, expected [ (variable | index of a find element) (:asc | :desc)? ]+, got: ?x",
                DB);
    }

    @Test
    void limit_ofPulls_pullsNoMore() {
        List<Object> pulled = new ArrayList<>();
        QueryFunction noted = values -> {
            pulled.add(values[0]);
            return values[0];
        };
        Query query = Query.parse("[:find ?n (pull ?e [[:n :xform noted]]) :where [?e :n ?n] :order-by ?n :limit 2]")
                .withFunctions(Functions.standard().with("noted", noted));
        Database database = Queries.db("{}", "[{:n 3} {:n 1} {:n 2} {:n 4}]");
        checkRows(query, "[[1 {:n 1}] [2 {:n 2}]]", database);
        assertThat(pulled).containsExactly(1L, 2L);
        checkRows("{:find [(pull ?e [:n])] :where [[?e :n]] :order-by [0 :desc] :limit 1}", "[[{:n 4}]]", database);
    }

    @Test
    void limitAndOffset_cutRows() {
        check("[:find [?n ...] :where [_ :name ?n] :order-by [?n] :limit 2]", "[\"Ivan\" \"Petr\"]", DB);
        check("[:find [?n ...] :where [_ :name ?n] :order-by [?n] :offset 1]", "[\"Petr\" \"Sergey\"]", DB);
        check("[:find [?n ...] :where [_ :name ?n] :order-by [?n] :limit 1 :offset 2]", "[\"Sergey\"]", DB);
        check("[:find [?n ...] :where [_ :name ?n] :limit 0]", "[]", DB);
        check("[:find [?n ...] :where [_ :name ?n] :offset 9]", "[]", DB);
        checkRefused(
                "[:find ?n :where [_ :name ?n] :limit -1]",
                "parser/limit",
                "Cannot parse :limit, expected a number, got: [-1]",
                DB);
        checkRefused("[:find ?n :where [_ :name ?n] :offset :x]", "parser/query", "Query has no section :x", DB);
    }

    @Test
    void sections_comeInAnyOrderAndAsMap() {
        check("[:where [?e :age ?a] [?e :name ?n] :in $ ?n :find ?a .]", "44", DB, "Petr");
        check("{:where [[?e :age ?a] [?e :name ?n]] :in [$ ?n] :find [?a .]}", "44", DB, "Petr");
        check("{:find [[?a ...]] :where [[_ :age ?a] [(> ?a 40)]]}", "[44]", DB);
    }
}
