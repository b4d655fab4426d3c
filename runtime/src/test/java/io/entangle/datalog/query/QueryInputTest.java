package io.entangle.datalog.query;

import static io.entangle.datalog.query.Queries.check;
import static io.entangle.datalog.query.Queries.checkRefused;
import static io.entangle.datalog.query.Queries.checkRows;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.Database;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.function.QueryFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Inputs of every shape, sources of every kind. */
final class QueryInputTest {
    private static final Database DB = Queries.db(
            "{:name {:db/unique :db.unique/identity} :friend {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}}",
            "[{:db/id 1 :name \"Ivan\" :age 15 :friend [2 3]} {:db/id 2 :name \"Petr\" :age 37} {:db/id 3 :name \"Oleg\" :age 37}"
                    + " {:db/id 4 :db/ident :me :friend 1}]");

    private static Object edn(String text) {
        return Edn.read(text);
    }

    @Test
    void scalar_isAConstant() {
        checkRows("[:find ?e :in $ ?attr ?value :where [?e ?attr ?value]]", "[[2] [3]]", DB, Keyword.of("age"), 37);
        checkRows("[:find ?e ?x :in $ ?x :where [?e :age ?x]]", "[[1 15]]", DB, (short) 15);
        check("[:find ?x . :in ?x]", "5", 5);
        check("[:find ?x ?y :in ?x ?y :where [(< ?x ?y)]]", "#{}", 2, 1);
        check("[:find ?x :in ?x]", "#{[nil]}", (Object) null);
    }

    @Test
    void collection_isARowForEach() {
        checkRows(
                "[:find ?n ?e :in $ [?n ...] :where [?e :name ?n]]",
                "[[\"Ivan\" 1] [\"Oleg\" 3]]",
                DB,
                List.of("Ivan", "Oleg", "Nobody", "Ivan"));
        checkRows("[:find ?n :in $ [?n ...] :where [_ :name ?n]]", "[]", DB, List.of());
        checkRows("[:find ?n :in $ [?n ...] :where [_ :name ?n]]", "[]", DB, null);
        checkRows("[:find ?x :in [?x ...]]", "[[1] [2]]", new Object[] {new Object[] {1, 2}});
    }

    @Test
    void tuple_isSeveralConstants() {
        checkRows("[:find ?e :in $ [?n ?a] :where [?e :name ?n] [?e :age ?a]]", "[[1]]", DB, List.of("Ivan", 15));
        checkRows(
                "[:find ?e :in $ [?n _ ?a] :where [?e :name ?n] [?e :age ?a]]",
                "[[1]]",
                DB,
                List.of("Ivan", 0, 15, "more"));
    }

    @Test
    void relation_isARowForEachTuple() {
        checkRows(
                "[:find ?e ?b :in $ [[?n ?b]] :where [?e :name ?n]]",
                "[[1 \"x\"] [2 \"y\"]]",
                DB,
                List.of(List.of("Ivan", "x"), List.of("Petr", "y")));
        checkRows("[:find ?k ?v :in [[?k ?v]]]", "[[:a 1] [:b 2]]", edn("{:a 1 :b 2}"));
        checkRows("[:find ?k ?v :in [[?k ?v] ...]]", "[[:a 1]]", edn("{:a 1}"));
        checkRows("[:find ?k ?v :in [[?k [?v ...]]]]", "[[:a 1] [:a 2] [:b 3]]", edn("{:a [1 2] :b #{3}}"));
        checkRows("[:find ?a ?c :in [[?a [_ ?c]] ...]]", "[[1 3] [4 6]]", edn("[[1 [2 3]] [4 [5 6]]]"));
        checkRows("[:find ?x :in [[_ ?x]]]", "[[2]]", edn("[[1 2]]"));
    }

    @Test
    void inputs_severalCollections_areAllPairs() {
        checkRows("[:find ?x ?y :in [?x ...] [?y ...]]", "[[1 3] [1 4] [2 3] [2 4]]", List.of(1, 2), List.of(3, 4));
        checkRows("[:find ?x ?y :in [?x ...] [?y ...] :where [(< ?x ?y)]]", "[[1 2]]", List.of(1, 2), List.of(1, 2));
    }

