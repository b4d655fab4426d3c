package io.entangle.datalog;

import static io.entangle.datalog.Datalog.k;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Laws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Sequences of transactions against {@link NaiveTransactor}. */
final class TransactionPropertyTest {
    private static final int SEQUENCES = 20_000;

    private static final Schema SCHEMA = Schema.parse("""
            {:name    {:db/unique :db.unique/identity}
             :email   {:db/unique :db.unique/value}
             :slug    {:db/unique :db.unique/identity :db/cardinality :db.cardinality/many}
             :aka     {:db/cardinality :db.cardinality/many}
             :friend  {:db/valueType :db.type/ref}
             :friends {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             :part    {:db/valueType :db.type/ref :db/isComponent true}
             :parts   {:db/valueType :db.type/ref :db/isComponent true :db/cardinality :db.cardinality/many}}
            """);

    /** The same with tuples, which make every item of a transaction dearer. */
    private static final Schema WITH_TUPLES = Schema.parse(SCHEMA.toString()
            .replaceFirst("^\\{", "{:age+x {:db/tupleAttrs [:age :x] :db/unique :db.unique/identity} "));

    private static NaiveTransactor model(boolean hasTuples) {
        NaiveTransactor model = new NaiveTransactor();
        model.identity.addAll(List.of(k("name"), k("slug")));
        model.unique.addAll(List.of(k("name"), k("slug"), k("email")));
        model.many.addAll(List.of(k("slug"), k("aka"), k("friends"), k("parts")));
        model.refs.addAll(List.of(k("friend"), k("friends"), k("part"), k("parts")));
        model.components.addAll(List.of(k("part"), k("parts")));
        if (hasTuples) {
            model.tuples.put(k("age+x"), List.of(k("age"), k("x")));
            model.identity.add(k("age+x"));
            model.unique.add(k("age+x"));
        }
        return model;
    }

    /** Makes transaction data of few entities and values, so that they meet. */
    private record Generator(Random random, boolean hasTuples, Set<String> kinds) {
        private static final List<String> REFS = List.of("friend", "friends", "part", "parts");
        private static final List<String> OTHERS =
                List.of("name", "name", "email", "slug", "aka", "age", "x", "age", "x");

        private <T> T one(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private <T> T noted(String kind, T made) {
            kinds.add(kind);
            return made;
        }

        private Object id() {
            return switch (random.nextInt(12)) {
                case 0, 1 -> noted("temporary id", -1L - random.nextInt(3));
                case 2 -> noted("temporary id", one(List.of("a", "b")));
                case 3 -> noted("lookup ref", List.of(k("name"), one(List.of("A", "B", "C"))));
                case 4 ->
                    random.nextInt(4) == 0
                            ? noted("current transaction", one(List.of(k("db/current-tx"), "datomic.tx")))
                            : 1L;
                case 5 ->
                    random.nextInt(6) == 0
                            ? one(Arrays.<Object>asList(0L, List.of(k("age"), 1L), List.of(k("name"))))
                            : 2L;
                default -> 1L + random.nextInt(5);
            };
        }

        private Object value(String name) {
            return switch (name) {
                case "age", "x" -> (long) random.nextInt(3);
                case "age+x" -> List.of((long) random.nextInt(3), (long) random.nextInt(3));
                default -> one(List.of("A", "B", "C"));
            };
        }

        private String name() {
            return hasTuples && random.nextInt(12) == 0 ? "age+x" : random.nextInt(3) == 0 ? one(REFS) : one(OTHERS);
        }

        private List<Object> list() {
            String name = name();
            Object value = REFS.contains(name) ? id() : random.nextInt(60) == 0 ? null : value(name);
            return switch (random.nextInt(10)) {
                case 0 -> noted("retract", Arrays.asList(k("db/retract"), id(), k(name), value));
                case 1 -> noted("retract attribute", Arrays.asList(k("db/retract"), id(), k(name)));
                case 2 -> noted("retract entity", Arrays.asList(k("db/retractEntity"), id()));
                case 3 ->
                    noted(
                            "cas",
                            Arrays.asList(
                                    k("db/cas"),
                                    id(),
                                    k(name),
                                    random.nextInt(3) == 0 ? null : REFS.contains(name) ? 1L : value(name),
                                    value));
                default -> noted("add", Arrays.asList(k("db/add"), id(), k(name), value));
            };
        }

        private Map<Object, Object> map(int depth) {
            Map<Object, Object> map = new LinkedHashMap<>();
            if (random.nextInt(3) > 0) {
                map.put(k("db/id"), id());
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                String name = name();
                if (REFS.contains(name)) {
                    boolean isReverse = random.nextInt(4) == 0;
                    noted(isReverse ? "reverse attribute" : "reference", name);
                    map.put(k(isReverse ? "_" + name : name), reference(isReverse || name.endsWith("s"), depth));
                } else if (List.of("aka", "slug").contains(name) && random.nextBoolean()) {
                    map.put(k(name), List.of(value(name), value(name), value(name)));
                } else {
                    map.put(k(name), value(name));
                }
            }
            return map;
        }

        private Object reference(boolean mayBeSeveral, int depth) {
            if (mayBeSeveral && random.nextInt(3) == 0) {
                return List.of(reference(false, depth), reference(false, depth), reference(false, depth));
            }
            return depth > 0 && random.nextInt(3) == 0 ? noted("nested map", map(depth - 1)) : id();
        }

        List<Object> transaction() {
            List<Object> items = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                items.add(item());
            }
            return items;
        }

