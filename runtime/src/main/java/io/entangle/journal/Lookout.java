package io.entangle.journal;

import io.entangle.atom.State;
import io.entangle.clock.TimeSource;
import io.entangle.journal.JournalException.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what other processes have made of the atoms of a journal, and has it taken in. The tables say that; what a journal
 * announces is only a reason to look. A look is made between two transactions of this process, by the journal's driver.
 */
final class Lookout {
    /** An atom that is so many versions behind is opened again instead of being led through them. */
    private static final long MOST_BEHIND = 10_000;

    /** What was found by one look; it holds of all atoms at one instant. */
    private record Found(List<News<?>> news, Map<JournaledAtom<?>, JournalException> stuck) {}

    private final Keeping keeping;
    private final CommitWriter writer;
    private final TimeSource time;
    private final long everyNanos;
    private final Consumer<Runnable> watches;

    private final Object lock = new Object();
    private List<CompletableFuture<Boolean>> asked = new ArrayList<>();
    private boolean isHinted;
    private boolean isOver;
    /** Only touched by the driver. */
    private long lastNanos;

    /** Atoms that could not go on at the last look. Only touched by the driver. */
    private Set<JournaledAtom<?>> wereStuck = Set.of();

    /**
     * A lookout.
     *
     * @param keeping what the atoms share
     * @param writer writes down what this process changes
     * @param time a clock
     * @param every after how long to look without another reason
     * @param watches where watches are told of what others have made
     */
    Lookout(Keeping keeping, CommitWriter writer, TimeSource time, Duration every, Consumer<Runnable> watches) {
        this.watches = watches;
        this.keeping = keeping;
        this.writer = writer;
        this.time = time;
        this.everyNanos = every.toNanos();
        this.lastNanos = time.nanos();
    }

    /** Others may have appended. */
    void hint() {
        synchronized (lock) {
            isHinted = true;
        }
    }

    /** {@return completes when a look has been made that began after this call, with what it found taken in} */
    CompletableFuture<Boolean> ask() {
        CompletableFuture<Boolean> looked = new CompletableFuture<>();
        synchronized (lock) {
            if (isOver) {
                looked.complete(false);
            } else {
                asked.add(looked);
            }
        }
        return looked;
    }

    private boolean isDue() {
        synchronized (lock) {
            return isHinted || !asked.isEmpty() || time.nanos() - lastNanos >= everyNanos;
        }
    }

    /**
     * Looks if there is a reason to. Called by the driver between two transactions.
     *
     * @param atoms those that are open
     * @return false if the journal can't be reached: then later
     */
    boolean lookIfDue(Collection<JournaledAtom<?>> atoms) {
        Set<JournaledAtom<?>> overtaken = writer.overtaken();
        if (overtaken.isEmpty() && !isDue()) {
            return true;
        }
        List<CompletableFuture<Boolean>> answered;
        synchronized (lock) {
            isHinted = false;
            answered = asked;
            asked = new ArrayList<>();
        }
        try {
            takeIn(find(atoms));
        } catch (JournalException e) {
            synchronized (lock) {
                isHinted = true;
                asked.addAll(answered);
            }
            return false;
        }
        lastNanos = time.nanos();
        if (!answered.isEmpty()) {
            whenToldOf(() -> answered.forEach(looked -> looked.complete(true)));
        }
        return true;
    }

    /** Those who ask want replicas to be told of what was found, which is when all that was taken in before is seen. */
    private void whenToldOf(Runnable done) {
        try {
            keeping.queue().settled().whenComplete((settled, failure) -> done.run());
        } catch (JournalException closed) {
            done.run();
        }
    }

    private void takeIn(Found found) {
        found.stuck().forEach((atom, why) -> {
            if (!wereStuck.contains(atom)) {
                System.getLogger("io.entangle")
                        .log(
                                System.Logger.Level.ERROR,
                                "what others have made of \"" + atom.id()
                                        + "\" can't be taken in: nothing can change it here",
                                why);
            }
        });
        wereStuck.forEach(atom -> atom.stuck(found.stuck().get(atom)));
        found.stuck().forEach(JournaledAtom::stuck);
        wereStuck = Set.copyOf(found.stuck().keySet());
        if (!found.news().isEmpty() || !writer.overtaken().isEmpty() || !wereStuck.isEmpty()) {
            writer.takeIn(found.news(), wereStuck);
        }
        if (!found.news().isEmpty()) {
            watches.accept(() -> found.news().forEach(news -> news.atom().tellWatches()));
        }
    }

