package io.entangle.datalog.query;

import static io.entangle.datalog.query.Queries.check;
import static io.entangle.datalog.query.Queries.checkRefused;
import static io.entangle.datalog.query.Queries.checkRows;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.Database;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.function.Functions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Patterns, predicates, functions, negation and alternatives. */
final class QueryWhereTest {
    private static final Database DB = Queries.db(
            "{:aka {:db/cardinality :db.cardinality/many} :friend {:db/valueType :db.type/ref}"
                    + " :e {:db/valueType :db.type/ref} :hidden {:db/index false} \"s\" {}}",
            "[{:db/id 1 :name \"Ivan\" :age 15 :aka [\"X\" \"Y\"] :hidden 5} {:db/id 2 :name \"Ivan\" :age 37 :friend 1 :hidden 6}"
                    + " {:db/id 3 :name \"Petr\" :age 37 :email \"p@\" :friend 3 :e 3 \"s\" 1}]",
            "[{:db/id 4 :age 15 :mixed 1} {:db/id 5 :age 22 :mixed \"a\"} {:db/id 6 :mixed 1.0}]");

    @Test
    void pattern_terms_areConstantsVariablesOrBlank() {
        checkRows("[:find ?e :where [?e :name \"Ivan\"]]", "[[1] [2]]", DB);
        checkRows("[:find ?e :where [?e :name \"Ivan\"] [?e :age 37]]", "[[2]]", DB);
        checkRows("[:find ?e ?a :where [?e :name _] [?e :age ?a]]", "[[1 15] [2 37] [3 37]]", DB);
        checkRows("[:find ?e :where [?e :name]]", "[[1] [2] [3]]", DB);
        checkRows("[:find ?v :where [1 :aka ?v]]", "[[\"X\"] [\"Y\"]]", DB);
        checkRows("[:find ?a :where [1 ?a]]", "[[:age] [:aka] [:hidden] [:name]]", DB);
        checkRows("[:find ?e :where [?e]]", "[[1] [2] [3] [4] [5] [6]]", DB);
        checkRows("[:find ?e ?a :where [?e ?a 15]]", "[[1 :age] [4 :age]]", DB);
        checkRows("[:find ?e :where [?e _ 37]]", "[[2] [3]]", DB);
        checkRows("[:find ?v :where [_ \"s\" ?v]]", "[[1]]", DB);
        checkRows("[:find ?e :where [?e :unknown ?x]]", "[]", DB);
        checkRows("[:find ?e :where [?e 5 ?x]]", "[]", DB);
        checkRows("[:find ?x :where [1 :age] [(ground 7) ?x]]", "[[7]]", DB);
        checkRows("[:find ?x :where [1 :nothing] [(ground 7) ?x]]", "[]", DB);
    }

    @Test
    void pattern_transaction_isAFourthTerm() {
        checkRows("[:find ?e ?t :where [?e :mixed _ ?t]]", "[[4 536870914] [5 536870914] [6 536870914]]", DB);
        checkRows("[:find ?e :where [?e :age _ 536870914]]", "[[4] [5]]", DB);
        checkRows("[:find ?e :in $ ?t :where [?e :age _ ?t]]", "[[1] [2] [3]]", DB, Database.FIRST_TX + 1);
        checkRows("[:find ?e ?f :where [?e :email _ ?t] [?f :hidden _ ?t]]", "[[3 1] [3 2]]", DB);
        checkRows("[:find ?t :where [1 :aka _ ?t]]", "[[536870913]]", DB);
    }

    @Test
    void pattern_valueNotSortedBy_isFoundAllTheSame() {
        checkRows("[:find ?e :where [?e :hidden 6]]", "[[2]]", DB);
        checkRows("[:find ?e ?x :in $ [?x ...] :where [?e :hidden ?x]]", "[[1 5] [2 6]]", DB, List.of(5, 6, 7));
    }

    @Test
    void variable_twiceInAPattern_isOneValue() {
        checkRows("[:find ?a :where [?a :e ?a]]", "[[3]]", DB);
        checkRows("[:find ?a :where [?a _ ?a]]", "[[3]]", DB);
        checkRows("[:find ?a :where [?a :age] [?a :friend ?a]]", "[[3]]", DB);
        checkRows("[:find ?a :where [_ ?a ?a]]", "[]", DB);
    }

