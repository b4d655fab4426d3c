package io.entangle.datalog.query;

import static io.entangle.datalog.query.Queries.checkRefused;
import static io.entangle.datalog.query.Queries.checkRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is no query, and what lacks bindings. */
final class QueryRefusalTest {
    private static final Database DB = Queries.db("{}", "[{:db/id 1 :name \"Ivan\" :age 15}]");

    private static void checkUnread(String query, String section, String message) {
        DatalogException e = catchThrowableOfType(DatalogException.class, () -> Query.parse(query));
        assertThat(e).as(query).isNotNull().hasMessage(message);
        assertThat(e.error()).as(query).isEqualTo(Keyword.of("parser/" + section));
    }

    @Test
    void query_noListNorMap_isRefused() {
        checkUnread("\"x\"", "query", "Query should be a vector or a map");
        checkUnread("[1]", "query", "Query should begin with a section such as :find");
        checkUnread("[:find ?e :where [?e] :foo 1]", "query", "Query has no section :foo");
        checkUnread("{:find [?e] \"where\" []}", "query", "Query has no section \"where\"");
        checkUnread("[:find ?e :where [?e] :find ?e]", "query", "Query has the section :find twice");
    }

    @Test
    void find_bad_isRefused() {
        String none = "Cannot parse :find, expected: (find-rel | find-coll | find-tuple | find-scalar)";
        for (String find : List.of("", "1", "?e 1", "[?e ... ?x]", "?e ?x .", "[]", "(count)", "(count 1)", "(1 ?e)")) {
            checkUnread("[:find " + find + " :where [?e ?x]]", "find", none);
        }
        String pull =
                "Cannot parse pull expression, expect ['pull' src-var? variable (constant | variable | plain-symbol)]";
        for (String find : List.of("(pull)", "(pull ?e)", "(pull 1 [:a])", "(pull e ?e [:a])", "(pull $ ?e [:a] 1)")) {
            checkUnread("[:find " + find + " :where [?e]]", "find", pull);
        }
        checkUnread(
                "[:find (aggregate f ?e) :where [?e]]",
                "find",
                "Cannot parse custom aggregate call, expect ['aggregate' variable fn-arg+]");
        checkUnread(
                "[:find (aggregate ?f) :where [?e]]",
                "find",
                "Cannot parse custom aggregate call, expect ['aggregate' variable fn-arg+]");
    }

    @Test
    void find_unknownVariables_areRefused() {
        checkUnread("[:find ?x :where [?e]]", "query", "Query for unknown vars: [?x]");
        checkUnread("[:find ?e :with ?f :where [?e]]", "query", "Query for unknown vars: [?f]");
        checkUnread("[:find (count ?x) :where [?e]]", "query", "Query for unknown vars: [?x]");
        checkUnread("[:find (max ?n ?e) :where [?e]]", "query", "Query for unknown vars: [?n]");
        checkUnread("[:find (aggregate ?f ?e) :where [?e]]", "query", "Query for unknown vars: [?f]");
    }

    @Test
    void with_bad_isRefused() {
        checkUnread("[:find ?e :with :where [?e]]", "with", "Cannot parse :with clause, expected [ variable+ ]");
        checkUnread("[:find ?e :with 1 :where [?e]]", "with", "Cannot parse :with clause, expected [ variable+ ]");
        checkUnread("[:find ?e :with ?e :where [?e]]", "query", ":find and :with should not use same variables: [?e]");
        checkUnread("[:find ?e :with ?x ?x :where [?e ?x]]", "query", "Vars used in :with should be distinct");
    }

