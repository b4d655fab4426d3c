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
    private final SimAtom atom;
    private final Model model;
    private final AuthorityPort.Stream everyVersion;
    private final Map<Long, Doc> versions = new HashMap<>();
    private final Map<String, Long> processed = new HashMap<>();
    private final Map<String, Map<Long, Effect>> effects = new HashMap<>();
    private final long horizonMs;
    private final Deque<long[]> madeAt = new ArrayDeque<>();
    /** All versions up to this one are older than the horizon. */
    private long behind = -1;

    private Set<String> tokens;
    /** The latest stamp of all versions so far. */
    private HybridTimestamp updated;

    Truth(Simulation world, SimAtom atom, AuthorityPort port, long horizonMs) {
        this.horizonMs = horizonMs;
        this.world = world;
        this.atom = atom;
        this.model = new Model(atom.value(), world::happened);
        this.everyVersion = new AuthorityPort.Stream(
                port.authority.subscribe("everything", new Subscribe(null, 1, Delivery.LATEST)));
        this.tokens = tokens(atom.value());
        this.updated = ((Snapshot) everyVersion.opening()).updated();
        versions.put(atom.version(), atom.value());
        remember();
    }

    /** Takes note of when the newest version was made, and of which versions are by now older than the horizon. */
    private void remember() {
        long now = world.hub().clock.nanos() / 1_000_000;
        madeAt.addLast(new long[] {atom.version(), now});
        while (madeAt.getFirst()[1] <= now - horizonMs) {
            behind = madeAt.removeFirst()[0];
        }
    }

    /** Whether a write may have been made on a version so old that it is taken as made in the present. */
    boolean isOld(Write write) {
        return write.seen() < behind && !(write.intent() instanceof Intent.Call);
    }

    /** {@return the value of a version, or null if there was none} */
    @Nullable
    Doc value(long version) {
        return versions.get(version);
    }

    @Nullable
    Effect effect(String client, long sequence) {
        Map<Long, Effect> ofClient = effects.get(client);
        return ofClient == null ? null : ofClient.get(sequence);
    }

    void subscribed(String client, Subscribe request) {
        processed.merge(client, request.firstSequence() - 1, Math::max);
    }

    /** {@return whether it is the turn of a write} */
    boolean isNext(String client, Write write) {
        return write.sequence() == processed.getOrDefault(client, 0L) + 1;
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

    void written(String client, Write write, ToReplica outcome, Before was) {
        Doc before = was.state.value();
        long version = was.state.version();
        long wallMs = was.wallMs;

        boolean changed = atom.version() != version;
        unless(atom.version() <= version + 1, ORDER, "one write made versions %d to %d", version, atom.version());
        unless(changed != before.equals(atom.value()), ORDER, "version %d, but %s", atom.version(), atom.value());
        long last = processed.getOrDefault(client, 0L);
        if (write.sequence() <= last) {
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
        processed.put(client, write.sequence());
        Made made = world.made(client, atom.index, write.sequence());
        long presentMs = Math.max(wallMs, world.hub().latestStampMs());
        world.hub()
                .stamped(
                        made.written().ms() - wallMs > MAX_AHEAD_MS
                                ? presentMs
                                : made.written().ms());
        if (was.isOld) {
            world.hub().stamped(wallMs); // it was taken as made in the present, be it refused then
        }
        boolean refused = outcome instanceof Refused;
        effects.computeIfAbsent(client, any -> new HashMap<>())
                .put(write.sequence(), new Effect(atom.version(), changed, refused));
        if (refused) {
            unless(!changed, "a refused write changes nothing", "%s", made);
            boolean isDebt = made.changes().stream().anyMatch(change -> change.isRefusedBy(before));
            if (was.isContestedGroup) {
                world.happened(Rare.GROUP_REFUSED);
            }
            boolean isRefusable = made.kind() == Made.Kind.POISON || isDebt || was.isContestedGroup || was.isOld;
            if (isDebt) {
                world.happened(Rare.CALL_REFUSED);
            }
            unless(isRefusable, "only what is invalid is refused", "%s: %s", made, outcome);
        } else {
            unless(!was.isContestedGroup, "a group that met others is refused", "%s", made);
            unless(
                    outcome instanceof Accepted accepted && accepted.version() == atom.version(),
                    ORDER,
                    "%s was answered by %s in version %d",
                    made,
                    outcome,
                    atom.version());
            if (made.changes().get(0).by() != 0 && write.seen() < version) {
                world.happened(Rare.COUNTED_TOGETHER);
            }
            merged(made, write, outcome, version, wallMs, presentMs);
            newVersion(client, write.sequence());
        }
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

    private void merged(Made made, Write write, ToReplica outcome, long base, long wallMs, long presentMs) {
        HybridTimestamp written = new HybridTimestamp(
                made.written().ms(), made.written().counter(), write.written().site());
        boolean ahead = written.ms() - wallMs > MAX_AHEAD_MS;
        HybridTimestamp before = updated;
        Update update = everyVersion.next();
        updated = update == null ? updated : update.updated();
        Stamped stamped = new Stamped(written, Known.EXACTLY);
        if (write.intent() instanceof Intent.Call) {
            stamped = new Stamped(updated, Known.EXACTLY); // nobody contests what calls write
        } else if (isOld(write)) {
            happenedIfRebased(outcome);
        } else if (!ahead) {
            boolean isLatest = written.compareTo(before) > 0;
            unless(update == null || updated.equals(isLatest ? written : before), MERGE, "%s: %s", made, update);
        } else if (update != null) {
            unless(updated.ms() <= presentMs + 1, CLOCK, "%s was taken as written at %s", made, updated);
            stamped = new Stamped(updated, Known.EXACTLY);
        } else {
            HybridTimestamp present = new HybridTimestamp(presentMs, 0xFFFF, written.site());
            stamped = new Stamped(present, Known.TO_THE_MILLISECOND);
        }
        if (update != null) {
            world.hub().stamped(updated.ms());
        }
        model.written(made.changes(), isOld(write), stamped, Math.min(write.seen(), base), base + 1, atom.value());
        unless(
                model.value().equals(atom.value()),
                MERGE,
                "%s, having seen %d, made version %d to be %s, not %s; %s",
                made,
                write.seen(),
                atom.version(),
                atom.value(),
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
    void swapped(Doc before) {
        Update update = everyVersion.next();
        if (update != null) {
            updated = update.updated();
            world.hub().stamped(updated.ms());
            Delta delta = Delta.diff(before, atom.value());
            model.swapped(Change.of(delta, atom.value()), update.updated(), atom.version());
            newVersion("hub", 0);
        }
    }

    /** Whatever is new in this version was written by the write that made it. */
    private void newVersion(String client, long sequence) {
        versions.put(atom.version(), atom.value());
        if (madeAt.getLast()[0] < atom.version()) {
            remember();
        }
        Set<String> now = tokens(atom.value());
        for (String token : now) {
            unless(
                    tokens.contains(token) || token.startsWith(Workload.token(client, sequence)) || isShownAgain(token),
                    "a write takes effect once",
                    "%s is back in version %d, made by write %d of %s",
                    token,
                    atom.version(),
                    sequence,
                    client);
        }
        tokens = now;
    }

    private boolean isShownAgain(String token) {
        Set<String> shown = new HashSet<>();
        collect(model.believed(), shown);
        return shown.contains(token);
    }

    private static Set<String> tokens(Doc doc) {
        Set<String> tokens = new HashSet<>();
        collect(doc, tokens);
        return tokens;
    }

    private static void collect(@Nullable Object value, Set<String> tokens) {
        if (value instanceof Doc doc) {
            if (doc.isMap()) {
                doc.map().values().forEach(each -> collect(each, tokens));
            } else if (doc.isList()) {
                doc.vector().forEach(each -> collect(each, tokens));
            }
        } else if (value instanceof String text && text.startsWith(Workload.TOKEN)) {
            tokens.add(text);
        }
    }
}
