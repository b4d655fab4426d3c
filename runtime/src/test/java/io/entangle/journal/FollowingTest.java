package io.entangle.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.atom.Change;
import io.entangle.atom.Commit;
import io.entangle.atom.State;
import io.entangle.journal.JournalException.Failure;
import io.entangle.testing.ForwardingJournal;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes with atoms on one journal. Each does something when it is told to, and not before. */
@Timeout(60)
final class FollowingTest {
    private static final Doc FIRST = Doc.of("n", 0L);

    /** What both processes read and write. */
    private MemoryJournal tables = new MemoryJournal();

    private final Process here = new Process();
    private final Process there = new Process();

    /** A process, and its way to the tables. */
    private final class Process extends ForwardingJournal implements JournalDriver {
        private final List<Runnable> watches = new ArrayList<>();
        private final DurableAtoms atoms;
        private final Map<String, Atom<Doc>> open = new HashMap<>();
        private boolean isCut;
        private Step work = () -> true;

        Process() {
            atoms = DurableAtoms.builder(this)
                    .driver(this)
                    .lookEvery(Duration.ofDays(1))
                    .watchesOn(watches::add)
                    .build();
        }

        Atom<Doc> atom(String id) {
            return open.computeIfAbsent(id, one -> atoms.atom(one, FIRST));
        }

        State<Doc> tip(String id) {
            return atoms.behind(atom(id)).tip();
        }

        CompletableFuture<Doc> begin(String id, UnaryOperator<Doc> change) {
            return atom(id).swapAsync(change, Runnable::run);
        }

        boolean drive() {
            return work.work();
        }

        /** Makes a change and writes it down. */
        void swap(String id, UnaryOperator<Doc> change) {
            CompletableFuture<Doc> done = begin(id, change);
            drive();
            assertThat(done).isCompleted();
        }

        void look() {
            CompletableFuture<Boolean> looked = atoms.look();
            drive();
            assertThat(looked).isCompletedWithValue(true);
        }

        void tellWatches() {
            watches.forEach(Runnable::run);
            watches.clear();
        }

        private void checkReachable() {
            if (isCut) {
                throw new JournalException(Failure.UNAVAILABLE, "the connection is cut", null);
            }
        }

        @Override
        protected Journal kept() {
            return tables;
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public List<AtomHead> atoms() {
            checkReachable();
            return super.atoms();
        }

        @Override
        public void read(String atom, long after, long to, Predicate<Entry> reader) {
            checkReachable();
            super.read(atom, after, to, reader);
        }

        @Override
        public List<Boolean> append(List<List<Entry>> groups, Map<String, Long> epochs) {
            checkReachable();
            return super.append(groups, epochs);
        }

        @Override
        public void start(Step step, Runnable end, Duration every) {
            work = step;
        }

        @Override
        public void wake() {
            // driven by the test
        }

        @Override
        public void close() {
            // the tables stay
        }
    }

    @AfterEach
    void nothingIsHeldBack() {
        assertThat(here.open.values())
                .allSatisfy(atom -> assertThat(atom.writeAhead().tip()).isEqualTo(atom.state()));
    }

    private static Doc inc(Doc doc) {
        return doc.update("n", n -> (long) n + 1);
    }

    private static Doc n(long n) {
        return FIRST.with("n", n);
    }

    @Test
    void look_othersHaveAppended_isSeenAndToldVersionByVersion() {
        List<Long> told = new ArrayList<>();
        here.atom("a").watchChanges("told", change -> told.add(change.version()));
        for (int i = 0; i < 3; i++) {
            there.swap("a", FollowingTest::inc);
        }
        assertThat(here.atom("a").get()).isEqualTo(FIRST);

        here.look();

        assertThat(here.atom("a").state()).isEqualTo(new State<>(3, n(3)));
        assertThat(told).isEmpty();
        here.tellWatches();
        assertThat(told).containsExactly(1L, 2L, 3L);
    }

    @Test
    void look_groups_areSeenWhole() {
        Atom<Doc> a = here.atom("a");
        Atom<Doc> b = here.atom("b");
        List<Long> sums = new ArrayList<>();
        a.watch(
                "sum",
                (before, after) ->
                        sums.add((long) a.get().get("n") + (long) b.get().get("n")));
        for (int i = 0; i < 5; i++) {
            int change = i;
            there.swap("a", doc -> doc.with("other", change));
            Commit commit = new Commit();
            State<Doc> from = there.tip("a");
            State<Doc> to = there.tip("b");
            there.atom("a").join(commit, from, from.value().update("n", n -> (long) n - 1), false);
            there.atom("b").join(commit, to, inc(to.value()), false);
            CompletableFuture<Boolean> begun = commit.begin();
            there.drive();
            assertThat(begun).isCompletedWithValue(true);
        }

        here.look();
        here.tellWatches();

        assertThat(a.version()).isEqualTo(10);
        assertThat(sums).isNotEmpty().containsOnly(0L);
    }

