package io.entangle.simulation;

import io.entangle.atom.Atom;
import io.entangle.atom.Commit;
import io.entangle.atom.RefusedException;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.clock.ClockSkew;
import io.entangle.clock.HybridClock;
import io.entangle.journal.JournalException;
import io.entangle.merge.Conflict;
import io.entangle.replica.AtomicGroup;
import io.entangle.replica.AuthorityListener;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.Journaling;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToReplica;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An atom at the hub, in one life of the hub; each thing done to it is checked. */
final class SimAtom implements AuthorityListener {
    final int index;
    final long epoch;
    final AuthorityPort port;
    final Truth truth;
    final SimHub hub;
    private final Simulation world;
    private final Atom<Doc> atom;
    private final HybridClock clock;
    /** Null if it is in memory. */
    private final @Nullable JournaledLife life;

    /** An atom in memory. */
    SimAtom(SimHub hub, int index, long epoch, long version, Doc first, HybridClock clock) {
        this.hub = hub;
        this.clock = clock;
        this.world = hub.world;
        this.index = index;
        this.epoch = epoch;
        this.life = null;
        this.atom = builder().version(version).build(first);
        AuthorityOptions<Doc> options = options(world);
        this.port = world.bug == null
                ? new AuthorityPort(atom, epoch, clock, options, this)
                : new WrongAuthority(world.bug, atom, epoch, clock, hub.clock, options, this);
        this.truth = new Truth(world, this, options.horizon().toMillis());
        atom.watchChanges(
                "every version", change -> port.authority.passed(new State<>(change.version(), change.after())));
    }

    /** An atom on a journal. */
    SimAtom(SimHub hub, int index, Doc first, HybridClock clock, JournaledLife life, @Nullable SimAtom older) {
        this.hub = hub;
        this.clock = clock;
        this.world = hub.world;
        this.index = index;
        this.life = life;
        AuthorityOptions<Doc> options = options(world);
        this.atom = life.open(id(), builder(), first, options.retainedVersions());
        Journaling<Doc> journaling = life.journaling(atom);
        this.epoch = journaling.epoch();
        this.port = new AuthorityPort(atom, epoch, clock, options, this, journaling);
        follow(journaling);
        Truth known = world.truths.get(new Simulation.Life(index, epoch));
        this.truth = known != null
                ? known.goOn(this)
                : older != null
                        ? older.truth.wentBack(this, atom.version())
                        : new Truth(world, this, options.horizon().toMillis());
    }

    /** An atom that goes on with another history than it had. */
    SimAtom(SimAtom older, Journaling<Doc> journaling) {
        this.hub = older.hub;
        this.clock = older.clock;
        this.world = older.world;
        this.index = older.index;
        this.life = older.life;
        this.atom = older.atom;
        this.epoch = journaling.epoch();
        this.port = new AuthorityPort(atom, epoch, clock, options(world), this, journaling);
        follow(journaling);
        this.truth = world.truth(index, epoch).goOn(this);
    }

    private void follow(Journaling<Doc> journaling) {
        journaling.onNews(() -> hub.mark(this), hub::schedule);
        JournaledLife following = life;
        if (following != null) {
            journaling.onAnew(next -> following.whenDone(() -> hub.beganAnew(this, next)));
        }
    }

    private static Atom.Builder<Doc> builder() {
        return Atom.builder(AtomType.doc()).validator(SimAtom::reasonAgainst);
    }

    private static AuthorityOptions<Doc> options(Simulation world) {
        return AuthorityOptions.<Doc>defaults()
                .withMutations(Workload.MUTATIONS)
                .withHorizon(world.faults.horizon())
                .withRetention(world.faults.retained(), Duration.ofHours(1));
    }

    String id() {
        return "atom " + index;
    }

    /** The newest state, which may not be kept yet. */
    State<Doc> tip() {
        return life == null ? atom.state() : atom.writeAhead().tip();
    }

    boolean isJournaled() {
        return life != null;
    }

    private static @Nullable String reasonAgainst(Doc doc) {
        return Made.POISON_VALUE.equals(doc.get(Made.POISON_FIELD)) ? "it is poison" : null;
    }

    boolean isTellingWhatIsMissed() {
        return world.bug != Bug.MISSED_IN_SILENCE;
    }

    Doc value() {
        return atom.get();
    }

    long version() {
        return atom.version();
    }

    Version versionId() {
        return new Version(epoch, atom.version());
    }

    AuthorityPort.Stream subscribe(String client, Subscribe request) {
        truth.subscribed(client, request);
        return port.subscribe(client, request);
    }

    /** Writes to some atoms, which take effect together. */
    static void write(
            String client, List<SimAtom> atoms, List<AtomicGroup.Member> members, Consumer<List<ToReplica>> answered) {
        SimAtom first = atoms.get(0);
        SimHub hub = first.hub;
        UnderWay change = new UnderWay(client, atoms, members, hub.clock.millis());
        hub.begun(change);
        first.port.write(client, members, outcomes -> {
            hub.ended(change);
            change.answered(outcomes, hub.tables());
            answered.accept(outcomes);
        });
        change.taken();
    }

    /** A change made at the hub itself. */
    void swap(UnaryOperator<Doc> change) {
        if (life != null) {
            swapOnJournal(change, life);
            return;
        }
        Doc before = atom.get();
        try {
            atom.swap(change);
        } catch (RefusedException e) {
            Violation.unless(before == atom.get(), "refused changes change nothing", "%s", atom.get());
            return;
        }
        truth.swapped(before, atom.state());
    }

    private void swapOnJournal(UnaryOperator<Doc> change, JournaledLife life) {
        State<Doc> tip = tip();
        Doc next;
        try {
            next = atom.validated(tip.value(), change.apply(tip.value()));
        } catch (RefusedException e) {
            return;
        }
        UnderWay begun = new UnderWay("hub", List.of(this), List.of(), hub.clock.millis());
        Commit commit = new Commit();
        commit.add(life.atoms().behind(atom).change(tip, next, false));
        CompletableFuture<Boolean> seen;
        try {
            seen = commit.begin();
        } catch (JournalException e) {
            return;
        }
        if (seen == null || next == tip.value()) {
            return;
        }
        hub.begun(begun);
        begun.taken();
        seen.whenComplete((isSeen, failure) -> life.whenDone(() -> {
            hub.ended(begun);
            if (failure == null && isSeen && !hub.isShared()) {
                begun.seen();
            }
        }));
    }

    /** Changes made at the hub are seen as far as a version, though whoever made them has not been told yet. */
    void swapsSeen(long version, SimTables tables) {
        while (truth.newest() < version && hub.isNextSwapSeen(this, tables)) {
            // one makes way for the next
        }
    }

    @Override
    public void conflict(Conflict conflict) {
        world.happened(Objects.equals(conflict.chosen(), conflict.mine()) ? Rare.CONFLICT_WON : Rare.CONFLICT_LOST);
    }

    @Override
    public void clockSkew(ClockSkew skew) {
        world.happened(Rare.CLAMPED);
    }
}
