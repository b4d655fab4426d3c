package io.entangle.datalog.query;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Index;
import io.entangle.datalog.Schema;
import io.entangle.datalog.TxReport;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnException;
import io.entangle.datalog.edn.EdnLimits;
import io.entangle.datalog.edn.EdnReader;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.function.Functions;
import io.entangle.datalog.index.Values;
import io.entangle.datalog.pull.Pull;
import io.entangle.testing.Allocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whatever somebody writes: it is read, and done, or there is an error with a code; and what is allocated to read it is no
 * multiple of it. These look for inputs by themselves; {@link DatalogCorpusTest} runs those that were found.
 * {@code docs/hacking.md} has the command.
 */
final class DatalogFuzz {
    private static final String DURATION = "90s";

    /** A form of one character is an object, and each list of one has a list of its own. */
    private static final int PER_CHARACTER = 100;

    private static final EdnReader READER = EdnReader.standard().within(EdnLimits.STRICT);
    private static final QueryLimits LIMITS = new QueryLimits(2_000, Duration.ofSeconds(1));
    private static final Functions FUNCTIONS = Functions.standard().withoutPatterns();

    private static final Database DATABASE =
            Database.withHistory(Schema.parse("""
                    {:name {:db/unique :db.unique/identity} :email {:db/unique :db.unique/value}
                     :aka {:db/cardinality :db.cardinality/many}
                     :friend {:db/valueType :db.type/ref} :child {:db/valueType :db.type/ref :db/isComponent true}
                     :friends {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
                     :x+y {:db/tupleAttrs [:x :y]}}
                    """)).with("""
                    [{:db/id 1 :name "Ivan" :age 15 :aka ["I" "V"] :friend 2 :x 1 :y 2 :db/ident :ivan}
                     {:db/id 2 :name "Petr" :age 37 :friends [1 3] :child {:db/id 4 :name "C"}}
                     {:db/id 3 :age 37 :email "e" :any 1.5}]
                    """).dbAfter();

    private static final String RULES = """
            [[(r ?x ?y) [?x :friends ?y]] [(r ?x ?y) (r ?x ?z) [?z :friend ?y]] [(p [?x]) [?x :age]]]
            """;

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    @FuzzTest(maxDuration = DURATION)
    void edn(byte[] input) {
        String text = text(input);
        Object[] read = {null};
        Allocation.check(text.length(), PER_CHARACTER, () -> {
            try {
                read[0] = READER.read(text);
            } catch (EdnException refused) {
                read[0] = null;
            }
        });
        Object again = EdnReader.standard().read(Edn.write(read[0]));
        require(Objects.equals(read[0], again), "%s was written as %s", read[0], again);
    }

    private static void require(boolean isSo, String message, Object... parts) {
        if (!isSo) {
            throw new AssertionError(message.formatted(parts));
        }
    }

    @FuzzTest(maxDuration = DURATION)
    void query(byte[] input) {
        orRefused(() -> {
            Query query = Query.of(Objects.requireNonNullElse(READER.read(text(input)), List.of()))
                    .within(LIMITS)
                    .withFunctions(FUNCTIONS);
            for (Database database : List.of(DATABASE, DATABASE.history())) {
                orRefused(() -> run(query, database));
            }
            orRefused(() -> run(query.strictOrder(), DATABASE));
        });
    }

    /** Runs a query with inputs of the kinds that it has. */
    private static void run(Query query, Database database) {
        List<Object> inputs = new ArrayList<>();
        try {
            query.run(new Object[100]);
        } catch (DatalogException e) {
            List<?> expected = (List<?>) e.data().get(Keyword.of("expected"));
            if (expected == null) {
                throw e;
            }
            expected.forEach(form -> inputs.add(input(form, database)));
        }
        query.rows(inputs.toArray()).forEach(row -> row.forEach(Values::normal));
    }

    private static Object input(Object form, Database database) {
        if (form instanceof Symbol symbol) {
            return symbol.name().startsWith("$")
                    ? database
                    : symbol.name().equals("%") ? RULES : symbol.name().startsWith("?e") ? 1L : "Ivan";
        }
        return ((List<?>) form).get(0) instanceof List<?> ? List.of(List.of(1L, "Ivan", 3L)) : List.of(1L, 2L, "Ivan");
    }

    @FuzzTest(maxDuration = DURATION)
    void rules(byte[] input) {
        Query query = Query.parse("[:find ?x ?y :in $ % :where [?x :age] (r ?x ?y)]")
                .within(LIMITS)
                .withFunctions(FUNCTIONS);
        orRefused(() -> query.run(DATABASE, READER.read(text(input))));
    }

    @FuzzTest(maxDuration = DURATION)
    void transaction(byte[] input) {
        long datoms = DATABASE.datoms(Index.EAVT).count();
        orRefused(() -> {
            Object txData = READER.read(text(input));
            if (txData instanceof List<?> list) {
                TxReport report = DATABASE.with(list);
                long added = report.txData().stream()
                        .mapToLong(datom -> datom.isAdded() ? 1 : -1)
                        .sum();
                long after = report.dbAfter().datoms(Index.AEVT).count();
                require(after == datoms + added, "%d and %d datoms are %d", datoms, added, after);
            }
        });
        require(DATABASE.datoms(Index.EAVT).count() == datoms, "the database has changed");
    }

    @FuzzTest(maxDuration = DURATION)
    void pull(byte[] input) {
        orRefused(() -> Pull.of(Objects.requireNonNullElse(READER.read(text(input)), List.of()), FUNCTIONS)
                .many(DATABASE, List.of(1, 2, 3)));
    }

    @FuzzTest(maxDuration = DURATION)
    void schema(byte[] input) {
        orRefused(() -> {
            if (READER.read(text(input)) instanceof Map<?, ?> map) {
                DATABASE.withSchema(Schema.of(map)).with("[{:name \"New\" :x 5}]");
            }
        });
    }

    private static void orRefused(Runnable action) {
        try {
            action.run();
        } catch (EdnException | DatalogException refused) {
            require(refused.getMessage() != null, "no message");
        }
    }
}