    @Test
    void changes_madeWithoutWhatOthersAppended_areMadeAgainOnTopOfIt_andNoOthersAre() {
        here.atom("a");
        here.atom("b");
        there.swap("a", doc -> doc.with("there", true));
        List<Doc> given = new ArrayList<>();
        CompletableFuture<Doc> first = here.begin("a", doc -> {
            given.add(doc);
            return inc(doc);
        });
        CompletableFuture<Doc> second = here.begin("a", FollowingTest::inc);
        int[] runs = {0};
        CompletableFuture<Doc> other = here.begin("b", doc -> {
            runs[0]++;
            return inc(doc);
        });

        here.drive();

        assertThat(first).isCompletedWithValue(n(1).with("there", true));
        assertThat(second).isCompletedWithValue(n(2).with("there", true));
        assertThat(given).containsExactly(FIRST, FIRST.with("there", true));
        assertThat(other).isCompletedWithValue(n(1));
        assertThat(runs[0]).isEqualTo(1);
        assertThat(here.atom("a").version()).isEqualTo(3);
    }

    @Test
    void look_beforeOwnChangesAreWritten_dropsThoseOfTheAtomAndWhatSharesAGroupWithThem() {
        for (String id : List.of("a", "b", "c")) {
            here.atom(id);
        }
        there.swap("a", FollowingTest::inc);
        CompletableFuture<Boolean> looked = here.atoms.look();
        Map<String, Integer> runs = new HashMap<>();
        UnaryOperator<Doc> counting = doc -> {
            runs.merge("c", 1, Integer::sum);
            return inc(doc);
        };
        here.isCut = true; // so that the look is what gets through first
        assertThat(here.drive()).isFalse();
        here.isCut = false;
        Commit group = new Commit();
        State<Doc> a = here.tip("a");
        State<Doc> b = here.tip("b");
        here.atom("a").join(group, a, inc(a.value()), false);
        here.atom("b").join(group, b, inc(b.value()), false);
        CompletableFuture<Boolean> grouped = group.begin();
        CompletableFuture<Doc> onB = here.begin("b", doc -> doc.with("b", doc.get("n")));
        CompletableFuture<Doc> onC = here.begin("c", counting);

        here.drive();

        assertThat(looked).isCompletedWithValue(true);
        assertThat(grouped).isCompletedWithValue(false);
        assertThat(onB).isCompletedWithValue(n(0).with("b", 0L));
        assertThat(onC).isCompletedWithValue(n(1));
        assertThat(runs).containsEntry("c", 1);
        assertThat(here.atom("a").get()).isEqualTo(n(1));
    }

    @Test
    void look_journalCantBeReached_isMadeWhenItCan() {
        here.atom("a");
        there.swap("a", FollowingTest::inc);
        here.isCut = true;
        CompletableFuture<Boolean> looked = here.atoms.look();

        assertThat(here.drive()).isFalse();
        assertThat(looked).isNotDone();
        assertThat(here.atom("a").get()).isEqualTo(FIRST);

        here.isCut = false;
        assertThat(here.drive()).isTrue();
        assertThat(looked).isCompletedWithValue(true);
        assertThat(here.atom("a").get()).isEqualTo(n(1));
    }

    @Test
    void look_afterTheEnd_isNotMade() {
        DurableAtoms closed = DurableAtoms.on(new FaultyJournal());
        closed.close();

        assertThat(closed.look()).isCompletedWithValue(false);
    }

    @Test
    void look_journalOfOneProcess_isDoneAtOnce() {
        try (DurableAtoms alone = DurableAtoms.on(new MemoryJournal())) {
            assertThat(alone.look()).isCompletedWithValue(true);
        }
    }

    @Test
    void lookEvery_nothingAnnounced_looksAllTheSame() {
        there.swap("a", FollowingTest::inc);
        FaultyJournal journal = new FaultyJournal(tables);
        try (DurableAtoms timed =
                DurableAtoms.builder(journal).lookEvery(Duration.ofMillis(1)).build()) {
            Atom<Doc> atom = timed.atom("a", FIRST);
            CompletableFuture<Doc> seen = new CompletableFuture<>();
            atom.watch("seen", (before, after) -> seen.complete(after));

            there.swap("a", FollowingTest::inc);

            assertThat(seen.join()).isEqualTo(n(2));
        }
    }