        private Object item() {
            if (random.nextInt(25) == 0) {
                List<Object> made = List.of(list(), map(1));
                TransactionFunction function = (database, arguments) -> made;
                return noted("call", List.of(k("db.fn/call"), function));
            }
            return random.nextBoolean() ? list() : noted("map", map(2));
        }
    }

    /** What must be in one of a hundred sequences at least: what is written, and what comes of it. */
    private static final List<String> KINDS = List.of(
            "add",
            "retract",
            "retract attribute",
            "retract entity",
            "cas",
            "map",
            "nested map",
            "reference",
            "reverse attribute",
            "temporary id",
            "lookup ref",
            "current transaction",
            "call",
            "tuples",
            "done",
            ":transact/syntax",
            ":transact/unique",
            ":transact/upsert",
            ":transact/cas",
            ":entity-id/missing",
            ":entity-id/syntax",
            ":lookup-ref/unique",
            ":lookup-ref/syntax");

    @Test
    void anySequence_doesWhatTheModelDoes() {
        Map<String, Integer> counts = new TreeMap<>();
        int[] sequences = {0};
        Laws.check(SEQUENCES, random -> {
            Set<String> kinds = sequence(random);
            kinds.forEach(kind -> counts.merge(kind, 1, Integer::sum));
            sequences[0]++;
        });
        assertThat(counts.keySet()).isSubsetOf(KINDS);
        for (String kind : sequences[0] < SEQUENCES ? List.<String>of() : KINDS) {
            assertThat(counts.getOrDefault(kind, 0))
                    .as("%s, of %d: %s", kind, sequences[0], counts)
                    .isGreaterThanOrEqualTo(sequences[0] / 100);
        }
    }

    /** Compares one sequence of transactions with the model, and tells what was in it. */
    private static Set<String> sequence(Random random) {
        Set<String> kinds = new TreeSet<>();
        boolean hasTuples = random.nextInt(4) == 0;
        if (hasTuples) {
            kinds.add("tuples");
        }
        Generator generator = new Generator(random, hasTuples, kinds);
        NaiveTransactor model = model(hasTuples);
        Database database = Database.empty(hasTuples ? WITH_TUPLES : SCHEMA);
        List<Object> transactions = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            List<Object> txData = generator.transaction();
            transactions.add(txData);
            Outcome expected = outcome(model, txData);
            Outcome actual = outcome(database, txData);
            assertThat(actual.text).as(() -> Text.quoted(transactions)).isEqualTo(expected.text);
            kinds.add(actual.after == database ? actual.text : "done");
            database = actual.after;
        }
        return kinds;
    }

    private record Outcome(String text, Database after) {}

    private static Outcome outcome(NaiveTransactor model, List<?> txData) {
        try {
            model.transact(txData);
        } catch (NaiveTransactor.Refused refused) {
            return new Outcome(":" + refused.getMessage(), null);
        }
        String facts = model.facts.stream()
                .map(fact -> fact.e() + " " + fact.a() + " " + fact.v())
                .sorted()
                .collect(Collectors.joining(", "));
        String changes = model.changes.stream()
                .map(change -> change.fact().e() + " " + change.fact().a() + " "
                        + change.fact().v() + " " + change.isAdded())
                .collect(Collectors.joining(", "));
        return new Outcome(facts + "\n" + changes + "\n" + sorted(model.tempids) + "\n" + model.maxEntity, null);
    }

    private static Outcome outcome(Database database, List<?> txData) {
        TxReport report;
        try {
            report = database.with(txData);
        } catch (DatalogException refused) {
            return new Outcome(refused.error().toString(), database);
        }
        String facts = report.dbAfter()
                .datoms(Index.EAVT)
                .map(datom -> datom.entity() + " " + datom.attribute() + " " + datom.value())
                .sorted()
                .collect(Collectors.joining(", "));
        String changes = report.txData().stream()
                .map(datom -> datom.entity() + " " + datom.attribute() + " " + datom.value() + " " + datom.isAdded())
                .collect(Collectors.joining(", "));
        return new Outcome(
                facts + "\n" + changes + "\n" + sorted(report.tempids()) + "\n"
                        + report.dbAfter().maxEntity(),
                report.dbAfter());
    }

    private static Map<String, Long> sorted(Map<Object, Long> tempids) {
        Map<String, Long> sorted = new TreeMap<>();
        new HashMap<>(tempids).forEach((tempid, entity) -> sorted.put(tempid.toString(), entity));
        return sorted;
    }
}