    @Test
    void variable_ofTwoPatterns_joins() {
        checkRows("[:find ?e ?f :where [?e :friend ?f]]", "[[2 1] [3 3]]", DB);
        checkRows("[:find ?e ?n :where [?e :friend ?f] [?f :name ?n]]", "[[2 \"Ivan\"] [3 \"Petr\"]]", DB);
        checkRows("[:find ?e ?f :where [?e :age ?a] [?f :age ?a] [(< ?e ?f)]]", "[[1 4] [2 3]]", DB);
        checkRows("[:find ?x ?y :where [?x :email] [?y :mixed \"a\"]]", "[[3 5]]", DB);
        checkRows("[:find ?e ?attr ?f :where [?e ?attr ?f] [?f :name \"Petr\"]]", "[[3 :friend 3] [3 :e 3]]", DB);
        checkRows("[:find ?attr ?x ?y :where [2 ?attr ?x] [3 ?attr ?y] [(= ?x ?y)]]", "[[:age 37 37]]", DB);
    }

    @Test
    void numbers_unifyOnlyWithinAType() {
        checkRows("[:find ?e :where [?e :mixed 1]]", "[[4]]", DB);
        checkRows("[:find ?e :where [?e :mixed 1.0]]", "[[6]]", DB);
        checkRows("[:find ?e :in $ ?x :where [?e :mixed ?x]]", "[[4]]", DB, 1);
        checkRows("[:find ?e ?f :where [?e :mixed ?x] [?f \"s\" ?x]]", "[[4 3]]", DB);
    }

    @Test
    void predicates_filter() {
        checkRows("[:find ?e :where [?e :age ?a] [(> ?a 20)]]", "[[2] [3] [5]]", DB);
        checkRows("[:find ?e :where [?e :age ?a] [(< 20 ?a)]]", "[[2] [3] [5]]", DB);
        checkRows("[:find ?e :where [?e :age ?a] [(< 15 ?a 37)]]", "[[5]]", DB);
        checkRows("[:find ?e :where [?e :age ?a] [(>= ?a 15.5)] [(<= ?a 22)]]", "[[5]]", DB);
        checkRows("[:find ?e :where [?e :age ?a] [(= ?a 22)]]", "[[5]]", DB);
        checkRows("[:find ?e :where [?e :age ?a] [(not= ?a 37)] [(!= ?a 22)]]", "[[1] [4]]", DB);
        checkRows("[:find ?e :where [?e :age ?a] [(even? ?a)]]", "[[5]]", DB);
        checkRows("[:find ?e :where [(even? ?e)] [?e :age]]", "[[2] [4]]", DB);
        checkRows("[:find ?e :where [?e :mixed ?x] [(< ?x \"a\")]]", "[[4] [6]]", DB);
        checkRows("[:find ?e :where [?e :mixed ?x] [(>= ?x 1)]]", "[[4] [5] [6]]", DB);
        checkRows("[:find ?e :where [?e :mixed ?x] [(<= ?x 1.0)]]", "[[4] [6]]", DB);
        checkRows("[:find ?e ?f :where [?e :age ?a] [?f \"s\" ?b] [(> ?a ?b)] [(>= ?e 4)]]", "[[4 3] [5 3]]", DB);
        checkRows("[:find ?e :where [?e :name] [(= 1 2)]]", "[]", DB);
        checkRows("[:find ?e :in $ ?x :where [?e :email] [(some? ?x)]]", "[]", DB, (Object) null);
    }

    @Test
    void predicates_truth_isNeitherNilNorFalse() {
        Functions functions = Functions.standard()
                .with("my/p", values -> values[0].equals(1L) ? "yes" : values[0].equals(2L) ? false : null);
        checkRows(Query.parse("[:find ?e :where [?e :age] [(my/p ?e)]]").withFunctions(functions), "[[1]]", DB);
    }

    @Test
    void functions_bindTheirValue() {
        checkRows("[:find ?e ?b :where [?e :age ?a] [(* ?a 2) ?b] [(> ?b 70)]]", "[[2 74] [3 74]]", DB);
        checkRows(
                "[:find ?e ?s :where [?e :name ?n] [(str ?n ?e) ?s]]",
                "[[1 \"Ivan1\"] [2 \"Ivan2\"] [3 \"Petr3\"]]",
                DB);
        checkRows("[:find ?x :where [(ground [1 2 3]) [?x ...]] [(> ?x 1)]]", "[[2] [3]]");
        checkRows("[:find ?x ?y :where [(ground [[1 2] [3 4]]) [[?x ?y]]]]", "[[1 2] [3 4]]");
        checkRows("[:find ?x ?y :where [(tuple 1 2) ?t] [(untuple ?t) [?x ?y]]]", "[[1 2]]");
        checkRows("[:find ?x :where [(range 3) [?x ...]]]", "[[0] [1] [2]]");
        checkRows(
                "[:find ?e ?x :where [?e :age] [(vector ?e) [_ ...]] [(identity ?e) ?x] [(< ?x 3)]]",
                "[[1 1] [2 2]]",
                DB);
    }

    @Test
    void functions_null_dropTheRow() {
        checkRows("[:find ?e ?x :where [?e :name ?n] [(re-find \"I.*\" ?n) ?x]]", "[[1 \"Ivan\"] [2 \"Ivan\"]]", DB);
    }

