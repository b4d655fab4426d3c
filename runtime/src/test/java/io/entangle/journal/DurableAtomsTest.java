package io.entangle.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.atom.Revision;
import io.entangle.atom.Transaction;
import io.entangle.clock.TimeSource;
import io.entangle.delta.Delta;
import io.entangle.journal.FaultyJournal.Fault;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DurableAtomsTest {
    private static final Doc FIRST = Doc.of("n", 0L);

    private final FaultyJournal journal = new FaultyJournal();
    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private DurableAtoms atoms = open();

    private DurableAtoms open() {
        return DurableAtoms.builder(journal)
                .snapshotEvery(10)
                .time(new TimeSource() {
                    @Override
                    public long millis() {
                        return nowMs.get();
                    }

                    @Override
                    public long nanos() {
                        return nowMs.get() * 1_000_000;
                    }
                })
                .build();
    }

    private Atom<Doc> reopened() {
        atoms.close();
        atoms = open();
        return atoms.atom("a", FIRST);
    }

    @AfterEach
    void close() {
        journal.fault = Fault.NONE;
        journal.openGate();
        atoms.close();
        threads.shutdownNow();
    }

    private static Doc inc(Doc doc) {
        return doc.update("n", n -> (long) n + 1);
    }

    @Test
    void swap_returns_whenItIsWrittenDown() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        journal.shutGate();
        Future<Doc> swapped = threads.submit(() -> atom.swap(DurableAtomsTest::inc));
        awaitAppends(0);

        assertThat(swapped.isDone()).isFalse();
        assertThat(atom.get()).isEqualTo(FIRST);

        journal.openGate();

        assertThat(swapped.get()).isEqualTo(Doc.of("n", 1L));
        assertThat(atom.get()).isEqualTo(Doc.of("n", 1L));
        assertThat(journal.atoms().get(0).version()).isEqualTo(1);
    }

    /** Waits until the journal's thread is about to append after so many appends. */
    private void awaitAppends(int done) {
        while (journal.appends.get() < done || journal.gate.getQueueLength() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void atom_openedAgain_isAsItWas() {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        for (int i = 0; i < 35; i++) {
            atom.swap(DurableAtomsTest::inc);
        }

        Atom<Doc> again = reopened();

        assertThat(again.get()).isEqualTo(Doc.of("n", 35L));
        assertThat(again.version()).isEqualTo(35);
        again.swap(DurableAtomsTest::inc);
        assertThat(reopened().get()).isEqualTo(Doc.of("n", 36L));
        assertThat(journal.snapshotAt("a", 36).version()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void swaps_ofManyThreads_areWrittenTogether_andNoneIsLost() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        List<Doc> seen = Collections.synchronizedList(new ArrayList<>(List.of(FIRST)));
        atom.watch("order", (before, after) -> {
            assertThat(before).isSameAs(seen.get(seen.size() - 1));
            seen.add(after);
        });
        journal.shutGate();
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            writers.add(threads.submit(() -> {
                for (int n = 0; n < 200; n++) {
                    atom.swap(DurableAtomsTest::inc);
                }
            }));
        }
        awaitAppends(0);
        journal.openGate();
        for (Future<?> writer : writers) {
            writer.get();
        }

        assertThat(atom.get()).isEqualTo(Doc.of("n", 1_600L));
        assertThat(seen).hasSize(1_601);
        assertThat(journal.appends.get()).isLessThan(1_600);
        assertThat(atom.history(1, 1_600)).hasSize(1_600);
        assertThat(reopened().get()).isEqualTo(Doc.of("n", 1_600L));
    }

    @Test
    void swap_whenNothingCanBeKept_throwsAndChangesNothing_andWorksLater() {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        atom.swap(DurableAtomsTest::inc);
        List<Doc> seen = new ArrayList<>();
        atom.watch("seen", (before, after) -> seen.add(after));

        journal.fault = Fault.FULL;
        assertThatThrownBy(() -> atom.swap(DurableAtomsTest::inc))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("the disk is full");

        assertThat(atom.get()).isEqualTo(Doc.of("n", 1L));
        assertThat(atom.version()).isEqualTo(1);
        assertThat(seen).isEmpty();
        journal.fault = Fault.NONE;
        assertThat(atom.swap(DurableAtomsTest::inc)).isEqualTo(Doc.of("n", 2L));
        assertThat(seen).containsExactly(Doc.of("n", 2L));
    }

    @Test
    void swapsThatWait_whenOneBeforeThemCannotBeKept_areDroppedWithIt() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        journal.shutGate();
        List<Future<Doc>> swaps = new ArrayList<>();
        swaps.add(threads.submit(() -> atom.swap(DurableAtomsTest::inc)));
        awaitAppends(0);
        WriteAheadTip tip = new WriteAheadTip(atom);
        for (int i = 0; i < 3; i++) {
            long before = tip.version();
            swaps.add(threads.submit(() -> atom.swap(DurableAtomsTest::inc)));
            tip.awaitAbove(before);
        }
        journal.fault = Fault.FULL;
        journal.openGate();

        for (Future<Doc> swap : swaps) {
            assertThatThrownBy(swap::get).hasCauseInstanceOf(JournalException.class);
        }
        assertThat(atom.get()).isEqualTo(FIRST);
        assertThat(tip.version()).isZero();
    }

    private record WriteAheadTip(Atom<Doc> atom) {
        long version() {
            return atom.writeAhead().tip().version();
        }

        void awaitAbove(long version) {
            while (version() <= version) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void swap_ofWhichNobodyKnowsWhetherItIsKept_waitsUntilThatIsKnown() throws Exception {
        for (Fault lost : List.of(Fault.LOST_BEFORE, Fault.LOST_AFTER)) {
            Atom<Doc> atom = atoms.atom("lost " + lost, FIRST);
            int before = journal.appends.get();
            journal.fault = lost;
            Future<Doc> swapped = threads.submit(() -> atom.swap(DurableAtomsTest::inc));
            while (journal.appends.get() < before + 2) {
                Thread.onSpinWait(); // it was tried again
            }

            assertThat(swapped.isDone()).isFalse();
            assertThat(atom.get()).isEqualTo(FIRST);
            assertThatThrownBy(() -> atom.swap(DurableAtomsTest::inc))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("not known");

            journal.fault = Fault.NONE;
            assertThat(swapped.get()).isEqualTo(Doc.of("n", 1L));
            assertThat(atom.swap(DurableAtomsTest::inc)).isEqualTo(Doc.of("n", 2L));
            assertThat(atom.history(1, 2)).hasSize(2);
        }
    }

    @Test
    void swap_whenAnotherProcessWasFirst_isMadeAgainOnWhatThatMade() throws Exception {
        Atom<Doc> here = atoms.atom("a", FIRST);
        try (DurableAtoms others = DurableAtoms.on(new FaultyJournal(journal.kept))) {
            Atom<Doc> there = others.atom("a", FIRST);
            Future<?> one = threads.submit(() -> repeat(300, here));
            Future<?> other = threads.submit(() -> repeat(300, there));
            one.get();
            other.get();

            here.swap(doc -> doc.with("last", "here"));

            assertThat(here.get()).isEqualTo(Doc.of("n", 600L, "last", "here"));
            assertThat(there.swap(DurableAtomsTest::inc)).isEqualTo(Doc.of("n", 601L, "last", "here"));
            assertThat(here.history(1, 601)).hasSize(601);
        }
    }

    private static void repeat(int times, Atom<Doc> atom) {
        for (int i = 0; i < times; i++) {
            atom.swap(DurableAtomsTest::inc);
        }
    }

    @Test
    void transaction_overSeveralAtoms_isKeptWholeOrNotAtAll() throws Exception {
        Atom<Doc> from = atoms.atom("from", Doc.of("n", 1_000L));
        Atom<Doc> to = atoms.atom("to", Doc.of("n", 0L));
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(threads.submit(() -> {
                for (int n = 0; n < 100; n++) {
                    Transaction.run(tx -> {
                        tx.swap(from, doc -> doc.update("n", v -> (long) v - 1));
                        return tx.swap(to, DurableAtomsTest::inc);
                    });
                    long sum = Transaction.run(tx ->
                            (long) tx.get(from).get("n") + (long) tx.get(to).get("n"));
                    assertThat(sum).isEqualTo(1_000);
                }
            }));
        }
        for (Future<?> writer : writers) {
            writer.get();
        }

        assertThat(from.get()).isEqualTo(Doc.of("n", 600L));
        assertThat(to.get()).isEqualTo(Doc.of("n", 400L));

        journal.fault = Fault.FULL;
        assertThatThrownBy(() -> Transaction.run(tx -> {
                    tx.swap(from, DurableAtomsTest::inc);
                    return tx.swap(to, DurableAtomsTest::inc);
                }))
                .isInstanceOf(JournalException.class);
        assertThat(from.get()).isEqualTo(Doc.of("n", 600L));
        assertThat(to.get()).isEqualTo(Doc.of("n", 400L));
    }

    @Test
    void transaction_overAtomsInMemoryAndOnAJournal_isRefused() {
        Atom<Doc> durable = atoms.atom("a", FIRST);
        Atom<Doc> inMemory = Atom.of(FIRST);

        assertThatThrownBy(() -> Transaction.run(tx -> {
                    tx.swap(durable, DurableAtomsTest::inc);
                    return tx.swap(inMemory, DurableAtomsTest::inc);
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("all in memory or all on one journal");
        assertThatThrownBy(() -> Transaction.run(tx -> {
                    tx.swap(inMemory, DurableAtomsTest::inc);
                    return tx.swap(durable, DurableAtomsTest::inc);
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(durable.get()).isEqualTo(FIRST);
        assertThat(inMemory.get()).isEqualTo(FIRST);
    }

    @Test
    void watch_thatWrites_doesNotWaitForItself() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        Atom<Doc> copy = atoms.atom("copy", FIRST);
        atom.watch("copy", (before, after) -> copy.reset(after));

        CompletableFuture.runAsync(() -> repeat(20, atom), threads).get();

        assertThat(copy.get()).isEqualTo(Doc.of("n", 20L));
    }

    @Test
    void past_canBeReadBack_byVersionAndByTime() {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        for (int i = 1; i <= 25; i++) {
            nowMs.addAndGet(1_000);
            atom.swap(DurableAtomsTest::inc);
        }

        assertThat(atom.asOf(0)).isEqualTo(FIRST);
        assertThat(atom.asOf(7)).isEqualTo(Doc.of("n", 7L));
        assertThat(atom.asOf(25)).isSameAs(atom.get());
        assertThat(atom.asOf(Instant.ofEpochMilli(1_000_000 + 7_999))).isEqualTo(Doc.of("n", 7L));
        assertThat(atom.asOf(Instant.ofEpochMilli(1_000_000 + 8_000))).isEqualTo(Doc.of("n", 8L));
        assertThat(atom.history(3, 4))
                .containsExactly(
                        new Revision(
                                3, Instant.ofEpochMilli(1_003_000), "", Delta.diff(Doc.of("n", 2L), Doc.of("n", 3L))),
                        new Revision(
                                4, Instant.ofEpochMilli(1_004_000), "", Delta.diff(Doc.of("n", 3L), Doc.of("n", 4L))));
        assertThat(atom.revertTo(3)).isEqualTo(Doc.of("n", 3L));
        assertThat(atom.version()).isEqualTo(26);
        assertThatThrownBy(() -> atom.asOf(27)).isInstanceOf(JournalException.class);
        assertThatThrownBy(() -> atom.asOf(Instant.ofEpochMilli(1)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(
                        "at 1970-01-01T00:00:00.001Z; the oldest is version 0, taken in at 1970-01-01T00:16:40Z");
        assertThatThrownBy(() -> atom.asOf(Instant.MIN)).isInstanceOf(JournalException.class);
        assertThat(atom.asOf(Instant.MAX)).isSameAs(atom.get());
    }

    @Test
    void past_ofAnAtomInMemory_isRefused() {
        Atom<Doc> atom = Atom.of(FIRST);

        assertThatThrownBy(() -> atom.history(1, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only atoms on a journal");
        assertThatThrownBy(() -> atom.revertTo(7)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void time_neverGoesBack_thoughTheClockDoes() {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        atom.swap(DurableAtomsTest::inc);
        nowMs.set(5);
        atom.swap(DurableAtomsTest::inc);
        Atom<Doc> again = reopened();
        again.swap(DurableAtomsTest::inc);

        assertThat(again.history(1, 3)).extracting(Revision::time).containsOnly(Instant.ofEpochMilli(1_000_000));
    }

    @Test
    void validators_areAskedBeforeAnythingIsWrittenDown() {
        Atom<Doc> atom = atoms.atom(
                "v", Atom.builder(AtomType.doc()).validator(doc -> (long) doc.get("n") > 1 ? "too much" : null), FIRST);
        atom.swap(DurableAtomsTest::inc);

        assertThatThrownBy(() -> atom.swap(DurableAtomsTest::inc)).isInstanceOf(RefusedException.class);
        assertThat(atom.compareAndSet(1, Doc.of("n", 1L))).isTrue();
        assertThat(atom.compareAndSet(0, Doc.of("n", 0L))).isFalse();
        assertThat(atom.compareAndSet(Doc.of("n", 1L), Doc.of("n", 0L))).isTrue();
        assertThat(journal.atoms().get(0).version()).isEqualTo(2);
    }

    @Test
    void atom_openedTwice_isRefused() {
        atoms.atom("a", FIRST);

        assertThatThrownBy(() -> atoms.atom("a", FIRST))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("opened already");
    }

    @Test
    void swap_afterTheEnd_isRefused() {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        atoms.close();

        assertThatThrownBy(() -> atom.swap(DurableAtomsTest::inc))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("closed");
        assertThat(atom.get()).isEqualTo(FIRST);
    }
}