    @Test
    void epoch_begunByAnother_isTakenOver_andOwnChangesAreMadeInIt() {
        here.atom("a");
        here.swap("a", FollowingTest::inc);
        long before = here.atoms.behind(here.atom("a")).epoch();
        tables.beginEpoch("a", before + 1);

        here.swap("a", FollowingTest::inc);

        assertThat(here.atoms.behind(here.atom("a")).epoch()).isEqualTo(before + 1);
        assertThat(tables.atoms().get(0)).isEqualTo(new AtomHead("a", before + 1, 2, 0));
        assertThat(here.atom("a").get()).isEqualTo(n(2));
    }

    @Test
    void olderCopy_putBack_isGoneOnFromInAnotherEpoch() {
        List<Change<Doc>> told = new ArrayList<>();
        here.swap("a", FollowingTest::inc);
        MemoryJournal older = new MemoryJournal();
        tables.atoms().forEach(head -> Archived.takeOut(tables, head.atom(), part -> copied(older, part)));
        here.swap("a", doc -> doc.with("lost", true));
        here.swap("a", doc -> doc.with("lost", false));
        long before = here.atoms.behind(here.atom("a")).epoch();
        here.atom("a").watchChanges("told", told::add);
        tables = older;
        there.swap("a", FollowingTest::inc);

        here.look();
        here.tellWatches();
        here.swap("a", FollowingTest::inc);

        assertThat(here.atom("a").state()).isEqualTo(new State<>(3, n(3)));
        assertThat(told).extracting(Change::version).containsExactly(2L, 3L);
        assertThat(here.atoms.behind(here.atom("a")).epoch())
                .isNotEqualTo(before)
                .isEqualTo(tables.atoms().get(0).epoch());
        there.look();
        assertThat(there.atom("a").state()).isEqualTo(new State<>(3, n(3)));
    }

    private static void copied(MemoryJournal copy, Archived part) {
        if (part instanceof Archived.Begun begun) {
            copy.begin(begun.atom(), begun.epoch(), begun.oldest());
        } else if (part instanceof Archived.Made made) {
            copy.append(List.of(List.of(made.entry())));
        }
    }

    @Test
    void atomGone_fromTheJournal_cantBeChangedAndOthersCan() {
        here.swap("a", FollowingTest::inc);
        here.swap("b", FollowingTest::inc);
        MemoryJournal older = new MemoryJournal();
        Archived.takeOut(tables, "b", part -> copied(older, part));
        MemoryJournal whole = tables;
        tables = older;
        here.look();

        assertThatThrownBy(() -> here.begin("a", FollowingTest::inc).join())
                .hasCauseInstanceOf(JournalException.class)
                .hasMessageContaining("no atom \"a\" any more");
        here.swap("b", FollowingTest::inc);
        assertThat(here.atom("a").get()).isEqualTo(n(1));

        tables = whole;
        here.look();
        here.swap("a", FollowingTest::inc);
        assertThat(here.atom("a").get()).isEqualTo(n(2));
    }

    @Test
    void farBehind_isReadAnew() {
        here.atom("a");
        for (int i = 0; i < 10_500; i++) {
            there.begin("a", FollowingTest::inc);
        }
        there.drive();
        List<Long> told = new ArrayList<>();
        here.atom("a").watchChanges("told", change -> told.add(change.version()));

        here.look();
        here.tellWatches();
        here.swap("a", FollowingTest::inc);

        assertThat(told).containsExactly(10_500L, 10_501L);
    }

    @Test
    void compactedMeanwhile_isReadAnew() {
        here.atom("a");
        for (int i = 0; i < 20; i++) {
            there.swap("a", FollowingTest::inc);
        }
        State<Doc> newest = there.atom("a").state();
        Entry last = Chain.read(tables, "a", 19, 20).get(0);
        tables.snapshot("a", new Snapshot(20, last.atMs(), last.made(), newest.value(), null));
        tables.compact("a", 20);

        here.look();

        assertThat(here.atom("a").state()).isEqualTo(newest);
        here.swap("a", FollowingTest::inc);
        assertThat(here.atom("a").version()).isEqualTo(21);
    }

    /** What holds a number under "n". */
    public record Numbered(long n) {}

    @Test
    void whatOthersWrote_ofAnotherType_cantBeTakenInUntilItCan() {
        Atom<Numbered> typed = here.atoms.atom("a", AtomType.of(Numbered.class), new Numbered(0));
        there.swap("a", doc -> doc.with("n", "a text"));
        there.swap("b", FollowingTest::inc);
        here.look();

        assertThat(typed.get()).isEqualTo(new Numbered(0));
        assertThatThrownBy(() -> typed.swap(old -> new Numbered(old.n() + 1)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("can't be read here");
        here.swap("b", FollowingTest::inc);
        assertThat(here.atom("b").get()).isEqualTo(n(2));

        there.swap("a", doc -> n(7));
        here.look();
        assertThat(typed.get()).isEqualTo(new Numbered(0)); // the version between is there for good
    }
}