    @Test
    void in_bad_isRefused() {
        String none =
                "Cannot parse :in clause, expected (src-var | % | plain-symbol | bind-scalar | bind-tuple | bind-coll | bind-rel)";
        checkUnread("[:find ?e :in 1 :where [?e]]", "in", none);
        checkUnread("[:find ?e :in \"x\" :where [?e]]", "in", none);
        checkUnread("[:find ?e :in $ ?x ?x :where [?e]]", "query", "Vars used in :in should be distinct");
        checkUnread("[:find ?e :in $ $ :where [?e]]", "query", "Vars used in :in should be distinct");
        checkUnread("[:find ?e :in $ % % :where [?e]]", "query", "Vars used in :in should be distinct");
        checkUnread("[:find ?e :in $ [?x [?x ?y]] :where [?e]]", "query", "Vars used in :in should be distinct");
        checkUnread("[:find ?e :in $ [] :where [?e]]", "binding", "Tuple binding cannot be empty");
        checkUnread(
                "[:find ?e :in $ [1] :where [?e]]",
                "binding",
                "Cannot parse binding, expected (bind-scalar | bind-tuple | bind-coll | bind-rel)");
        checkUnread("[:find ?e :in $ [[] ...] :where [?e]]", "binding", "Tuple binding cannot be empty");
    }

    @Test
    void returnMap_bad_isRefused() {
        checkUnread("[:find ?e . :keys e :where [?e]]", "query", ":keys does not work with single-scalar :find");
        checkUnread("[:find [?e ...] :strs e :where [?e]]", "query", ":strs does not work with collection :find");
        checkUnread("[:find ?e :keys e f :where [?e]]", "query", "Count of :keys must match count of :find");
        checkUnread("[:find ?e :keys e :syms e :where [?e]]", "query", "Only one of :keys/:syms/:strs must be present");
        checkUnread("[:find ?e :syms \"e\" :where [?e]]", "query", "Cannot parse :syms, expected symbols");
    }

    @Test
    void where_bad_isRefused() {
        checkUnread(
                "[:find ?e :where [?e] 1]",
                "where",
                "Cannot parse clause, expected (data-pattern | pred-expr | fn-expr | rule-expr"
                        + " | not-clause | not-join-clause | or-clause | or-join-clause)");
        checkUnread("[:find ?e :where [?e] []]", "where", "Pattern could not be empty");
        checkUnread("[:find ?e :where [?e] [$]]", "where", "Pattern could not be empty");
        checkUnread(
                "[:find ?e :where [?e] (not)]",
                "where",
                "Cannot parse 'not' clause, expected [ src-var? 'not' clause+ ]");
        checkUnread("[:find ?e :where [?e] (not [_ :a])]", "where", "Join variables should not be empty");
        checkUnread(
                "[:find ?e :where [?e] (not-join [?e])]",
                "where",
                "Cannot parse 'not-join' clause, expected [ src-var? 'not-join' [variable+] clause+ ]");
        checkUnread(
                "[:find ?e :where [?e] (not-join ?e [?e])]",
                "where",
                "Cannot parse 'not-join' clause, expected [ src-var? 'not-join' [variable+] clause+ ]");
        checkUnread("[:find ?e :where [?e] (not-join [] [?e])]", "where", "Join variables should not be empty");
        checkUnread(
                "[:find ?e :where [?e] (or)]", "where", "Cannot parse 'or' clause, expected [ src-var? 'or' clause+ ]");
        checkUnread("[:find ?e :where [?e] (or [_ :a])]", "where", "Join variables should not be empty");
        checkUnread(
                "[:find ?e :where [?e] (or (and))]", "where", "Cannot parse 'and' clause, expected [ 'and' clause+ ]");
        checkUnread(
                "[:find ?e :where [?e] (or-join [?e])]",
                "where",
                "Cannot parse 'or-join' clause, expected [ src-var? 'or-join' [variable+] clause+ ]");
        checkUnread(
                "[:find ?e :where [?e] (or-join [] [?e])]",
                "rule-vars",
                "Cannot parse rule-vars, expected [ variable+ | ([ variable+ ] variable*) ]");
        checkUnread("[:find ?e :where [?e] (r)]", "where", "rule-expr requires at least one argument");
        checkUnread(
                "[:find ?e :where [?e] [(f ?e) 1]]",
                "binding",
                "Cannot parse binding, expected (bind-scalar | bind-tuple | bind-coll | bind-rel)");
    }

