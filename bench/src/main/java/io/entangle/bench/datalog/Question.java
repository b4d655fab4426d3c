package io.entangle.bench.datalog;

import io.entangle.bench.datalog.Facts.Ref;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Something to ask of a database.
 *
 * @param name what it is called
 * @param facts what the database holds, by name
 * @param text a query, or a pattern to pull by
 * @param isPull whether it is a pattern; its only input is the entity
 * @param inputs what a query has beside the database; those of class {@link Ref} are entities
 * @param rules what {@code %} is, right behind the database; null if there are none
 * @param entities which elements of a row are entities, by their index
 */
record Question(
        String name,
        String facts,
        String text,
        boolean isPull,
        List<Object> inputs,
        String rules,
        Set<Integer> entities) {
    private static final String FOLLOWS =
            "[[(follows ?x ?y) [?x :follows ?y]] [(follows ?x ?y) [?x :follows ?t] (follows ?t ?y)]]";

    private static Question people(String name, Set<Integer> entities, String text, Object... inputs) {
        return new Question(name, "people", text, false, List.of(inputs), null, entities);
    }

    private static Question company(String name, String text, Object... inputs) {
        return new Question(name, "company", text, false, List.of(inputs), null, Set.of());
    }

    private static Question rules(String facts) {
        return new Question(
                "rules-" + facts,
                facts,
                "[:find ?e ?e2 :in $ % :where (follows ?e ?e2)]",
                false,
                List.of(),
                FOLLOWS,
                Set.of(0, 1));
    }

    private static Question pull(String name, String pattern) {
        return new Question(name, "wide-4x5", pattern, true, List.of(new Ref("1")), null, Set.of());
    }

    /** All of them, by what they are asked of. */
    static List<Question> all() {
        return Stream.of(ofOneAttributeOrMore(), ofAlternatives(), aggregates(), joins(), rulesAndPulls())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Question> ofOneAttributeOrMore() {
        return List.of(
                people("q1", Set.of(0), "[:find ?e :where [?e :name \"Ivan\"]]"),
                people("q2", Set.of(0), "[:find ?e ?a :where [?e :name \"Ivan\"] [?e :age ?a]]"),
                people("q2-switch", Set.of(0), "[:find ?e ?a :where [?e :age ?a] [?e :name \"Ivan\"]]"),
                people("q3", Set.of(0), "[:find ?e ?a :where [?e :name \"Ivan\"] [?e :age ?a] [?e :sex :male]]"),
                people("q4", Set.of(0), """
                        [:find ?e ?l ?a :where [?e :name "Ivan"] [?e :last-name ?l] [?e :age ?a] [?e :sex :male]]
                        """),
                people("q5-empty", Set.of(0), """
                        [:find ?e ?n ?l ?a ?s ?al :in $ ?n ?a :where [?e :name ?n] [?e :age ?a] [?e :last-name ?l]
                          [?e :sex ?s] [?e :alias ?al]]
                        """, "Anastasia", 35L),
                people("qpred1", Set.of(0), "[:find ?e ?s :where [?e :salary ?s] [(> ?s 50000)]]"),
                people("qpred2", Set.of(0), "[:find ?e ?s :in $ ?m :where [?e :salary ?s] [(> ?s ?m)]]", 50_000L),
                people("q-valjoin", Set.of(0), """
                        [:find ?e1 ?l ?a :where [?e :name "Ivan"] [?e :age ?a] [?e1 :age ?a] [?e1 :last-name ?l]]
                        """),
                people("q-range", Set.of(0), "[:find ?e ?s :where [?e :salary ?s] [(> ?s 50000)] [(< ?s 80000)]]"));
    }

    private static List<Question> ofAlternatives() {
        return List.of(
                people("q-or", Set.of(0), "[:find ?e :where (or [?e :name \"Ivan\"] [?e :name \"Petr\"])]"),
                people("q-or-join", Set.of(0), """
                        [:find ?e ?a :where [?e :age ?a] (or-join [?e] [?e :name "Ivan"] [?e :name "Petr"])]
                        """),
                people("q-not", Set.of(0), "[:find ?e ?a :where [?e :age ?a] (not [?e :sex :male])]"),
                people("q-not-join", Set.of(0), "[:find ?e ?a :where [?e :age ?a] (not-join [?e] [?e :sex :male])]"),
                people("q-5merge", Set.of(0), """
                        [:find ?e ?n ?l ?a ?s :where [?e :name ?n] [?e :last-name ?l] [?e :age ?a] [?e :salary ?s]
                          [?e :sex :male]]
                        """),
                people(
                        "q-coll-in",
                        Set.of(0),
                        "[:find ?e ?a :in $ [?n ...] :where [?e :name ?n] [?e :age ?a]]",
                        List.of("Ivan", "Petr", "Oleg")));
    }

    private static List<Question> aggregates() {
        return List.of(
                people("q-agg-avg", Set.of(), "[:find (avg ?s) :with ?e :where [?e :salary ?s]]"),
                people("q-agg-group", Set.of(), """
                        [:find ?x (avg ?s) (count ?e) :where [?e :sex ?x] [?e :salary ?s]]
                        """),
                people("q-agg-multi", Set.of(), """
                        [:find ?x ?n (avg ?s) (count ?e) :where [?e :sex ?x] [?e :name ?n] [?e :salary ?s]]
                        """),
                people("q-agg-pred", Set.of(), """
                        [:find ?x (count ?e) :where [?e :salary ?s] [(> ?s 50000)] [?e :sex ?x]]
                        """),
                people("q-pull", Set.of(), "[:find (pull ?e [:name :age]) :where [?e :name \"Ivan\"]]"));
    }

    private static List<Question> joins() {
        return List.of(
                company("q-join-ref-1", """
                        [:find ?n :where [?d :d/name "dept-1"] [?p :p/dept ?d] [?p :p/name ?n]]
                        """),
                company("q-join-ref-10", """
                        [:find ?n ?dn :where [?d :d/budget ?b] [(< ?b 50000)] [?d :d/name ?dn] [?p :p/dept ?d]
                          [?p :p/name ?n]]
                        """),
                company("q-join-chain", """
                        [:find ?n ?vn :where [?p :p/dept ?d] [?d :d/div ?v] [?v :div/name ?vn] [?p :p/name ?n]]
                        """),
                company("q-join-selective", """
                        [:find ?n ?dn :where [?p :p/salary ?s] [(> ?s 90000)] [?p :p/dept ?d] [?d :d/name ?dn]
                          [?p :p/name ?n]]
                        """),
                new Question(
                        "q-triangle",
                        "graph",
                        "[:find ?a ?b ?c :where [?a :e/to ?b] [?b :e/to ?c] [?c :e/to ?a]]",
                        false,
                        List.of(),
                        null,
                        Set.of(0, 1, 2)));
    }

    private static List<Question> rulesAndPulls() {
        return List.of(
                rules("wide-3x3"),
                rules("wide-5x3"),
                rules("wide-7x3"),
                rules("wide-4x6"),
                rules("long-10x3"),
                rules("long-30x3"),
                rules("long-30x5"),
                new Question(
                        "rules-wide-7x3-bound",
                        "wide-7x3",
                        "[:find ?e2 :in $ % ?e :where (follows ?e ?e2)]",
                        false,
                        List.of(new Ref("3")),
                        FOLLOWS,
                        Set.of(0)),
                pull("pull-one", "[:name {:follows ...}]"),
                pull("pull-many", "[:last-name :alias :sex :age :salary {:follows ...}]"),
                pull("pull-wildcard", "[* {:follows ...}]"));
    }

    /** What questions are asked of. */
    static Facts facts(String name, int people) {
        return switch (name) {
            case "people" -> People.some(people);
            case "company" -> Joined.company(people);
            case "graph" -> Joined.graph();
            default -> tree(name);
        };
    }

    private static Facts tree(String name) {
        String[] parts = name.split("[-x]");
        int depth = Integer.parseInt(parts[1]);
        int width = Integer.parseInt(parts[2]);
        return parts[0].equals("wide") ? People.wide(depth, width) : People.chains(depth, width);
    }
}