    @Test
    void functions_ofTwoForOneVariable_unify() {
        checkRows("[:find ?x :where [?e :age ?a] [(+ ?a 22) ?x] [(* ?a 2) ?y] [(+ ?y 7) ?x]]", "[[37]]", DB);
        checkRows("[:find ?e :where [?e :age ?a] [(+ 15 0) ?a]]", "[[1] [4]]", DB);
        checkRows("[:find ?e :in $ ?a :where [?e :age] [(+ ?e 1) ?a]]", "[[1]]", DB, 2);
        checkRows("[:find ?x :where [(ground [1 2]) [?x ...]] [(ground [2 3]) [?x ...]]]", "[[2]]");
    }

    @Test
    void functions_ofSources_lookIntoThem() {
        checkRows(
                "[:find ?e ?m :where [?e :name] [(get-else $ ?e :email \"none\") ?m]]",
                "[[1 \"none\"] [2 \"none\"] [3 \"p@\"]]",
                DB);
        checkRows(
                "[:find ?e ?m :where [?e :age 37] [(get-some $ ?e :email :hidden) ?m]]",
                "[[2 [:hidden 6]] [3 [:email \"p@\"]]]",
                DB);
        checkRows(
                "[:find ?e ?a ?v :where [?e :age 37] [(get-some $ ?e :email :hidden) [?a ?v]]]",
                "[[2 :hidden 6] [3 :email \"p@\"]]",
                DB);
        checkRows("[:find ?e :where [?e :name] [(missing? $ ?e :email)]]", "[[1] [2]]", DB);
        checkRows("[:find ?e :where [?e :name] [(missing? $ ?e :_friend)]]", "[[2]]", DB);
        checkRefused(
                "[:find ?x :where [1 :age] [(get-else $ 1 :email nil) ?x]]",
                "query/where",
                "get-else: nil default value is not supported",
                DB);
        checkRefused(
                "[:find ?e :where [?e :name] [(missing? $ ?e 5)]]",
                "query/function",
                "Cannot call (missing? " + DB + " 1 5): expected the name of an attribute, got: 5",
                DB);
    }

    @Test
    void functions_failing_areErrorsOnlyOnRowsThatAre() {
        // On a string even? fails; whichever comes first, the string's row is none.
        checkRows("[:find ?e :where [?e :mixed ?x] [(even? ?x)] [?e :age 16]]", "[]", DB);
        checkRows("[:find ?e :where [(inc ?x) ?y] [?e :mixed ?x] [?e :age 15]]", "[[4]]", DB);
        checkRefused(
                "[:find ?e :where [?e :mixed ?x] [(even? ?x)] [?e :age 22]]",
                "query/function",
                "Cannot call (even? \"a\"): expected a number, got: \"a\"",
                DB);
    }

    @Test
    void functions_failingInAQueryOfNothingElse_areErrors() {
        checkRefused(
                "[:find ?y :in ?x :where [(/ ?x 0) ?y]]", "query/function", "Cannot call (/ 1 0): Divide by zero", 1);
        checkRefused(
                "[:find ?x :in ?x :where [(even? ?x)]]",
                "query/function",
                "Cannot call (even? \"a\"): expected a number, got: \"a\"",
                "a");
    }

    @Test
    void functions_unknown_areRefused() {
        checkRefused(
                "[:find ?e :where [?e :age ?a] [(fun ?a)]]", "query/where", "Unknown predicate 'fun in [(fun ?a)]", DB);
        checkRefused(
                "[:find ?e :where [?e :age ?a] [(my/fun ?a) ?x]]",
                "query/where",
                "Unknown function 'my/fun in [(my/fun ?a) ?x]",
                DB);
    }

    @Test
    void functions_registered_areCalledByName() {
        Functions functions = Functions.standard()
                .with("my/next", values -> (Long) values[0] + 1)
                .with("<", values -> true);
        checkRows(
                Query.parse("[:find ?b :where [_ :age ?a] [(my/next ?a) ?b] [(< ?b 0)]]")
                        .withFunctions(functions),
                "[[16] [38] [23]]",
                DB);
    }

    @Test
    void not_removesWhatHolds() {
        checkRows("[:find ?e :where [?e :age] (not [?e :name])]", "[[4] [5]]", DB);
        checkRows("[:find ?e :where [?e :name] (not [?e :name \"Ivan\"] [?e :age 15])]", "[[2] [3]]", DB);
        checkRows("[:find ?e :where (not [?e :aka \"X\"]) [?e :name]]", "[[2] [3]]", DB);
        checkRows("[:find ?e ?a :where [?e :age ?a] (not [?e :age 15]) (not [(= ?a 22)])]", "[[2 37] [3 37]]", DB);
        checkRows("[:find ?e :where [?e :name] (not (not [?e :aka]))]", "[[1]]", DB);
        checkRows("[:find ?e ?f :where [?e :friend ?f] (not [?f :friend ?e])]", "[[2 1]]", DB);
        checkRows("[:find ?e :where [?e :name] (not [?x :email] [?x :age 99] [?e :age])]", "[[1] [2] [3]]", DB);
        checkRows("[:find ?e :where [?e :name] (not [_ :email] [?e :age])]", "[]", DB);
    }