    // ---- reading ----

    private Found find(Collection<JournaledAtom<?>> atoms) {
        Map<JournaledAtom<?>, Recovery> recovered = new HashMap<>();
        while (true) {
            Map<String, AtomHead> heads = new HashMap<>();
            keeping.journal().atoms().forEach(head -> heads.put(head.atom(), head));
            Found found = new Found(new ArrayList<>(), new HashMap<>());
            boolean isWhole = true;
            for (JournaledAtom<?> atom : atoms) {
                isWhole &= find(atom, heads.get(atom.id()), recovered, found);
            }
            if (isWhole) {
                return found;
            }
        }
    }

    /** Returns whether the atom can go on to that head; if not, it has been read anew, and all are to be looked at again. */
    private boolean find(
            JournaledAtom<?> atom, @Nullable AtomHead head, Map<JournaledAtom<?>, Recovery> recovered, Found found) {
        try {
            if (head == null) {
                throw new JournalException(
                        Failure.NOT_KEPT, "the journal has no atom \"" + atom.id() + "\" any more", null);
            }
            Recovery anew = recovered.get(atom);
            if (anew == null ? goesOn(atom, head) : goesOn(anew, head)) {
                News<?> news = news(atom, head, anew);
                if (news != null) {
                    found.news().add(news);
                }
                return true;
            }
            recovered.put(atom, recover(atom, head));
            return false;
        } catch (JournalException e) {
            if (e.failure() == Failure.UNAVAILABLE || e.failure() == Failure.CLOSED) {
                throw e;
            }
            if (e.failure() == Failure.NOT_KEPT && head != null && !recovered.containsKey(atom)) {
                recovered.put(atom, recover(atom, head)); // compacted meanwhile
                return false;
            }
            found.stuck().put(atom, e);
        } catch (RuntimeException e) {
            // its type does not know what others have written, for example
            found.stuck()
                    .put(
                            atom,
                            new JournalException(
                                    Failure.UNAVAILABLE,
                                    "\"" + atom.id() + "\" holds what can't be read here: " + e,
                                    e));
        }
        return true;
    }

    private static boolean goesOn(JournaledAtom<?> atom, AtomHead head) {
        long seen = atom.seen().state().version();
        return head.epoch() == atom.epoch()
                && head.version() >= seen
                && head.oldest() <= seen
                && head.version() - seen <= MOST_BEHIND;
    }

    private static boolean goesOn(Recovery anew, AtomHead head) {
        return head.epoch() == anew.head().epoch()
                && head.version() >= anew.head().version()
                && head.oldest() <= anew.head().version();
    }

    private Recovery recover(JournaledAtom<?> atom, AtomHead head) {
        if (head.epoch() == atom.epoch() && head.version() < atom.seen().state().version()) {
            // an older copy: what is known of it here, and at replicas, may not be its history
            keeping.journal().beginEpoch(atom.id(), keeping.epochs().getAsLong());
        }
        Recovery found = keeping.journal().recover(atom.id(), atom.ready());
        if (found == null) {
            throw new JournalException(
                    Failure.NOT_KEPT, "the journal has no atom \"" + atom.id() + "\" any more", null);
        }
        return found;
    }

    private <T> @Nullable News<T> news(JournaledAtom<T> atom, AtomHead head, @Nullable Recovery anew) {
        if (anew != null) {
            Recovered<T> found = Recovered.of(anew, atom.type(), this::observe);
            List<Recovered.Version<T>> since = after(atom, found.newest(), head.version());
            return new News<>(atom, List.of(), found.with(since));
        }
        List<Recovered.Version<T>> versions = after(atom, atom.seen().state(), head.version());
        return versions.isEmpty() ? null : new News<>(atom, versions, null);
    }

    private <T> List<Recovered.Version<T>> after(JournaledAtom<T> atom, State<T> state, long to) {
        List<Entry> entries = new ArrayList<>();
        if (to > state.version()) {
            keeping.journal().read(atom.id(), state.version(), to, entries::add);
        }
        return Recovered.after(state, entries, atom.type(), this::observe);
    }

    private void observe(Entry entry) {
        keeping.clock().observe(entry.made());
        keeping.queue().observe(entry.atMs());
    }

    /** Nobody will look any more. */
    void abandon() {
        List<CompletableFuture<Boolean>> left;
        synchronized (lock) {
            isOver = true;
            left = asked;
            asked = new ArrayList<>();
        }
        left.forEach(looked -> looked.complete(false));
    }
}
