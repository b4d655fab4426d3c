package io.entangle.simulation;

import static io.entangle.simulation.Violation.unless;

import io.entangle.atom.State;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.merge.Conflict;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.simulation.Model.Known;
import io.entangle.simulation.Model.Stamped;
import io.entangle.value.Doc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has happened to an atom at the hub in one epoch, kept by the test; and the promises checked there. */
final class Truth {
    private static final String ORDER = "writes of a client take effect in order, each once";
    private static final String CLOCK = "a clock that is wrong does not win";
    private static final String MERGE = "the later write wins, field by field";
    private static final long MAX_AHEAD_MS = 1_000;

    /** What a write led to: the version that contains it, and whether that is because of it. */
    record Effect(long version, boolean changed, boolean refused) {}

    private final Simulation world;
    private SimAtom atom;
    private final Model model;
    /** Null if the atom is on a journal, which knows when each version was made. */
    private final AuthorityPort.@Nullable Stream everyVersion;

    private final Map<Long, Doc> versions = new HashMap<>();
    private final Map<String, Long> processed = new HashMap<>();
    private final Map<String, Map<Long, Effect>> effects = new HashMap<>();
    /** Writes that were refused or changed nothing, which a hub that ended does not remember. */
    private final Set<String> forgotten = new HashSet<>();
    /** Writes that a hub has refused for its journal could not be reached: another that had got them may still make them. */
    private final Set<String> unavailable = new HashSet<>();
    /** Up to which of its writes each client wants to hear of none again. */
    private final Map<String, Long> givenUp = new HashMap<>();

    private final long horizonMs;
    private final Deque<long[]> madeAt = new ArrayDeque<>();
    /** All versions up to this one are older than the horizon. */
    private long behind = -1;

    /** What was so in each version, if an older copy of the journal may come back. */
    private final Map<Long, Model> models = new HashMap<>();

    private final Map<Long, HybridTimestamp> stamps = new HashMap<>();

    private long newest;
    private final Tokens tokens;
    /** The latest stamp of all versions so far. */
    private HybridTimestamp updated;

    Truth(Simulation world, SimAtom atom, long horizonMs) {
        this.horizonMs = horizonMs;
        this.world = world;
        this.atom = atom;
        this.model = new Model(atom.value(), world::happened);
        AuthorityPort.Stream stream = new AuthorityPort.Stream(
                atom.port.authority.subscribe("everything", new Subscribe(null, 1, Delivery.LATEST)));
        this.everyVersion = atom.isJournaled() ? null : stream;
        this.tokens = new Tokens(atom.value());
        this.updated = ((Snapshot) stream.opening()).updated();
        versions.put(atom.version(), atom.value());
        newest = atom.version();
        remember(atom.version());
        keep(atom.version());
    }

    /** That of another epoch, which begins with an older version of this one. */
    private Truth(Truth that, SimAtom again, long version) {
        this.horizonMs = that.horizonMs;
        this.world = that.world;
        this.atom = again;
        this.everyVersion = null;
        this.newest = version;
        this.model = new Model(that.models.get(version));
        this.tokens = new Tokens(Objects.requireNonNull(that.versions.get(version)));
        this.updated = that.stamps.get(version);
        that.versions.forEach((known, value) -> {
            if (known <= version) {
                versions.put(known, value);
                models.put(known, that.models.get(known));
                stamps.put(known, that.stamps.get(known));
            }
        });
        remember(version);
    }

    /** The hub has begun again with an older copy of what it had kept. */
    Truth wentBack(SimAtom again, long version) {
        return new Truth(this, again, version);
    }

    /** The atom at the hub that this was last true of. */
    SimAtom atom() {
        return atom;
    }

    /** Of each client, how far its writes are in already. */
    void beginsWith(Map<String, Long> kept) {
        processed.putAll(kept);
    }

    private void keep(long version) {
        if (atom.isJournaled() && (world.faults.has(Fault.OLDER_COPY) || atom.hub.isShared())) {
            models.put(version, new Model(model));
            stamps.put(version, updated);
        }
    }

    /** Another life of the hub has taken up this one, from what was kept. */
    Truth goOn(SimAtom again) {
        atom = again;
        return this;
    }