    @Test
    void bindings_thatDoNotFit_areRefused() {
        checkRefused("[:find ?x :in [?x ...]]", "query/binding", "Cannot bind value 1 to collection [?x ...]", 1);
        checkRefused(
                "[:find ?x :in [?x ...]]", "query/binding", "Cannot bind value \"ab\" to collection [?x ...]", "ab");
        checkRefused("[:find ?x ?y :in [?x ?y]]", "query/binding", "Cannot bind value 1 to tuple [?x ?y]", 1);
        checkRefused(
                "[:find ?x ?y :in [?x ?y]]",
                "query/binding",
                "Not enough elements in a collection [1] to bind tuple [?x ?y]",
                List.of(1));
        checkRefused(
                "[:find ?x ?y :in [[?x ?y]]]",
                "query/binding",
                "Not enough elements in a collection [1] to bind tuple [?x ?y]",
                List.of(List.of(1)));
    }

    @Test
    void inputs_tooManyOrFew_areRefused() {
        checkRefused(
                "[:find ?e :in $ $2 :where [?e]]",
                "query/inputs",
                "Extra inputs passed, expected: [$ $2], got: 3",
                DB,
                DB,
                DB);
        checkRefused(
                "[:find ?e :in $ $2 [?a ...] :where [?e]]",
                "query/inputs",
                "Too few inputs passed, expected: [$ $2 [?a ...]], got: 1",
                DB);
        checkRefused("[:find ?e :where [?e :x]]", "query/inputs", "Too few inputs passed, expected: [$], got: 0");
    }

    @Test
    void in_default_isTheDatabaseIfOneIsUsed() {
        check("[:find ?x :where [(ground 1) ?x]]", "#{[1]}");
        check("[:find ?e . :where [?e :age 15]]", "1", DB);
        check("[:find ?x . :where [(get-else $ 1 :age 0) ?x]]", "15", DB);
        check("[:find ?x . :where [(ground 1) ?x] (not [1 :age ?x])]", "1", DB);
    }

    @Test
    void lookupRefs_asInputs_meanTheEntityAndStayThemselves() {
        checkRows("[:find ?e ?a :in $ ?e :where [?e :age ?a]]", "[[[:name \"Ivan\"] 15]]", DB, edn("[:name \"Ivan\"]"));
        checkRows(
                "[:find ?e ?a :in $ [?e ...] :where [?e :age ?a]]",
                "[[[:name \"Ivan\"] 15] [[:name \"Oleg\"] 37] [2 37]]",
                DB,
                edn("[[:name \"Ivan\"] [:name \"Oleg\"] 2 [:name \"Nobody\"]]"));
        checkRows(
                "[:find ?e ?f :in $ [?f ...] :where [?e :friend ?f]]",
                "[[1 [:name \"Oleg\"]] [1 2]]",
                DB,
                edn("[[:name \"Oleg\"] 2]"));
        checkRows(
                "[:find ?e ?f :in $ ?f :where [?e :friend ?f]]", "[[1 [:name \"Oleg\"]]]", DB, edn("[:name \"Oleg\"]"));
        checkRows(
                "[:find ?e ?f :in $ ?e ?f :where [?e :friend ?f]]",
                "[[[:name \"Ivan\"] [:name \"Oleg\"]]]",
                DB,
                edn("[:name \"Ivan\"]"),
                edn("[:name \"Oleg\"]"));
        checkRows(
                "[:find ?e ?f :in $ [?e ...] [?f ...] :where [?e :friend ?f]]",
                "[[[:name \"Ivan\"] [:name \"Oleg\"]] [1 [:name \"Oleg\"]]]",
                DB,
                edn("[[:name \"Ivan\"] 1]"),
                edn("[[:name \"Oleg\"]]"));
        checkRows(
                "[:find ?e :in $ [?e ...] :where [?e :age]  (not [?e :friend])]",
                "[[[:name \"Petr\"]]]",
                DB,
                edn("[[:name \"Ivan\"] [:name \"Petr\"]]"));
        checkRows(
                "[:find ?e ?n :in $ [?e ...] :where (or [?e :name ?n] [?e :db/ident ?n])]",
                "[[:me :me] [[:name \"Petr\"] \"Petr\"]]",
                DB,
                edn("[[:name \"Petr\"] :me]"));
        checkRows(
                "[:find ?e ?f :in $ [?e ...] % :where (f ?e ?f)]",
                "[[[:name \"Ivan\"] 2] [[:name \"Ivan\"] 3] [:me 1] [:me 2] [:me 3]]",
                DB,
                edn("[[:name \"Ivan\"] :me]"),
                "[[(f ?x ?y) [?x :friend ?y]] [(f ?x ?y) [?x :friend ?t] (f ?t ?y)]]");
        check("[:find ?x . :in $ ?e :where [(get-else $ ?e :age 0) ?x]]", "37", DB, edn("[:name \"Petr\"]"));
    }

