package io.entangle.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.journal.FaultyJournal.Fault;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SwapAsyncTest {
    private static final Doc FIRST = Doc.of("n", 0L);

    private final FaultyJournal journal = new FaultyJournal();
    private final DurableAtoms atoms = DurableAtoms.on(journal);
    /** What this thread, as an event loop, is given to run. */
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    private final Executor executor = tasks::add;

    @AfterEach
    void close() {
        journal.openGate();
        atoms.close();
    }

    private static Doc inc(Doc doc) {
        return doc.update("n", n -> (long) n + 1);
    }

    private void runUntilDone(CompletableFuture<?> future) throws InterruptedException {
        while (!future.isDone()) {
            tasks.take().run();
        }
    }

    @Test
    void swapAsync_untilItIsWrittenDown_isNotSeen() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        journal.shutGate();

        CompletableFuture<Doc> first = atom.swapAsync(SwapAsyncTest::inc, executor);
        CompletableFuture<Doc> second = atom.swapAsync(SwapAsyncTest::inc, executor);

        assertThat(atom.get()).isEqualTo(FIRST);
        assertThat(first).isNotDone();
        journal.openGate();
        runUntilDone(first);
        runUntilDone(second);
        assertThat(first.join()).isEqualTo(Doc.of("n", 1L));
        assertThat(second.join()).isEqualTo(Doc.of("n", 2L));
        assertThat(atom.state().version()).isEqualTo(2);
        assertThat(journal.atoms().get(0).version()).isEqualTo(2);
    }

    @Test
    void swapAsync_manyWrittenTogether_followInOneTaskAndInOrder() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        List<Doc> told = new ArrayList<>();
        List<Thread> telling = new ArrayList<>();
        atom.watch("told", (before, after) -> telling.add(Thread.currentThread()));
        journal.shutGate();
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            done.add(atom.swapAsync(SwapAsyncTest::inc, executor).thenAccept(told::add));
        }
        journal.openGate();

        int run = 0;
        while (!done.get(99).isDone()) {
            tasks.take().run();
            run++;
        }

        assertThat(run).isLessThanOrEqualTo(journal.appends.get());
        assertThat(told)
                .hasSize(100)
                .endsWith(Doc.of("n", 100L))
                .isSortedAccordingTo((a, b) -> Long.compare((long) a.get("n"), (long) b.get("n")));
        assertThat(telling).hasSize(100).containsOnly(Thread.currentThread());
    }

    @Test
    void swapAsync_inMemory_isDoneAtOnce() {
        Atom<Doc> atom = Atom.of(FIRST);

        CompletableFuture<Doc> done = atom.swapAsync(SwapAsyncTest::inc, executor);

        assertThat(done).isCompletedWithValue(Doc.of("n", 1L));
        assertThat(tasks).isEmpty();
    }

    @Test
    void swapAsync_toAnEqualValue_isDoneAndMakesNoVersion() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);

        CompletableFuture<Doc> done = atom.swapAsync(doc -> Doc.of("n", 0L), executor);
        runUntilDone(done);

        assertThat(done).isCompletedWithValue(FIRST);
        assertThat(atom.version()).isZero();
    }

    @Test
    void swapAsync_refusedOrFailing_completesWithThatAndChangesNothing() {
        Atom<Doc> atom = atoms.atom(
                "a", Atom.builder(AtomType.doc()).validator(doc -> doc.has("bad") ? "it is bad" : null), FIRST);

        assertThatThrownBy(() ->
                        atom.swapAsync(doc -> doc.with("bad", 1L), executor).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RefusedException.class);
        assertThat(atom.swapAsync(doc -> null, executor)).isCompletedExceptionally();

        assertThat(atom.swap(SwapAsyncTest::inc)).isEqualTo(Doc.of("n", 1L));
        assertThat(atom.version()).isEqualTo(1);
    }

    @Test
    void swapAsync_diskFull_failsAndChangesNothing() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        journal.fault = Fault.FULL;

        CompletableFuture<Doc> done = atom.swapAsync(SwapAsyncTest::inc, executor);
        runUntilDone(done);

        assertThatThrownBy(done::join)
                .hasCauseInstanceOf(JournalException.class)
                .hasMessageContaining("the disk is full");
        assertThat(atom.state().version()).isZero();
    }

    @Test
    void swapAsync_anotherProcessFirst_isMadeAgainOnWhatThatMade() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        try (DurableAtoms others = DurableAtoms.on(new FaultyJournal(journal.kept))) {
            Atom<Doc> other = others.atom("a", FIRST);
            other.swap(doc -> doc.with("n", 10L));

            CompletableFuture<Doc> done = atom.swapAsync(SwapAsyncTest::inc, executor);
            runUntilDone(done);

            assertThat(done).isCompletedWithValue(Doc.of("n", 11L));
            assertThat(atom.version()).isEqualTo(2);
        }
    }

    @Test
    void swapAsync_executorTakesNoMore_isWrittenAndOthersAreTold() throws Exception {
        Atom<Doc> atom = atoms.atom("a", FIRST);
        journal.shutGate();
        CompletableFuture<Doc> untold = atom.swapAsync(SwapAsyncTest::inc, task -> {
            throw new RejectedExecutionException("it has been shut down");
        });
        CompletableFuture<Doc> told = atom.swapAsync(SwapAsyncTest::inc, executor);
        journal.openGate();

        runUntilDone(told);

        assertThat(untold).isNotDone();
        assertThat(atom.get()).isEqualTo(Doc.of("n", 2L));
    }
}