    /** The hub knows no more than was kept: of each client, how far its writes were taken in. */
    void recovered(SimAtom again, Map<String, Long> kept) {
        atom = again;
        for (String client : Set.copyOf(effects.keySet())) {
            long last = kept.getOrDefault(client, 0L);
            effects.get(client).keySet().removeIf(sequence -> {
                if (sequence > last) {
                    forgotten.add(client + "#" + sequence);
                }
                return sequence > last;
            });
        }
        processed.clear();
        processed.putAll(kept);
        unless(
                atom.value().equals(versions.get(atom.version())),
                "what was kept is what was made",
                "version %d is %s, not %s",
                atom.version(),
                atom.value(),
                versions.get(atom.version()));
        unless(
                !versions.containsKey(atom.version() + 1),
                "what was told of has been kept",
                "the hub goes on from version %d, but there was one after it",
                atom.version());
    }

    /** Writes before a sequence have been processed, and changed nothing. */
    void passed(String client, long sequence) {
        for (long earlier = processed.getOrDefault(client, 0L) + 1; earlier < sequence; earlier++) {
            forgotten.add(client + "#" + earlier);
        }
        processed.merge(client, sequence - 1, Math::max);
    }

    /** Whether there was an outcome of a write, be it one that nobody remembers. */
    boolean hadEffect(String client, long sequence) {
        String write = client + "#" + sequence;
        return effect(client, sequence) != null || forgotten.contains(write) || unavailable.contains(write);
    }

    /** Takes note of when the newest version was made, and of which versions are by now older than the horizon. */
    private void remember(long version) {
        long now = atom.hub.clock.nanos() / 1_000_000;
        madeAt.addLast(new long[] {version, now});
        while (madeAt.getFirst()[1] <= now - horizonMs) {
            behind = madeAt.removeFirst()[0];
        }
    }

    /** Whether a write may have been made on a version so old that it is taken as made in the present. */
    boolean isOld(Write write) {
        return write.seen() < behind && !(write.intent() instanceof Intent.Call);
    }

    /** {@return the newest version that is known} */
    long newest() {
        return newest;
    }

    /** {@return the value of a version, or null if there was none} What was kept a moment ago may stand in the journal alone. */
    @Nullable
    Doc value(long version) {
        Doc known = versions.get(version);
        SimTables tables = atom.hub.tables();
        return known == null && tables != null ? tables.value(atom.id(), atom.epoch, version) : known;
    }

    @Nullable
    Effect effect(String client, long sequence) {
        Map<Long, Effect> ofClient = effects.get(client);
        return ofClient == null ? null : ofClient.get(sequence);
    }

    void subscribed(String client, Subscribe request) {
        if (!atom.hub.isShared()) {
            processed.merge(client, request.firstSequence() - 1, Math::max);
        }
        givenUp.merge(client, request.firstSequence() - 1, Math::max);
    }

    /** {@return whether it is the turn of a write} */
    boolean isNext(String client, Write write) {
        if (isLate(client, write)) {
            return true;
        }
        for (long between = processed.getOrDefault(client, 0L) + 1; between < write.sequence(); between++) {
            boolean isSkipped = unavailable.contains(client + "#" + between)
                    || atom.hub.isShared() && between <= givenUp.getOrDefault(client, 0L);
            if (!isSkipped) {
                return false;
            }
        }
        return write.sequence() > processed.getOrDefault(client, 0L);
    }

    /** Whether a write was refused by a hub whose journal could not be reached, and made by another that had got it before. */
    private boolean isLate(String client, Write write) {
        return unavailable.contains(client + "#" + write.sequence()) && effect(client, write.sequence()) == null;
    }

    /** A write is known to have been refused. */
    void wasRefused(String client, Refused refused) {
        if (UnderWay.isUnavailable(refused)) {
            world.happened(Rare.UNAVAILABLE);
            unavailable.add(client + "#" + refused.sequence());
        }
    }

    /** A client is told by one of several hubs what became of a write, which the journal knows. */
    void told(String client, Write write, ToReplica outcome) {
        if (UnderWay.isUnavailable(outcome)) {
            wasRefused(client, (Refused) outcome);
            return;
        }
        if (outcome instanceof OutOfSequence) {
            world.happened(Rare.OUT_OF_SEQUENCE);
            return;
        }
        Effect effect = effect(client, write.sequence());
        boolean isForgotten = write.sequence() <= givenUp.getOrDefault(client, 0L)
                || unavailable.contains(client + "#" + write.sequence())
                || hadEffectBefore(client, write);
        unless(
                effect != null || isForgotten,
                "what a client is told is kept",
                "write %d of %s was answered by %s",
                write.sequence(),
                client,
                outcome);
        if (effect != null) {
            repeated(client, write, outcome, false);
        }
    }

