package io.entangle.datalog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.clock.TimeSource;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Keyword;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queries that would do too much stop. */
final class QueryLimitsTest {
    private static final Database DB = numbers(2_000);

    private static Database numbers(int count) {
        List<List<?>> txData = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            txData.add(List.of(Keyword.of("db/add"), i, Keyword.of("n"), i));
        }
        return Queries.db("{}").with(txData).dbAfter();
    }

    /** A clock that goes on by a millisecond each time it is read. */
    private static TimeSource ticking() {
        long[] now = {0};
        return new TimeSource() {
            @Override
            public long millis() {
                return nanos() / 1_000_000;
            }

            @Override
            public long nanos() {
                return now[0] += 1_000_000;
            }
        };
    }

    private static void checkStopped(Query query, String error, Object... inputs) {
        DatalogException e = catchThrowableOfType(DatalogException.class, () -> query.run(inputs));
        assertThat(e).as(query.toString()).isNotNull();
        assertThat(e.error()).as(query.toString()).isEqualTo(Keyword.of(error));
    }

    @Test
    void rows_beyondTheLimit_stopTheQuery() {
        QueryLimits limits = new QueryLimits(100_000, null);
        for (String query : List.of(
                "[:find ?a ?b :where [_ :n ?a] [_ :n ?b]]",
                "[:find ?a ?b ?c :where [_ :n ?a] [_ :n ?b] [(< ?a ?b)] [_ :n ?c]]",
                "[:find (count ?a) :with ?b :where [?x :n ?a] [?y :n ?b] [(not= ?x ?y)]]",
                "[:find ?a ?x :where [_ :n ?a] [(range 1000) [?x ...]]]",
                "[:find ?a ?b :where (or-join [?a ?b] (and [_ :n ?a] [_ :n ?b]))]",
                "[:find ?e ?f ?g :where [?e ?a ?v] [?f ?a ?w] [?g ?a ?u]]")) {
            checkStopped(Query.parse(query).within(limits), "query/rows", DB);
        }
        checkStopped(
                Query.parse("[:find ?x ?y :in [?x ...] [?y ...]]").within(limits),
                "query/rows",
                DB.datoms(io.entangle.datalog.Index.EAVT)
                        .map(datom -> datom.value())
                        .toList(),
                DB.datoms(io.entangle.datalog.Index.EAVT)
                        .map(datom -> datom.value())
                        .toList());
        checkStopped(
                Query.parse("[:find ?x ?y :in $ % :where (p ?x ?y)]").within(limits),
                "query/rows",
                DB,
                "[[(p ?x ?y) [?x :n] [?y :n]] [(p ?x ?y) (p ?y ?x)]]");
        assertThat(Query.parse("[:find ?a :where [_ :n ?a]]").within(limits).rows(DB))
                .hasSize(2_000);
    }

    @Test
    void timeout_reached_stopsTheQuery() {
        QueryLimits limits = new QueryLimits(Long.MAX_VALUE, Duration.ofMillis(2));
        Query product = Query.parse("[:find (count ?a) :with ?b ?c :where [_ :n ?a] [_ :n ?b] [(< ?a ?b)] [_ :n ?c]]");
        checkStopped(product.within(limits).withTime(ticking()), "query/timeout", DB);
        Query own = Query.parse("[:find (count ?a) :with ?b :where [_ :n ?a] [_ :n ?b] :timeout 1]")
                .withTime(ticking());
        checkStopped(own, "query/timeout", DB);
        assertThat(Query.parse("[:find ?a :where [?a :n 5] :timeout 500]")
                        .withTime(ticking())
                        .rows(DB))
                .hasSize(1);
    }

    @Test
    void timeout_shorterOfTwo_counts() {
        assertThat(new QueryLimits(1, Duration.ofSeconds(1))
                        .within(Duration.ofSeconds(2))
                        .timeout())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(new QueryLimits(1, Duration.ofSeconds(3))
                        .within(Duration.ofSeconds(2))
                        .timeout())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(QueryLimits.GENEROUS.within(Duration.ofSeconds(2)).timeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void interruption_stopsTheQuery() {
        Thread.currentThread().interrupt();
        checkStopped(Query.parse("[:find ?a :where [?a :n 5]]"), "query/interrupted", DB);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void values_tooDeep_stopTheQuery() throws InterruptedException {
        Query query = Query.parse("[:find ?y :in % :where (deep 0 ?y)]");
        DatalogException[] thrown = {null};
        Thread thread = new Thread(
                null,
                () -> thrown[0] = catchThrowableOfType(
                        DatalogException.class,
                        () -> query.run(
                                "[[(deep ?x ?y) [(vector ?x) ?y]] [(deep ?x ?y) (deep ?x ?z) [(vector ?z) ?y]]]")),
                "a small stack",
                200_000);
        thread.start();
        thread.join();
        assertThat(thrown[0].error()).isEqualTo(Keyword.of("query/depth"));
    }

    @Test
    void limits_outOfRange_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new QueryLimits(0, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new QueryLimits(1, Duration.ZERO));
    }
}
