package io.entangle.atom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TransactionTest {
    private final Atom<Doc> a = Atom.of(AtomType.doc(), Doc.of("n", 50));
    private final Atom<Doc> b = Atom.builder(AtomType.doc())
            .validator(doc -> doc.get("n", Long.class) < 0 ? "an account is not overdrawn" : null)
            .build(Doc.of("n", 50));

    private static long n(Doc doc) {
        return doc.get("n", Long.class);
    }

    private static Doc add(Doc doc, long by) {
        return doc.with("n", n(doc) + by);
    }

    private void transfer(long amount) {
        Transaction.run(tx -> {
            tx.swap(a, doc -> add(doc, amount));
            return tx.swap(b, doc -> add(doc, -amount));
        });
    }

    @Test
    void run_changesAll_andReturnsTheResult() {
        long sum = Transaction.run(tx -> {
            tx.reset(a, Doc.of("n", 1));
            tx.swap(a, doc -> add(doc, 1));
            return n(tx.get(a)) + n(tx.get(b));
        });

        assertThat(sum).isEqualTo(52);
        assertThat(a.get()).isEqualTo(Doc.of("n", 2));
        assertThat(a.version()).isEqualTo(1);
        assertThat(b.version()).as("of the one that was only read").isZero();
    }

    @Test
    void run_oneRefused_changesNone() {
        assertThatThrownBy(() -> transfer(51))
                .isInstanceOf(RefusedException.class)
                .hasMessage("an account is not overdrawn");

        assertThat(a.state()).isEqualTo(new State<>(0, Doc.of("n", 50)));
        assertThat(b.version()).isZero();
    }

    @Test
    void run_bodyThrows_changesNone() {
        assertThatThrownBy(() -> Transaction.run(tx -> {
                    tx.reset(a, Doc.of("n", 1));
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");

        assertThat(a.version()).isZero();
    }

    @Test
    void run_metAChange_isRunAgain() {
        AtomicInteger runs = new AtomicInteger();
        Transaction.run(tx -> {
            Doc read = tx.get(a);
            if (runs.incrementAndGet() == 1) {
                b.swap(doc -> add(doc, 1)); // not touched yet
                a.swap(doc -> add(doc, 1)); // what was read is stale
            }
            return tx.swap(b, doc -> add(doc, n(read)));
        });

        assertThat(runs).hasValue(2);
        assertThat(n(b.get())).isEqualTo(50 + 1 + 51);
    }

    @Test
    void watch_ofOne_seesTheOtherChangedAlready_andOnlyChangesOfItsOwn() {
        List<Long> seen = new ArrayList<>();
        List<Doc> ofB = new ArrayList<>();
        a.watch("w", (before, after) -> seen.add(n(after) + n(b.get())));
        b.watch("w", (before, after) -> ofB.add(after));

        transfer(10);
        Transaction.run(tx -> tx.swap(a, doc -> add(doc, n(tx.get(b)))));

        assertThat(seen).containsExactly(100L, 60L + 40 + 40);
        assertThat(ofB).containsExactly(Doc.of("n", 40));
    }

    /** The bank: money moves between two accounts from several threads; nobody ever sees another sum. */
    @Test
    void sum_isConstant_inEveryReadByEveryThread() throws InterruptedException {
        int threads = 3;
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        List<Long> torn = java.util.Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int sign = t % 2 == 0 ? 1 : -1;
            new Thread(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            try {
                                transfer(sign * (i % 7));
                            } catch (RefusedException e) {
                                // the account would be overdrawn: as good as any outcome
                            }
                            if (i % 3 == 0) {
                                a.swap(doc -> doc.with("touched", "a"));
                                b.swap(doc -> doc.with("touched", sign));
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        Thread reader = new Thread(() -> {
            while (!stop.get()) {
                long sum = Transaction.run(tx -> n(tx.get(a)) + n(tx.get(b)));
                reads.incrementAndGet();
                if (sum != 100) {
                    torn.add(sum);
                }
            }
        });
        reader.start();
        done.await();
        stop.set(true);
        reader.join();

        assertThat(torn).as("other sums, in %s reads", reads).isEmpty();
        assertThat(n(a.get()) + n(b.get())).isEqualTo(100);
        assertThat(reads.get()).isPositive();
    }
}