    @Test
    void sources_unknown_areRefused() {
        checkUnread("[:find ?e :in $ :where [$2 ?e]]", "query", "Where uses unknown source vars: [$2]");
        checkUnread("[:find ?e :where [?e] ($3 not [?e :a])]", "query", "Where uses unknown source vars: [$3]");
        checkUnread(
                "[:find ?x :where [(get-else $db 1 :a 0) ?x] [?x]]", "query", "Where uses unknown source vars: [$db]");
        checkRefused("[:find ?e :in $1 :where [?e]]", "query/where", "Where uses unknown source vars: [$]", DB);
    }

    @Test
    void rules_bad_areRefused() {
        String query = "[:find ?e :in $ % :where (r ?e)]";
        checkUnread("[:find ?e :where (r ?e)]", "query", "Missing rules var '%' in :in");
        checkRefused(query, "query/where", "Unknown rule 'r in (r ?e)", DB, "[]");
        checkRefused(
                "[:find ?e :in $ % :where (r ?e ?f) [?f]]",
                "query/where", "Rule 'r takes 1 arguments, got 2 in (r ?e ?f)", DB, "[[(r ?x) [?x]]]");
        checkRefused(query, "parser/rule", "Cannot parse rules, expected [ rule+ ]", DB, 1);
        checkRefused(query, "parser/rule", "Cannot parse rule, expected [rule-head clause+]", DB, "[1]");
        checkRefused(
                query,
                "parser/rule",
                "Cannot parse rule head, expected [rule-name rule-vars], got: r",
                DB,
                "[[r [?x]]]");
        checkRefused(query, "parser/rule", "Cannot parse rule name, expected plain-symbol", DB, "[[(?r ?x) [?x]]]");
        checkRefused(query, "parser/rule", "Rule branch should have clauses", DB, "[[(r ?x)]]");
        checkRefused(
                query,
                "parser/rule-vars",
                "Cannot parse rule-vars, expected [ variable+ | ([ variable+ ] variable*) ]",
                DB,
                "[[(r) [?x]]]");
        checkRefused(query, "parser/rule-vars", "Rule variables should be distinct", DB, "[[(r ?x ?x) [?x]]]");
        checkRefused(
                query,
                "parser/rule-var",
                "Cannot parse var, expected symbol starting with ?, got: 1",
                DB,
                "[[(r 1) [?x]]]");
        checkRefused(
                query,
                "parser/rule",
                "Arity mismatch for rule 'r': [?x] vs. [?x ?y]",
                DB,
                "[[(r ?x) [?x]] [(r ?x ?y) [?x ?y]]]");
        checkRefused(
                query,
                "parser/rule",
                "Arity mismatch for rule 'r': [[?x] ?y] vs. [?x ?y]",
                DB,
                "[[(r [?x] ?y) [?x ?y]] [(r ?x ?y) [?x ?y]]]");
    }

    @Test
    void bindings_thatNoOrderGives_areRefused() {
        checkRefused(
                "[:find ?e :where [?e :age] [(> ?x 1)]]",
                "query/where",
                "Insufficient bindings: #{?x} not bound in [(> ?x 1)]",
                DB);
        checkRefused(
                "[:find ?y :where [(inc ?x) ?y]]",
                "query/where",
                "Insufficient bindings: #{?x} not bound in [(inc ?x) ?y]");
        checkRefused(
                "[:find ?x :where [(inc ?x) ?y] [(inc ?y) ?x]]",
                "query/where",
                "Insufficient bindings: #{?x} not bound in [(inc ?x) ?y]");
        checkRefused(
                "[:find ?e :where [?e :age] (not [?x :name])]",
                "query/where",
                "Insufficient bindings: none of #{?x} is bound in (not [?x :name])",
                DB);
        checkRefused(
                "[:find ?e :where [?e :age] (not-join [?e ?x] [?x :name ?e])]",
                "query/where",
                "Insufficient bindings: #{?x} not bound in (not-join [?e ?x] [?x :name ?e])",
                DB);
        checkRefused(
                "[:find ?e :where (or-join [[?e]] [?e :age])]",
                "query/where",
                "Insufficient bindings: #{?e} not bound in (or-join [[?e]] [?e :age])",
                DB);
        checkRefused(
                "[:find ?e :where (or [?e :age] [?e :name ?n])]",
                "query/where",
                "All clauses in 'or' must use same set of free vars, had [#{?e} #{?e ?n}] in (or [?e :age] [?e :name ?n])",
                DB);
        checkRefused(
                "[:find ?e ?x :where [?e :age] (not [?e :name ?x])]",
                "query/where",
                "Insufficient bindings: #{?x} not bound in :where",
                DB);
        checkRows("[:find ?e ?n :where (or [?e :age] [?e :name ?n]) [_ :name ?n]]", "[[1 \"Ivan\"]]", DB);
    }