    @Test
    void lookupRefs_asConstants_mustBeFound() {
        checkRows("[:find ?f :where [[:name \"Ivan\"] :friend ?f]]", "[[2] [3]]", DB);
        checkRows("[:find ?e :where [?e :friend [:name \"Oleg\"]]]", "[[1]]", DB);
        checkRows("[:find ?f :where [:me :friend ?f]]", "[[1]]", DB);
        checkRows("[:find ?a ?v :where [[:name \"Petr\"] ?a ?v]]", "[[:age 37] [:name \"Petr\"]]", DB);
        checkRefused(
                "[:find ?f :where [[:name \"Nobody\"] :friend ?f]]",
                "entity-id/missing",
                "Nothing found for entity id [:name \"Nobody\"]",
                DB);
        checkRefused(
                "[:find ?e :where [?e :friend [:name \"Nobody\"]]]",
                "entity-id/missing",
                "Nothing found for entity id [:name \"Nobody\"]",
                DB);
        checkRefused(
                "[:find ?f :where [:you :friend ?f]]", "entity-id/missing", "Nothing found for entity id :you", DB);
        checkRefused(
                "[:find ?f :where [[:age 15] :friend ?f]]",
                "lookup-ref/unique",
                "Lookup ref attribute should be marked as :db/unique: [:age 15]",
                DB);
    }

    @Test
    void sources_several_areLookedIntoByName() {
        Database other = DB.with("[[:db/add 1 :age 16] [:db/add 9 :age 99]]").dbAfter();
        checkRows(
                "[:find ?e ?a ?b :in $ $2 :where [?e :age ?a] [$2 ?e :age ?b] [(not= ?a ?b)]]",
                "[[1 15 16]]",
                DB,
                other);
        checkRows("[:find ?e :in $1 $2 :where [$2 ?e :age] ($1 not [?e :age])]", "[[9]]", DB, other);
        checkRows("[:find ?e :in $1 $2 :where ($2 or [?e :age 99] [?e :age 16])]", "[[1] [9]]", DB, other);
        checkRows(
                "[:find ?e :in $1 $2 :where [$1 ?e :name] ($2 not-join [?e] [?e :age ?a] [(< ?a 20)] [$1 ?e :age 15])]",
                "[[2] [3]]",
                DB,
                other);
    }