    /** Whether the history that this one begins with knows it. */
    private boolean hadEffectBefore(String client, Write write) {
        return world.truths(atom.index).anyMatch(truth -> truth.hadEffect(client, write.sequence()));
    }

    /** Whether a write of a group meets others that its maker had not seen, which is why the group is refused. */
    boolean isContested(String client, Write write, long version) {
        Made made = world.made(client, atom.index, write.sequence());
        return made.changes().stream()
                .anyMatch(change ->
                        model.isContested(change.path(), write.written().site(), Math.min(write.seen(), version)));
    }

    /** What was so before a write: the atom, the hub's clock, whether the whole group is next, and whether it met others. */
    record Before(State<Doc> state, long wallMs, boolean areAllNext, boolean isContestedGroup, boolean isOld) {}

    void written(String client, Write write, ToReplica outcome, Before was, State<Doc> after) {
        Doc before = was.state.value();
        long version = was.state.version();
        long wallMs = was.wallMs;

        boolean changed = after.version() != version;
        boolean isEqual = before.equals(after.value());
        unless(after.version() <= version + 1, ORDER, "one write made versions %d to %d", version, after.version());
        // On a journal, what is to be remembered makes a version as well.
        unless(atom.isJournaled() ? changed || isEqual : changed != isEqual, ORDER, "%s after %s", after, was.state);
        long last = processed.getOrDefault(client, 0L);
        if (write.sequence() <= last && !isLate(client, write)) {
            repeated(client, write, outcome, changed);
            return;
        }
        boolean missing = !was.areAllNext;
        unless(
                missing == outcome instanceof OutOfSequence,
                ORDER,
                "write %d of %s after %d was answered by %s",
                write.sequence(),
                client,
                last,
                outcome);
        if (missing) {
            world.happened(Rare.OUT_OF_SEQUENCE);
            unless(!changed, ORDER, "write %d of %s was taken after %d", write.sequence(), client, last);
            return;
        }
        processed.merge(client, write.sequence(), Math::max);
        Made made = world.made(client, atom.index, write.sequence());
        long presentMs = Math.max(wallMs, atom.hub.latestStampMs());
        atom.hub.stamped(
                made.written().ms() - wallMs > MAX_AHEAD_MS
                        ? presentMs
                        : made.written().ms());
        if (was.isOld) {
            atom.hub.stamped(wallMs); // it was taken as made in the present, be it refused then
        }
        boolean refused = outcome instanceof Refused;
        effects.computeIfAbsent(client, any -> new HashMap<>())
                .put(write.sequence(), new Effect(after.version(), changed && !isEqual, refused));
        if (refused) {
            // On a journal of several hubs it makes a version all the same.
            unless(atom.hub.isShared() ? isEqual : !changed, "a refused write changes nothing", "%s", made);
            boolean isDebt = made.changes().stream().anyMatch(change -> change.isRefusedBy(before));
            if (was.isContestedGroup) {
                world.happened(Rare.GROUP_REFUSED);
            }
            boolean isUnavailable = UnderWay.isUnavailable(outcome);
            if (isUnavailable) {
                world.happened(Rare.UNAVAILABLE);
            }
            boolean isRefusable = made.kind() == Made.Kind.POISON
                    || isDebt
                    || was.isContestedGroup
                    || was.isOld
                    || isUnavailable && atom.isJournaled()
                    || mayHaveMetWhatWasDropped(made);
            if (isDebt) {
                world.happened(Rare.CALL_REFUSED);
            }
            unless(isRefusable, "only what is invalid is refused", "%s: %s", made, outcome);
            if (changed) {
                world.happened(Rare.REFUSAL_KEPT);
                updated = Objects.requireNonNull(stampOf(after, true));
                atom.hub.stamped(updated.ms());
                newVersion(client, write.sequence(), after);
            }
        } else {
            unless(!was.isContestedGroup, "a group that met others is refused", "%s", made);
            unless(
                    outcome instanceof Accepted accepted && accepted.version() == after.version(),
                    ORDER,
                    "%s was answered by %s in version %d",
                    made,
                    outcome,
                    after.version());
            if (made.changes().get(0).by() != 0 && write.seen() < version) {
                world.happened(Rare.COUNTED_TOGETHER);
            }
            merged(made, write, outcome, was, presentMs, after);
            newVersion(client, write.sequence(), after);
        }
    }

