package io.entangle.datalog.query;

import static io.entangle.datalog.query.Query.var;
import static io.entangle.datalog.query.QueryBuilder.aggregate;
import static io.entangle.datalog.query.QueryBuilder.pull;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.Database;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is built in Java is what EDN says. */
final class QueryBuilderTest {
    private static final Keyword NAME = Keyword.of("name");
    private static final Keyword AGE = Keyword.of("age");
    private static final Symbol DOLLAR = Symbol.of("$");

    private static void check(QueryBuilder builder, String edn) {
        assertThat(builder.build()).hasToString(Query.parse(edn).toString()).isEqualTo(Query.parse(edn));
    }

    @Test
    void find_everyForm_isThatOfEdn() {
        check(
                Query.builder()
                        .find(var("e"), aggregate("max", 3, var("?x")))
                        .with(var("y"))
                        .where(w -> w.pattern(var("e"), AGE, var("x"), var("y"))),
                "{:find [?e (max 3 ?x)], :with [?y], :where [[?e :age ?x ?y]]}");
        check(
                Query.builder().findCollection(var("e")).where(w -> w.pattern(var("e"), AGE)),
                "{:find [[?e ...]], :where [[?e :age]]}");
        check(
                Query.builder()
                        .findTuple(var("e"), var("x"))
                        .keys("e", "x")
                        .where(w -> w.pattern(var("e"), AGE, var("x"))),
                "{:find [[?e ?x]], :keys [e x], :where [[?e :age ?x]]}");
        check(
                Query.builder().findScalar(pull(var("e"), List.of(NAME))).where(w -> w.pattern(var("e"), AGE)),
                "{:find [(pull ?e [:name]) .], :where [[?e :age]]}");
        check(
                Query.builder()
                        .find(var("e"))
                        .where(w -> w.pattern(var("e"), AGE))
                        .orderBy(var("e"), Keyword.of("desc"))
                        .limit(5)
                        .offset(2)
                        .timeout(Duration.ofSeconds(1)),
                "{:find [?e], :order-by [[?e :desc]], :limit [5], :offset [2], :timeout [1000], :where [[?e :age]]}");
    }

    @Test
    void where_everyClause_isThatOfEdn() {
        check(
                Query.builder()
                        .find(var("e"))
                        .in(DOLLAR, Symbol.of("%"), List.of(var("n"), Symbol.of("...")))
                        .where(w -> w.pattern(var("e"), NAME, var("n"))
                                .pattern(DOLLAR, var("e"), AGE, var("a"))
                                .predicate(">", var("a"), 17)
                                .function(var("b"), "inc", var("a"))
                                .rule("follows", var("e"), Symbol.of("_"))
                                .not(n -> n.pattern(var("e"), NAME, "x"))
                                .notJoin(List.of(var("e")), n -> n.pattern(var("e"), NAME, var("z")))
                                .or(
                                        o -> o.pattern(var("e"), NAME, "p"),
                                        o -> o.pattern(var("e"), AGE, 5).predicate("some?", var("e")))
                                .orJoin(List.of(var("e")), o -> o.pattern(var("e"), NAME, var("q")))),
                "{:find [?e], :in [$ % [?n ...]], :where [[?e :name ?n] [$ ?e :age ?a] [(> ?a 17)] [(inc ?a) ?b] (follows ?e _)"
                        + " (not [?e :name \"x\"]) (not-join [?e] [?e :name ?z]) (or [?e :name \"p\"] (and [?e :age 5] [(some? ?e)]))"
                        + " (or-join [?e] [?e :name ?q])]}");
    }

    @Test
    void build_query_finds() {
        Database database = Queries.db("{}", "[{:db/id 1 :name \"Ada\" :age 36} {:db/id 2 :name \"Bob\" :age 12}]");
        Query query = Query.builder()
                .find(var("name"))
                .in(DOLLAR, var("least"))
                .where(w -> w.pattern(var("e"), NAME, var("name"))
                        .pattern(var("e"), AGE, var("age"))
                        .predicate(">=", var("age"), var("least")))
                .build();
        assertThat(query.rows(database, 18)).containsExactly(List.of("Ada"));
        assertThat(Edn.write(query.form())).startsWith("{:find [?name], :in [$ ?least]");
    }
}