    @Test
    void collections_areSources() {
        checkRows(
                "[:find ?x ?y :where [?x :likes ?y]]",
                "[[1 2] [3 4]]",
                edn("[[1 :likes 2] [3 :likes 4] [5 :hates 6] [7]]"));
        checkRows("[:find ?a ?d :where [?a _ _ ?d]]", "[[1 4]]", edn("[[1 2 3 4] [1 2 3]]"));
        checkRows("[:find ?k :where [?k 1]]", "[[:a]]", edn("{:a 1 :b 2}"));
        checkRows("[:find ?x :where [?x ?x]]", "[[1]]", edn("[[1 1] [1 2]]"));
        checkRows(
                "[:find ?e ?y :in $ $rows :where [?e :age ?a] [$rows ?a ?y]]",
                "[[1 :young] [2 :old] [3 :old]]",
                DB,
                edn("[[15 :young] [37 :old]]"));
        checkRows("[:find ?x :where [?x \"a\"]]", "[[1]]", Arrays.asList(new Object[] {1, "a"}, new Object[] {2, "b"}));
        checkRows(
                "[:find ?e ?v :in $ ?a :where [?e ?a ?v]]",
                "[[1 15] [2 37] [3 37]]",
                DB.datoms(io.entangle.datalog.Index.EAVT).toList(),
                Keyword.of("age"));
        checkRows("[:find ?x :in $ % :where (r ?x)]", "[[1] [3]]", edn("[[1 2] [3 4]]"), "[[(r ?x) [?x _]]]");
        checkRefused(
                "[:find ?x :where [?x 1]]",
                "query/source",
                "Cannot match 5 with [?x 1], expected a collection of tuples",
                5);
        checkRefused(
                "[:find ?x :where [?x 1]]",
                "query/source",
                "Cannot match {:a 1} with [?x 1], expected a tuple",
                List.of(Map.of(Keyword.of("a"), 1)));
    }

    @Test
    void functions_asInputs_areCalled() {
        QueryFunction adult = values -> (Long) values[0] > 20;
        checkRows("[:find ?e :in $ ?adult :where [?e :age ?a] [(?adult ?a)]]", "[[2] [3]]", DB, adult);
        Predicate<Long> predicate = age -> age > 20;
        checkRows("[:find ?e :in $ ?adult :where [?e :age ?a] [(?adult ?a)]]", "[[2] [3]]", DB, predicate);
        java.util.function.Function<Long, Long> twice = n -> n * 2;
        checkRows("[:find ?b :in $ ?f :where [_ :age ?a] [(?f ?a) ?b]]", "[[30] [74]]", DB, twice);
        BiFunction<Long, Long, Long> sum = Long::sum;
        BiPredicate<Long, Long> same = Long::equals;
        Supplier<String> word = () -> "w";
        check("[:find ?c ?w :in ?f ?p ?s :where [(?f 1 2) ?c] [(?p 3 ?c)] [(?s) ?w]]", "#{[3 \"w\"]}", sum, same, word);
        checkRefused(
                "[:find ?b :in $ ?f :where [_ :age ?a] [(?f ?a) ?b]]",
                "query/where",
                "Cannot call 5 in [(?f ?a) ?b], expected a function",
                DB,
                5);
    }

    @Test
    void functions_ofTheJdk_takeAsManyArgumentsAsTheyHave() {
        Function<Object, Object> one = value -> value;
        BiPredicate<Object, Object> two = Object::equals;
        checkRefused(
                "[:find ?x :in ?f :where [(?f 1 2) ?x]]",
                "query/where",
                "Cannot call a function of 1 arguments with 2 in [(?f 1 2) ?x]",
                one);
        checkRefused(
                "[:find ?x :in ?f ?x :where [(?f ?x)]]",
                "query/where",
                "Cannot call a function of 2 arguments with 1 in [(?f ?x)]",
                two,
                1);
        checkRefused(
                "[:find ?x :in ?f ?x :where [(?f ?x)]]",
                "query/where",
                "Cannot call 5 in [(?f ?x)], expected a function",
                5,
                1);
    }

    @Test
    void rules_changedAfterARun_areReadAnew() {
        Query query = Query.parse("[:find [?x ...] :in % :where (r ?x)]");
        List<Object> rules = new ArrayList<>();
        rules.add(Edn.read("[(r ?x) [(ground 1) ?x]]"));
        assertThat(query.run(rules)).isEqualTo(List.of(1L));
        rules.add(Edn.read("[(r ?x) [(ground 2) ?x]]"));
        assertThat((List<?>) query.run(rules)).hasSize(2);
    }