    @Test
    void notJoin_isConnectedThroughItsVariables() {
        checkRows("[:find ?e :where [?e :name] [?e :age ?a] (not-join [?e] [?e :aka ?a])]", "[[2] [3]]", DB);
        checkRows(
                "[:find ?e ?a :where [?e :age ?a] (not-join [?a] [?x :name \"Petr\"] [?x :age ?a])]",
                "[[1 15] [4 15] [5 22]]",
                DB);
        checkRows("[:find ?e :in $ ?x :where [?e :name] (not-join [?e ?x] [?e :age ?x])]", "[[1]]", DB, 37);
    }

    @Test
    void or_isOneOfItsBranches() {
        checkRows("[:find ?e :where (or [?e :name \"Petr\"] [?e :age 22])]", "[[3] [5]]", DB);
        checkRows("[:find ?e :where [?e :age 37] (or [?e :name \"Petr\"] [?e :age 22])]", "[[3]]", DB);
        checkRows(
                "[:find ?e ?x :where [?e :name] (or [?e :aka ?x] [?e :email ?x])]",
                "[[1 \"X\"] [1 \"Y\"] [3 \"p@\"]]",
                DB);
        checkRows(
                "[:find ?e :where (or (and [?e :name \"Ivan\"] [?e :age 15]) (and [?e :age 37] [?e :email]))]",
                "[[1] [3]]",
                DB);
        checkRows("[:find ?e :where [?e :age ?a] (or [(> ?a 30)] [(< ?a 20)])]", "[[1] [2] [3] [4]]", DB);
        checkRows(
                "[:find ?e :where [?e :name] (or (and [?e :age 15] (not [?e :aka \"Z\"])) [?e :email])]",
                "[[1] [3]]",
                DB);
        checkRows(
                "[:find ?e ?t :where [?e :age] (or (and [?e :name] [(ground :named) ?t]) (and [?e :mixed] [(ground :mixed) ?t]))]",
                "[[1 :named] [2 :named] [3 :named] [4 :mixed] [5 :mixed]]",
                DB);
    }

    @Test
    void orJoin_hidesTheOthers() {
        checkRows(
                "[:find ?e :where (or-join [?e] [?e :email ?x] (and [?e :age ?x] [?x2 :mixed \"a\"] [?x2 :age ?x]))]",
                "[[3] [5]]",
                DB);
        checkRows(
                "[:find ?e ?x :where [?e :age ?x] (or-join [?e] [?e :aka ?x] [?e :friend ?x])]",
                "[[1 15] [2 37] [3 37]]",
                DB);
        checkRows(
                "[:find ?e ?y :where [?e :age ?a] (or-join [[?a] ?y] [(inc ?a) ?y] [(dec ?a) ?y]) [?e :email]]",
                "[[3 38] [3 36]]",
                DB);
        checkRows("[:find ?x :where (or-join [?x] [(ground 1) ?x] [(ground 2) ?x])]", "[[1] [2]]");
    }

    @Test
    void explain_query_tellsTheSteps() {
        String text = Query.parse("[:find ?n :where [?e :age ?a] [(> ?a 30)] [?e :name ?n] (not [?e :email])]")
                .explain(DB);
        assertThat(text)
                .contains("[?e :age ?a]")
                .contains("[(> ?a 30)]")
                .contains("(not [?e :email])")
                .contains("expected")
                .contains("found");
        assertThat(text.lines().toList().get(0)).startsWith("step");
        assertThat(text.lines().reduce((a, b) -> b).orElseThrow()).matches("results +1");
    }

    @Test
    void toString_andEquals_areThoseOfTheForm() {
        Query query = Query.parse("[:find ?e :where [?e :age]]");
        assertThat(query)
                .hasToString("[:find ?e :where [?e :age]]")
                .isEqualTo(Query.parse("[:find ?e :where [?e :age]]"))
                .hasSameHashCodeAs(Query.parse("[:find ?e :where [?e :age]]"))
                .isNotEqualTo(query.strictOrder());
        assertThat(query.form()).isEqualTo(Edn.read("[:find ?e :where [?e :age]]"));
        check("[:find ?e . :where [?e :email]]", "3", DB);
        assertThat(Query.query("[:find ?e . :in $ ?a :where [?e :age ?a]]", DB, 22))
                .isEqualTo(5L);
    }
}
