package io.entangle.simulation;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.clock.ClockSkew;
import io.entangle.clock.HybridClock;
import io.entangle.merge.Conflict;
import io.entangle.replica.AtomicGroup;
import io.entangle.replica.AuthorityListener;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An atom at the hub, in one life of the hub; each thing done to it is checked. */
final class SimAtom implements AuthorityListener {
    final int index;
    final long epoch;
    final AuthorityPort port;
    final Truth truth;
    private final Simulation world;
    private final Atom<Doc> atom;

    SimAtom(Simulation world, int index, long epoch, long version, Doc first, HybridClock clock) {
        this.world = world;
        this.index = index;
        this.epoch = epoch;
        this.atom = Atom.builder(AtomType.doc())
                .version(version)
                .validator(SimAtom::reasonAgainst)
                .build(first);
        Duration horizon = world.faults.horizon();
        AuthorityOptions<Doc> options = AuthorityOptions.<Doc>defaults()
                .withMutations(Workload.MUTATIONS)
                .withHorizon(horizon)
                .withRetention(world.faults.retained(), Duration.ofHours(1));

        this.port = world.bug == null
                ? new AuthorityPort(atom, epoch, clock, options, this)
                : new WrongAuthority(world.bug, atom, epoch, clock, world.hub().clock, options, this);
        this.truth = new Truth(world, this, port, horizon.toMillis());
        atom.watchChanges(
                "every version", change -> port.authority.passed(new State<>(change.version(), change.after())));
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
    static List<ToReplica> write(String client, List<SimAtom> atoms, List<AtomicGroup.Member> members) {
        List<State<Doc>> before = atoms.stream().map(each -> each.atom.state()).toList();
        SimAtom first = atoms.get(0);
        long wallMs = first.world.hub().clock.millis();
        List<ToReplica> outcomes = atoms.size() == 1
                ? List.of(first.port.write(client, members.get(0).write()))
                : first.port.write(client, members);
        boolean areAllNext = true;
        boolean isContested = false;
        boolean isOld = false;
        for (int i = 0; i < atoms.size(); i++) {
            Write write = members.get(i).write();
            areAllNext &= atoms.get(i).truth.isNext(client, write);
            isContested |= atoms.size() > 1
                    && atoms.get(i)
                            .truth
                            .isContested(client, write, before.get(i).version());
            isOld |= atoms.get(i).truth.isOld(write);
        }
        for (int i = 0; i < atoms.size(); i++) {
            State<Doc> state = before.get(i);
            Write write = members.get(i).write();
            atoms.get(i)
                    .truth
                    .written(
                            client,
                            write,
                            outcomes.get(i),
                            new Truth.Before(state, wallMs, areAllNext, isContested, isOld));
        }
        return outcomes;
    }

    /** A change made at the hub itself. */
    void swap(UnaryOperator<Doc> change) {
        Doc before = atom.get();
        try {
            atom.swap(change);
        } catch (RefusedException e) {
            Violation.unless(before == atom.get(), "refused changes change nothing", "%s", atom.get());
            return;
        }
        truth.swapped(before);
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