    @Test
    void past_ofWhatIsUniqueNow_mayHaveAValueTwice() {
        Database database = Database.withHistory(Schema.empty())
                .with("[{:db/id 1 :a 1 :b 1} {:db/id 2 :a 1 :b 2}]")
                .dbAfter()
                .with("[[:db/add 2 :a 2]]")
                .dbAfter()
                .withSchema(Schema.parse("{:a {:db/unique :db.unique/value}}"));
        checkRows("[:find ?v :where [?e :a ?v] [?e :b]]", "[[1]]", database.asOf(1));
        checkRows("[:find ?e ?w :in $ ?v :where [?e :a ?v] [?e :b ?w]]", "[[1 1] [2 2]]", database.asOf(1), 1);
    }

    @Test
    void functions_asRuleArguments_areCalled() {
        Predicate<Long> even = n -> n % 2 == 0;
        checkRows(
                "[:find ?x :in $ % ?even :where (match ?even ?x)]",
                "[[2]]", edn("[[1] [2] [3]]"), "[[(match ?p ?x) [?x] [(?p ?x)]]]", even);
        checkRows(
                "[:find ?x :in $ % [?p ...] :where (match ?p ?x)]",
                "[[2]]", edn("[[1] [2] [3]]"), "[[(match [?p] ?x) [?x] [(?p ?x)]]]", List.of(even));
    }

    @Test
    void history_hasAFifthTerm() {
        Database history = Database.withHistory(DB.schema())
                .with("[{:db/id 1 :name \"A\" :age 1}]")
                .dbAfter()
                .with("[{:db/id 1 :age 2}]")
                .dbAfter()
                .history();
        checkRows("[:find ?a ?added :where [1 :age ?a ?tx ?added]]", "[[1 true] [1 false] [2 true]]", history);
        checkRows("[:find ?a :where [?e :age ?a _ false] [?e :name \"A\"]]", "[[1]]", history);
        checkRows("[:find ?t :where [[:name \"A\"] _ 2 ?t true]]", "[[536870914]]", history);
        checkRows("[:find ?a ?op :where [1 :age ?a _ ?op]]", "[[15 true]]", DB);
        checkRows("[:find ?a :where [1 :age ?a _ false]]", "[]", DB);
        checkRefused(
                "[:find ?a :where [1 :age ?a _ _ _]]",
                "query/where",
                "A pattern on a database has at most 5 terms: [1 :age ?a _ _ _]",
                DB);
    }

    @Test
    void history_ofWhatIsNoEntity_isEmpty() {
        Database history = Database.withHistory(Schema.parse("{:name {:db/unique :db.unique/identity}}"))
                .with("[{:db/id 1 :name \"a\"}]")
                .dbAfter()
                .history();
        for (Object entity : List.of(Keyword.of("nobody"), List.of(Keyword.of("name"), "b"), -1, 1L << 40, "x", 1.5)) {
            checkRows("[:find ?n :in $ ?e :where [?e :name ?n]]", "[]", history, entity);
        }
        checkRows("[:find ?n :where [-1 :name ?n]]", "[]", history);
        checkRows("[:find ?n :in $ ?e :where [?e :name ?n]]", "[[\"a\"]]", history, List.of(Keyword.of("name"), "a"));
    }

    @Test
    void past_isQueriedLikeThePresent() {
        Database now = Database.withHistory(DB.schema())
                .with("[{:db/id 1 :name \"A\" :age 1}]")
                .dbAfter()
                .with("[{:db/id 1 :age 2} {:db/id 2 :age 5}]")
                .dbAfter();
        checkRows("[:find ?e ?a :where [?e :age ?a]]", "[[1 1]]", now.asOf(1));
        checkRows("[:find ?e ?a :where [?e :age ?a]]", "[[1 2] [2 5]]", now.since(1));
        checkRows("[:find ?e ?n :where [?e :name ?n] [?e :age]]", "[]", now.since(1));
        checkRows("[:find ?e ?n :in $ $all :where [?e :age] [$all ?e :name ?n]]", "[[1 \"A\"]]", now.since(1), now);
        checkRows("[:find ?a :where [1 :age ?a]]", "[]", now.filter((database, datom) -> datom.entity() != 1));
    }
}