    /** A write may be refused for what stood in a version that could not be kept in the end. */
    private boolean mayHaveMetWhatWasDropped(Made made) {
        return atom.isJournaled()
                && !atom.hub.isShared()
                && world.faults.has(Fault.DISK_FULL)
                && made.kind() == Made.Kind.MAY_BE_REFUSED;
    }

    private void repeated(String client, Write write, ToReplica outcome, boolean changed) {
        unless(!changed, "a write takes effect once", "write %d of %s did again", write.sequence(), client);
        Effect effect = effect(client, write.sequence());
        if (effect == null) {
            return; // the client has given it up
        }
        unless(
                effect.refused
                        ? outcome instanceof Refused
                        : outcome instanceof Accepted accepted && accepted.version() >= effect.version,
                ORDER,
                "write %d of %s, sent again, was answered by %s, not %s",
                write.sequence(),
                client,
                outcome,
                effect);
    }

    /** The latest stamp in a version, or null if it is the one before. */
    private @Nullable HybridTimestamp stampOf(State<Doc> after, boolean changed) {
        if (everyVersion != null) {
            Update update = everyVersion.next();
            return update == null ? null : update.updated();
        }
        if (!changed) {
            return null;
        }
        HybridTimestamp made = atom.hub.madeOf(atom, after.version());
        return updated.compareTo(made) > 0 ? updated : made;
    }

    private void merged(Made made, Write write, ToReplica outcome, Before was, long presentMs, State<Doc> after) {
        long base = was.state.version();
        HybridTimestamp written = new HybridTimestamp(
                made.written().ms(), made.written().counter(), write.written().site());
        boolean ahead = written.ms() - was.wallMs > MAX_AHEAD_MS;
        HybridTimestamp before = updated;
        HybridTimestamp stamp = stampOf(after, after.version() != base);
        updated = stamp == null ? updated : stamp;
        Stamped stamped = new Stamped(written, Known.EXACTLY);
        if (write.intent() instanceof Intent.Call) {
            stamped = new Stamped(updated, Known.EXACTLY); // nobody contests what calls write
        } else if (was.isOld) {
            happenedIfRebased(outcome);
        } else if (!ahead) {
            boolean isLatest = written.compareTo(before) > 0;
            unless(
                    stamp == null || updated.equals(isLatest ? written : before),
                    MERGE,
                    "%s: %s after %s",
                    made,
                    stamp,
                    before);
        } else if (stamp != null) {
            // On a journal it may be looked at once more, when its stamp is less far ahead.
            long latestMs =
                    atom.isJournaled() ? Math.max(presentMs, atom.hub.clock.millis()) + MAX_AHEAD_MS : presentMs;
            unless(updated.ms() <= latestMs + 1, CLOCK, "%s was taken as written at %s", made, updated);
            // What another hub has made meanwhile may be later.
            stamped =
                    new Stamped(atom.hub.isShared() ? atom.hub.madeOf(atom, after.version()) : updated, Known.EXACTLY);
        } else {
            HybridTimestamp present = new HybridTimestamp(presentMs, 0xFFFF, written.site());
            stamped = new Stamped(present, Known.TO_THE_MILLISECOND);
        }
        if (stamp != null) {
            atom.hub.stamped(updated.ms());
        }
        model.written(made.changes(), isOld(write), stamped, Math.min(write.seen(), base), base + 1, after.value());
        unless(
                model.value().equals(after.value()),
                MERGE,
                "%s, having seen %d, made version %d to be %s, not %s; %s",
                made,
                write.seen(),
                after.version(),
                after.value(),
                model.value(),
                model);
    }

    private void happenedIfRebased(ToReplica outcome) {
        for (Conflict conflict : ((Accepted) outcome).conflicts()) {
            if (conflict.rule().equals(Conflict.REBASED)) {
                world.happened(Rare.REBASED);
            }
        }
    }

    /** After a change at the hub itself. */
    void swapped(Doc before, State<Doc> after) {
        HybridTimestamp stamp = stampOf(after, true);
        if (stamp != null) {
            updated = stamp;
            atom.hub.stamped(updated.ms());
            Delta delta = Delta.diff(before, after.value());
            model.swapped(Change.of(delta, after.value()), stamp, after.version());
            newVersion("hub", 0, after);
        }
    }

    /** Whatever is new in this version was written by the write that made it. */
    private void newVersion(String client, long sequence, State<Doc> after) {
        versions.put(after.version(), after.value());
        newest = after.version();
        keep(after.version());
        if (madeAt.getLast()[0] < after.version()) {
            remember(after.version());
        }
        tokens.next(after, model::believed, client, sequence);
    }
}