    @Test
    void strictOrder_goesByTheTextualOrder() {
        for (String query : List.of(
                "[:find ?e :where [(> ?a 1)] [?e :age ?a]]",
                "[:find ?e :where [(inc ?a) ?b] [?e :age ?a]]",
                "[:find ?e :where (not [?e :name \"x\"]) [?e :age]]",
                "[:find ?e :where (not-join [?e] [?e :name \"x\"]) [?e :age]]",
                "[:find ?e :where (or-join [[?e]] [?e :name]) [?e :age]]",
                "[:find ?e :where (or [?e :age ?n] [?e :name]) [_ :age ?n]]")) {
            checkRows(query, "[[1]]", DB);
            DatalogException e = catchThrowableOfType(
                    DatalogException.class,
                    () -> Query.parse(query).strictOrder().run(DB));
            assertThat(e).as(query).isNotNull();
            assertThat(e.error()).isEqualTo(Keyword.of("query/where"));
        }
        DatalogException e = catchThrowableOfType(
                DatalogException.class,
                () -> Query.parse("[:find ?e :where [(> ?a 1)] [?e :age ?a]]")
                        .strictOrder()
                        .run(DB));
        assertThat(e).hasMessage("Insufficient bindings: #{?a} not bound in [(> ?a 1)]");
        assertThat(e.data())
                .containsEntry(Keyword.of("vars"), List.of(Symbol.of("?a")))
                .containsEntry(Keyword.of("form"), Edn.read("[(> ?a 1)]"));
        checkRows(
                Query.parse("[:find ?e :where [?e :age ?a] [(> ?a 1)] (not [?e :x])]")
                        .strictOrder(),
                "[[1]]",
                DB);
    }

    @Test
    void strictOrder_not_isConnectedThroughWhatIsBoundBefore() {
        Database database = Queries.db("{}", "[{:db/id 1 :a 1 :b 2} {:db/id 2 :a 1 :b 1} {:db/id 3 :a 1}]");
        String query = "[:find ?e :where [?e :a] (not [?e :b ?x]) [?e :a ?x]]";
        checkRows(Query.parse(query), "[[1] [3]]", database);
        checkRows(Query.parse(query).strictOrder(), "[[3]]", database);
    }

    @Test
    void depth_ofClauses_isLimited() {
        String deep = "(not [?e :b] ".repeat(90) + "[?e :c]" + ")".repeat(90);
        checkRows("[:find ?e :where [?e :age] " + deep + "]", "[[1]]", DB);
        String or = "[?e :age]";
        Object clause = Edn.read(or);
        for (int i = 0; i < 300; i++) {
            clause = io.entangle.datalog.edn.EdnList.of(Symbol.of("or"), clause);
        }
        Object form = List.of(Keyword.of("find"), Symbol.of("?e"), Keyword.of("where"), clause);
        DatalogException e = catchThrowableOfType(
                DatalogException.class, () -> Query.of(form).run(DB));
        assertThat(e).hasMessage("Clauses and rules are at most 200 deep");
    }
}
