package io.entangle.datalog.query;

import static io.entangle.datalog.query.Queries.checkRefused;
import static io.entangle.datalog.query.Queries.checkRows;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.Database;
import io.entangle.datalog.edn.Edn;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QueryRulesTest {
    private static final Database DB = Queries.db(
            "{:follow {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}}",
            "[{:db/id 5 :follow 3} {:db/id 1 :follow 2} {:db/id 2 :follow [3 4]} {:db/id 3 :follow 4} {:db/id 4 :follow 6}]");

    private static final String FOLLOW =
            "[[(follow ?x ?y) [?x :follow ?y]] [(follow ?x ?y) [?x :follow ?t] (follow ?t ?y)]]";

    @Test
    void rule_withoutRecursion_isWrittenOut() {
        checkRows(
                "[:find ?e ?f :in $ % :where (r ?e ?f)]",
                "[[1 2] [2 3] [3 4] [2 4] [5 3] [4 6]]", DB, "[[(r ?x ?y) [?x :follow ?y]]]");
        checkRows(
                "[:find ?e ?f :in $ % :where (r ?e ?f)]",
                "[[1 3] [2 4] [5 4] [1 4] [3 6] [2 6]]",
                DB,
                "[[(step ?x ?y) [?x :follow ?y]] [(r ?x ?y) (step ?x ?t) (step ?t ?y)]]");
        checkRows("[:find ?f :in $ % :where (r 1 ?f)]", "[[2]]", DB, Edn.read("[[(r ?x ?y) [?x :follow ?y]]]"));
        checkRows("[:find ?e :in $ % :where (r ?e _) (r _ ?e)]", "[[2] [3] [4]]", DB, "[[(r ?x ?y) [?x :follow ?y]]]");
        checkRows("[:find ?e :in $ % :where (r ?e ?e)]", "[]", DB, "[[(r ?x ?y) [?x :follow ?y]]]");
    }

    @Test
    void rule_branches_areAlternatives() {
        checkRows(
                "[:find ?f :in $ % :where (both 3 ?f)]",
                "[[2] [5] [4]]", DB, "[[(both ?x ?y) [?x :follow ?y]] [(both ?x ?y) [?y :follow ?x]]]");
    }

    @Test
    void rule_recursive_isTheLeastThatHolds() {
        checkRows("[:find ?y :in $ % :where (follow 1 ?y)]", "[[2] [3] [4] [6]]", DB, FOLLOW);
        checkRows("[:find ?x :in $ % :where (follow ?x 4)]", "[[1] [2] [3] [5]]", DB, FOLLOW);
        checkRows(
                "[:find ?x ?y :in $ % :where (follow ?x ?y) [?x :follow 3]]",
                "[[5 3] [5 4] [5 6] [2 3] [2 4] [2 6]]", DB, FOLLOW);
        checkRows("[:find ?x :in $ % ?y :where (follow ?x ?y)]", "[[1] [2] [3] [5] [4]]", DB, FOLLOW, 6);
        checkRows(
                "[:find ?x ?y :in $ % [?x ...] :where (follow ?x ?y)]",
                "[[3 4] [3 6] [4 6]]", DB, FOLLOW, List.of(3, 4, 9));
        assertThat(Query.parse("[:find ?x ?y :in $ % :where (follow ?x ?y)]").rows(DB, FOLLOW))
                .hasSize(13);
        checkRows("[:find ?ok :in $ % :where (follow 1 6) [(ground true) ?ok]]", "[[true]]", DB, FOLLOW);
        checkRows("[:find ?ok :in $ % :where (follow 6 1) [(ground true) ?ok]]", "[]", DB, FOLLOW);
    }

    @Test
    void rule_leftRecursive_ends() {
        String left = "[[(follow ?x ?y) (follow ?x ?t) [?t :follow ?y]] [(follow ?x ?y) [?x :follow ?y]]]";
        checkRows("[:find ?y :in $ % :where (follow 1 ?y)]", "[[2] [3] [4] [6]]", DB, left);
        checkRows("[:find ?x :in $ % :where (follow ?x 6)]", "[[1] [2] [3] [4] [5]]", DB, left);
        String both = "[[(follow ?x ?y) (follow ?x ?t) (follow ?t ?y)] [(follow ?x ?y) [?x :follow ?y]]]";
        checkRows("[:find ?y :in $ % :where (follow 1 ?y)]", "[[2] [3] [4] [6]]", DB, both);
        assertThat(Query.parse("[:find ?x ?y :in $ % :where (follow ?x ?y)]").rows(DB, both))
                .hasSize(13);
    }

    @Test
    void rule_overCycles_ends() {
        Database cyclic = DB.with("[[:db/add 6 :follow 1]]").dbAfter();
        checkRows("[:find ?y :in $ % :where (follow 1 ?y)]", "[[1] [2] [3] [4] [6]]", cyclic, FOLLOW);
        checkRows("[:find ?x :in $ % :where (follow ?x ?x)]", "[[1] [2] [3] [4] [6]]", cyclic, FOLLOW);
    }

    @Test
    void rules_mutuallyRecursive_end() {
        String parity = "[[(f1 ?x ?y) [?x :f1 ?y]] [(f1 ?x ?y) [?t :f1 ?y] (f2 ?x ?t)]"
                + " [(f2 ?x ?y) [?x :f2 ?y]] [(f2 ?x ?y) [?t :f2 ?y] (f1 ?x ?t)]]";
        List<?> edges = (List<?>) Edn.read("[[0 :f1 1] [1 :f2 2] [2 :f1 3] [3 :f2 4] [4 :f1 5] [5 :f2 6]]");
        checkRows("[:find ?y :in $ % :where (f1 0 ?y)]", "[[1] [3] [5]]", edges, parity);
        checkRows(
                "[:find ?x ?y :in $ % :where (f1 ?x ?y) [(> ?y 3)]]", "[[0 5] [2 5] [4 5] [1 5] [3 5]]", edges, parity);
    }

    @Test
    void rule_variables_areItsOwn() {
        // ?t and ?y mean something else in the query than in the rule.
        checkRows(
                "[:find ?t ?y :in $ % :where [?t :follow 6] (follow ?y ?t)]", "[[4 1] [4 2] [4 3] [4 5]]", DB, FOLLOW);
        checkRows(
                "[:find ?y ?x :in $ % :where (follow ?y ?x) [?y :follow 4] [?x :follow 6]]",
                "[[2 4] [3 4]]", DB, FOLLOW);
    }

    @Test
    void rule_required_mustBeBound() {
        String rules = "[[(older [?a] ?b) [(+ ?a 1) ?b]] [(older [?a] ?b) [(+ ?a 2) ?b]]]";
        checkRows("[:find ?b :in % :where [(ground 1) ?a] (older ?a ?b)]", "[[2] [3]]", (Object) rules);
        checkRows("[:find ?b :in % :where (older 1 ?b)]", "[[2] [3]]", (Object) rules);
        checkRows("[:find ?b :in % ?a :where (older ?a ?b)]", "[[2] [3]]", rules, 1);
        checkRefused(
                "[:find ?b :in % :where (older ?a ?b)]",
                "query/where", "Insufficient bindings: #{?a} not bound in (older ?a ?b)", (Object) rules);
        String recursive = "[[(reach [?a] ?b) [?a :follow ?b]] [(reach [?a] ?b) [?a :follow ?t] (reach ?t ?b)]]";
        checkRows("[:find ?b :in $ % :where (reach 1 ?b)]", "[[2] [3] [4] [6]]", DB, recursive);
        checkRefused(
                "[:find ?b :in $ % :where (reach ?a ?b)]",
                "query/where", "Insufficient bindings: #{?a} not bound in (reach ?a ?b)", DB, recursive);
        checkRefused(
                "[:find ?y :in $ % :where (r 1 ?y)]",
                "query/where",
                "Insufficient bindings: #{?z} not bound in (r ?z ?y)",
                DB,
                "[[(r [?x] ?y) [?x :follow ?y]] [(r [?x] ?y) [?x :follow] (r ?z ?y)]]");
        checkRows(
                "[:find ?y :in $ % :where (r 5 ?y)]",
                "[[2] [3] [4] [6]]",
                DB,
                "[[(r [?x] ?y) [?x :follow ?y]] [(r [?x] ?y) [?x :follow] [?z :follow] (r ?z ?y)]]");
    }

    @Test
    void rule_falseAndNil_areValuesLikeOthers() {
        checkRows(
                "[:find ?x :in $ % :where (is ?x false)]",
                "[[1]]", Edn.read("[[1 false] [2 true]]"), "[[(is ?x ?v) [?x ?v]]]");
        checkRows(
                "[:find ?x ?v :in $ % :where (is ?x ?v)]",
                "[[1 false] [2 nil]]", Edn.read("[[1 false] [2 nil]]"), "[[(is ?x ?v) [?x ?v]]]");
    }

    @Test
    void rule_withSource_looksIntoIt() {
        Database other =
                Queries.db("{:follow {:db/valueType :db.type/ref}}", "[[:db/add 7 :follow 8] [:db/add 8 :follow 9]]");
        checkRows("[:find ?y :in $ $2 % :where ($2 follow 7 ?y)]", "[[8] [9]]", DB, other, FOLLOW);
        checkRows("[:find ?y :in $ $2 % :where ($2 r 7 ?y)]", "[[8]]", DB, other, "[[(r ?x ?y) [?x :follow ?y]]]");
        checkRows(
                "[:find ?x ?y :in $ $2 % :where ($2 follow ?x ?y) (follow ?z 6) [(= ?z 1)]]",
                "[[7 8] [7 9] [8 9]]", DB, other, FOLLOW);
        checkRows("[:find ?y :in $ $2 % :where ($2 not (follow 1 ?y)) [4 :follow ?y]]", "[[6]]", DB, other, FOLLOW);
    }

    @Test
    void rule_withNegation_holdsWhereThatDoesNot() {
        String rules = "[[(leaf ?x) [_ :follow ?x] (not [?x :follow])]"
                + " [(reach ?x ?y) [?x :follow ?y]] [(reach ?x ?y) [?x :follow ?t] (reach ?t ?y)]"
                + " [(apart ?x ?y) [?x :follow] [?y :follow] (not (reach ?x ?y))]]";
        checkRows("[:find ?x :in $ % :where (leaf ?x)]", "[[6]]", DB, rules);
        checkRows("[:find ?y :in $ % :where (apart 3 ?y)]", "[[1] [2] [3] [5]]", DB, rules);
        checkRows("[:find ?x :in $ % :where [?x :follow] (not (reach ?x 3))]", "[[3] [4]]", DB, rules);
        checkRows(
                "[:find ?x :in $ % :where [?x :follow] (not-join [?x] (reach ?x ?z) [?z :follow 6])]",
                "[[4]]", DB, rules);
    }

    @Test
    void rule_needingItselfNotToHold_isRefused() {
        checkRefused(
                "[:find ?x :in $ % :where (odd ?x)]",
                "query/stratification",
                "Rule 'odd needs itself not to hold, in (not (odd ?y))",
                DB,
                "[[(odd ?x) [?x :follow ?y] (not (odd ?y))]]");
        checkRefused(
                "[:find ?x :in $ % :where (a ?x)]",
                "query/stratification",
                "Rule 'a needs itself not to hold, in (not (b ?x))",
                DB,
                "[[(a ?x) [?x :follow] (not (b ?x))] [(b ?x) (a ?x)]]");
    }

    @Test
    void rule_withAlternatives_isEvaluatedInEach() {
        String rules = "[[(linked ?x ?y) (or [?x :follow ?y] [?y :follow ?x])]"
                + " [(near ?x ?y) (or-join [?x ?y] (linked ?x ?y) (and (linked ?x ?t) (near ?t ?y)))]]";
        checkRows("[:find ?y :in $ % :where (near 6 ?y)]", "[[1] [2] [3] [4] [5] [6]]", DB, rules);
        String plain = "[[(far ?x ?y) [?x :follow ?t] (or (and [?t :follow ?y] [?y :follow]) (far ?t ?y))]]";
        checkRows("[:find ?y :in $ % :where (far 1 ?y)]", "[[3] [4]]", DB, plain);
        String joined = "[[(up ?x ?y) (or-join [?x ?y] [?x :follow ?y] (and [?x :follow ?t] (up ?t ?y)))]]";
        checkRows("[:find ?y :in $ % :where (up 1 ?y)]", "[[2] [3] [4] [6]]", DB, joined);
    }

    @Test
    void rule_inAlternativesAndNegation_isCalled() {
        checkRows(
                "[:find ?x :in $ % :where [?x :follow] (or (follow ?x 3) [?x :follow 6])]",
                "[[1] [2] [4] [5]]", DB, FOLLOW);
        checkRows(
                "[:find ?x ?y :in $ % :where (or (follow ?x ?y) [?y :follow ?x]) [(= ?x 5)]]",
                "[[5 3] [5 4] [5 6]]", DB, FOLLOW);
    }

    @Test
    void rule_functions_areBoundedByWhatIsAsked() {
        String count = "[[(upto ?n ?m) [(identity ?n) ?m]] [(upto ?n ?m) [(> ?n 0)] [(dec ?n) ?k] (upto ?k ?m)]]";
        checkRows("[:find ?m :in % :where (upto 3 ?m)]", "[[0] [1] [2] [3]]", (Object) count);
        String endless = "[[(count ?n ?m) [(identity ?n) ?m]] [(count ?n ?m) (count ?n ?k) [(inc ?k) ?m]]]";
        Query query = Query.parse("[:find ?m :in % :where (count 0 ?m)]");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> query.within(new QueryLimits(10_000, null)).rows(endless))
                .hasMessage("A step of the query has more than 10000 rows");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> query.within(new QueryLimits(Long.MAX_VALUE, Duration.ofMillis(50)))
                                .rows(endless))
                .hasMessage("The query has taken more than 50 ms");
    }

    @Test
    void rules_manyLevels_areNotWrittenOutForEver() {
        StringBuilder rules = new StringBuilder("[[(r0 ?x ?y) [?x :follow ?y]]");
        for (int i = 1; i <= 40; i++) {
            rules.append(" [(r")
                    .append(i)
                    .append(" ?x ?y) (r")
                    .append(i - 1)
                    .append(" ?x ?y)] [(r")
                    .append(i)
                    .append(" ?x ?y) (r")
                    .append(i - 1)
                    .append(" ?x ?y)]");
        }
        checkRows(
                "[:find ?y :in $ % :where (r40 2 ?y)]",
                "[[3] [4]]", DB, rules.append("]").toString());
    }

    @Test
    void rules_asTextOrForms_areTheSame() {
        Query query = Query.parse("[:find ?y :in $ % :where (follow 1 ?y)]");
        checkRows(query, "[[2] [3] [4] [6]]", DB, FOLLOW);
        checkRows(query, "[[2] [3] [4] [6]]", DB, Edn.read(FOLLOW));
        checkRows(query, "[[2]]", DB, "[[(follow ?x ?y) [?x :follow ?y]]]");
    }

    @Test
    void explain_rule_sumsItsRounds() {
        String text = Query.parse("[:find ?y :in $ % :where (follow 1 ?y)]").explain(DB, FOLLOW);
        assertThat(text).contains("(follow 1 ?y)").containsPattern("in \\d+ runs");
    }
}
