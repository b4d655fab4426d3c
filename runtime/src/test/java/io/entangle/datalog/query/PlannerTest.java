package io.entangle.datalog.query;

import static io.entangle.datalog.query.Queries.checkRows;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.Database;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Mistakes that planners of other engines have made, a case each; and that plans are good, and kept. */
final class PlannerTest {
    private static final Database DB = Queries.db(
            "{:aka {:db/cardinality :db.cardinality/many} :friend {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}"
                    + " :name {:db/unique :db.unique/identity}}",
            "[{:db/id 1 :name \"Ivan\" :age 15 :friend [2 3]} {:db/id 2 :name \"Petr\" :age 37 :friend 3 :email \"p@\"}"
                    + " {:db/id 3 :name \"Oleg\" :age 37} {:db/id 4 :age 10 :friend 4}]");

    /** People, of whom few are called Ann and all have an age. */
    private static final Database PEOPLE = people(3_000);

    private static Database people(int count) {
        List<Map<?, ?>> txData = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            txData.add(Map.of(
                    Keyword.of("db/id"),
                    i,
                    Keyword.of("name"),
                    i % 1_000 == 0 ? "Ann" : "Bob",
                    Keyword.of("age"),
                    i % 50,
                    Keyword.of("boss"),
                    1 + i / 2));
        }
        return Database.empty(Schema.parse("{:boss {:db/valueType :db.type/ref}}"))
                .with(txData)
                .dbAfter();
    }

    @Test
    void wideRows_areInTheOrderOfFind() {
        // Rows wider than a hand, with names in no order: each value belongs to its variable.
        checkRows(
                "[:find ?z ?a ?y ?b ?x ?c ?w ?d ?v :where [1 :age ?a] [(+ ?a 1) ?b] [(+ ?a 2) ?c] [(+ ?a 3) ?d] [(+ ?a 4) ?v]"
                        + " [(+ ?a 5) ?w] [(+ ?a 6) ?x] [(+ ?a 7) ?y] [(+ ?a 8) ?z]]",
                "[[23 15 22 16 21 17 20 18 19]]",
                DB);
        checkRows(
                "[:find ?q ?a ?p ?b ?o ?c ?n ?d ?m :where [1 :age ?a] [(+ ?a 1) ?b] [(+ ?a 2) ?c] [(+ ?a 3) ?d] [(+ ?a 4) ?m]"
                        + " [(+ ?a 5) ?n] [(+ ?a 6) ?o] [(+ ?a 7) ?p] [(+ ?a 8) ?q]]",
                "[[23 15 22 16 21 17 20 18 19]]",
                DB);
    }

    @Test
    void getElse_ofAJoinedVariable_isNoInnerJoin() {
        checkRows(
                "[:find ?n ?m :where [?e :friend ?f] [?f :name ?n] [(get-else $ ?f :email \"none\") ?m]]",
                "[[\"Petr\" \"p@\"] [\"Oleg\" \"none\"]]",
                DB);
    }

    @Test
    void ruleBody_doesNotCaptureVariablesOfTheCaller() {
        String rules = "[[(older ?x ?y) [?x :age ?a] [?y :age ?b] [(> ?a ?b)]]]";
        checkRows("[:find ?a ?b :in $ % :where [?a :name] [?b :name] (older ?b ?a)]", "[[1 2] [1 3]]", DB, rules);
        checkRows("[:find ?y ?x :in $ % :where (older ?y ?x) [?y :name \"Petr\"]]", "[[2 1] [2 4]]", DB, rules);
    }

    @Test
    void recursiveRule_whoseCallTransformsItsArgument_ends() {
        String rules = "[[(dist ?x ?y ?n) [?x :friend ?y] [(ground 1) ?n]]"
                + " [(dist ?x ?y ?n) [?x :friend ?t] (dist ?t ?y ?m) [(inc ?m) ?n] [(< ?n 4)]]]";
        checkRows("[:find ?y ?n :in $ % :where (dist 1 ?y ?n)]", "[[2 1] [3 1] [3 2]]", DB, rules);
        checkRows("[:find ?n :in $ % :where (dist 4 4 ?n)]", "[[1] [2] [3]]", DB, rules);
        String down = "[[(down ?n ?e) [?e :age ?n]] [(down ?n ?e) [(> ?n 0)] [(- ?n 1) ?m] (down ?m ?e)]]";
        checkRows("[:find ?e :in $ % :where (down 16 ?e)]", "[[1] [4]]", DB, down);
    }

    @Test
    void predicate_onASecondGroup_isNotDropped() {
        checkRows("[:find ?e ?f :where [?e :friend ?f] [?f :age ?a] [(< ?a 20)]]", "[[4 4]]", DB);
        checkRows(
                "[:find ?e ?f :where [?e :age ?a] [?f :age ?b] [(< ?a ?b)] [(= ?b 37)] [?f :email]]",
                "[[1 2] [4 2]]",
                DB);
    }

    @Test
    void not_isNoEquality() {
        checkRows("[:find ?e :where [?e :age ?a] (not [(= ?a 37)])]", "[[1] [4]]", DB);
        checkRows("[:find ?e :where [?e :age ?a] (not [?e :age 37])]", "[[1] [4]]", DB);
        checkRows("[:find ?e ?f :where [?e :friend ?f] (not [(= ?e ?f)])]", "[[1 2] [1 3] [2 3]]", DB);
    }

    @Test
    void repeatedVariable_withinAlternativesAndRules_isOneValue() {
        checkRows("[:find ?e :where (or [?e :friend ?e] [?e :email])]", "[[4] [2]]", DB);
        checkRows("[:find ?e :where [?e :age] (not [?e :friend ?e])]", "[[1] [2] [3]]", DB);
        checkRows("[:find ?e :in $ % :where (self ?e)]", "[[4]]", DB, "[[(self ?x) [?x :friend ?x]]]");
        checkRows("[:find ?e :in $ % :where (linked ?e ?e)]", "[[4]]", DB, "[[(linked ?x ?y) [?x :friend ?y]]]");
        checkRows(
                "[:find ?e :in $ % :where (linked ?e ?e)]",
                "[[4]]", DB, "[[(linked ?x ?y) [?x :friend ?y]] [(linked ?x ?y) [?x :friend ?t] (linked ?t ?y)]]");
    }

    @Test
    void lookupRefInput_keepsItsValue() {
        checkRows(
                "[:find ?e ?n :in $ [?e ...] :where [?e :friend ?f] [?f :name ?n] [?e :age ?a] [(< ?a 30)]]",
                "[[[:name \"Ivan\"] \"Petr\"] [[:name \"Ivan\"] \"Oleg\"]]",
                DB,
                Edn.read("[[:name \"Ivan\"] [:name \"Petr\"]]"));
    }

    @Test
    void inputs_ofOtherValues_useTheSamePlanRightly() {
        Query query = Query.parse("[:find ?e :in $ ?n :where [?e :name ?n] [?e :age ?a] [(< ?a 20)]]");
        checkRows(query, "[[1]]", DB, "Ivan");
        checkRows(query, "[]", DB, "Petr");
        checkRows(query, "[[1]]", DB, "Ivan");
        Query many = Query.parse("[:find (count ?e) . :in $ ?n :where [?e :name ?n] [?e :age ?a]]");
        assertThat(many.run(PEOPLE, "Ann")).isEqualTo(3L);
        assertThat(many.run(PEOPLE, "Bob")).isEqualTo(2_997L);
        assertThat(many.run(DB, "Ivan")).isEqualTo(1L);
    }

    /** The rows that steps have made, as the explanation tells. */
    private static List<Long> found(String query, Object... inputs) {
        return Query.parse(query)
                .explain(inputs)
                .lines()
                .skip(1)
                .map(line -> Long.parseLong(line.substring(86, 98).trim()))
                .toList();
    }

    @Test
    void order_ofClauses_doesNotCount() {
        List<Long> one = found("[:find ?e ?a :where [?e :name \"Ann\"] [?e :age ?a]]", PEOPLE);
        assertThat(found("[:find ?e ?a :where [?e :age ?a] [?e :name \"Ann\"]]", PEOPLE))
                .isEqualTo(one)
                .containsExactly(3L, 3L, 3L);
    }

    @Test
    void selective_patterns_comeFirst() {
        assertThat(found(
                        "[:find ?b :where [?e :age ?a] [?e :boss ?b] [?b :name \"Ann\"] [?b :boss ?c] [?c :age 1]]",
                        PEOPLE))
                .allMatch(rows -> rows <= 3_000 / 50 + 1);
        assertThat(found("[:find ?e :where [?e :age ?a] [?e :name ?n] [(= ?n \"Ann\")]]", PEOPLE))
                .allMatch(rows -> rows == 3);
        assertThat(found("[:find ?e :where [?e :boss ?b] [?e :age ?a] [(< ?a 1)]]", PEOPLE))
                .allMatch(rows -> rows == 60);
    }

    @Test
    void valueJoin_isMadeOfDistinctValues() {
        // Of 2,997 people only the 50 ages they have are looked up.
        assertThat(found("[:find ?f :where [?e :name \"Bob\"] [?e :age ?a] [?f :age ?a] [?f :boss]]", PEOPLE))
                .containsExactly(2_997L, 50L, 3_000L, 3_000L, 3_000L);
    }

    @Test
    void severalGroups_areJoinedOneAfterTheOther() {
        assertThat(Query.parse("[:find (count ?e) . :with ?b ?c :where [?e :boss ?b] [?b :boss ?c] [?c :age 7]]")
                        .run(PEOPLE))
                .isEqualTo(IntStream.rangeClosed(1, 3_000)
                        .filter(e -> (1 + (1 + e / 2) / 2) % 50 == 7)
                        .count());
        assertThat(Query.parse(
                                "[:find (count ?e) . :where [?a :x1 ?e] [?b :x2 ?e] [?c :x3 ?e] [?d :x4 ?e] [?f :x5 ?e] [?g :x6 ?e] [?h :x7 ?e]"
                                        + " [?i :x8 ?e] [?j :x9 ?e] [?k :x10 ?e] [?l :x11 ?e]]")
                        .run(PEOPLE))
                .isNull();
    }
}
