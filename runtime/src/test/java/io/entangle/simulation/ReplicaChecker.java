package io.entangle.simulation;

import static io.entangle.simulation.Violation.unless;

import io.entangle.atom.Version;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.FellBehind;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The promises kept at a replica. It keeps the writes that must be on top by itself: all that were made here, without
 * those reported refused, and without those that the replica was told are in a version it has.
 */
final class ReplicaChecker {
    private static final String GROW = "versions at a replica only grow";
    private static final String SHOWN = "a replica shows a version of the hub with its own pending writes on top";
    private static final String OWN = "you read your own writes";
    private static final String REPORTED = "a refused write is reported";

    private final Simulation world;
    private final int atom;
    private final String client;
    private final TreeMap<Long, Made> onTop = new TreeMap<>();
    /** The version in which each write on top was accepted, as far as the replica was told. */
    private final Map<Long, Long> acceptedIn = new HashMap<>();

    private final boolean wantsEveryVersion;
    private @Nullable FellBehind missed;
    private @Nullable Version last;
    private @Nullable Doc checked;
    /** What must be shown; null if it must be worked out anew. */
    private @Nullable Doc shown;

    ReplicaChecker(Simulation world, int atom, String client, boolean wantsEveryVersion) {
        this.wantsEveryVersion = wantsEveryVersion;
        this.world = world;
        this.atom = atom;
        this.client = client;
    }

    /** What must be on top, and in which versions it was accepted. */
    record OnTop(List<Made> writes, Map<Long, Long> acceptedIn) {
        OnTop with(List<Made> more) {
            List<Made> all = new ArrayList<>(writes);
            all.addAll(more);
            return new OnTop(all, acceptedIn);
        }
    }

    OnTop onTop() {
        return new OnTop(List.copyOf(onTop.values()), Map.copyOf(acceptedIn));
    }

    /** The process begins with what another has left. */
    void restored(OnTop stored, ReplicaState state) {
        stored.writes().forEach(made -> onTop.put(made.sequence(), made));
        acceptedIn.putAll(stored.acceptedIn());
        check(state);
    }

    void made(Made made) {
        Made latest = onTop.isEmpty() ? null : onTop.lastEntry().getValue();
        unless(
                latest == null || made.written().compareTo(latest.written()) > 0,
                "what you write later is later",
                "%s after %s",
                made,
                latest);
        onTop.put(made.sequence(), made);
        shown = shown == null ? null : applied(made, shown);
    }

    private static Doc applied(Made made, Doc doc) {
        Doc result = doc;
        for (Change change : made.changes()) {
            result = change.applyTo(result);
        }
        return result;
    }

    /** The replica has taken in a message. */
    void received(ToReplica message, Received received, ReplicaState before) {
        ReplicaState state = received.state();
        unless(!received.diverged(), "replicas are equal", "%s found that it differs: %s", client, message);
        Set<Long> reported = new HashSet<>();
        for (RefusedWrite refused : received.refused()) {
            reported.add(refused.write().sequence());
        }
        if (message instanceof FellBehind fellBehind) {
            world.happened(Rare.FELL_BEHIND);
            missed = fellBehind;
        } else if (message instanceof Update update && wantsEveryVersion) {
            everyVersion(update, before);
        }
        if (message instanceof Accepted accepted && onTop.containsKey(accepted.sequence())) {
            acceptedIn.merge(accepted.sequence(), accepted.version(), Math::min);
        } else if (message instanceof Refused refused) {
            takeRefused(refused, reported);
        } else if (message instanceof Snapshot snapshot) {
            opened(snapshot.outcomes(), snapshot.written(), reported, before, state);
        } else if (message instanceof Resumed resumed && !received.resubscribe()) {
            opened(resumed.outcomes(), resumed.written(), reported, before, state);
        }
        unless(reported.isEmpty(), REPORTED, "%s was told of %s as refused by %s", client, reported, message);
        if (state.version() != null) {
            dropContained(state.version());
        }
        check(state);
    }

    /** Each version comes by itself, or the replica was told which were lost to it. */
    private void everyVersion(Update update, ReplicaState before) {
        boolean isNext = update.to() == update.from() + 1;
        boolean wasTold = missed != null && missed.from() == update.from() && missed.to() == update.to();
        unless(
                isNext || wasTold,
                "every version is told, or that some were missed",
                "%s in %s: %s",
                client,
                before.version(),
                update);
        world.happened(Rare.EVERY_VERSION);
        missed = null;
    }

    private void takeRefused(Refused refused, Set<Long> reported) {
        Made made = onTop.remove(refused.sequence());
        acceptedIn.remove(refused.sequence());
        boolean wasReported = reported.remove(refused.sequence());
        unless(made == null || wasReported, REPORTED, "%s was not told of %s", client, refused);
        boolean isRefusable = made == null
                || made.kind() != Made.Kind.ORDINARY
                || refused.code() == RefusalCode.EXPIRED
                || refused.code() == RefusalCode.UNAVAILABLE;
        unless(isRefusable, "only what is invalid is refused", "%s", made);
        if (made != null) {
            shown = null;
            world.happened(Rare.REFUSED);
        }
    }

    private void opened(
            List<Outcome> outcomes, long written, Set<Long> reported, ReplicaState before, ReplicaState after) {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Refused refusal) {
                if (onTop.containsKey(refusal.sequence())) {
                    world.happened(Rare.REFUSED_WHILE_AWAY);
                }
                takeRefused(refusal, reported);
            }
        }
        Version version = after.version();
        if (before.version() != null && version != null && before.version().epoch() != version.epoch()) {
            acceptedIn.clear();
        }
        for (Long sequence : onTop.headMap(written, true).keySet()) {
            if (!acceptedIn.containsKey(sequence)) {
                world.happened(Rare.CUT_BEFORE_ACCEPTED);
            }
            acceptedIn.put(sequence, 0L);
        }
    }

    /** Takes from the top what the replica was told is in this version, if it really is. */
    private void dropContained(Version version) {
        Truth truth = world.truth(atom, version.epoch());
        for (Made made : List.copyOf(onTop.values())) {
            Long told = acceptedIn.get(made.sequence());
            Truth.Effect effect = truth.effect(client, made.sequence());
            if (told != null && told <= version.number()) {
                unless(
                        effect == null ? tookEffectBefore(made) : effect.version() <= version.number(),
                        OWN,
                        "%s was dropped in %s, but took effect: %s",
                        made,
                        version,
                        effect);
                unless(effect == null || !effect.refused(), REPORTED, "%s was refused, and nobody told", made);
                onTop.remove(made.sequence());
                shown = null;
                acceptedIn.remove(made.sequence());
            } else {
                boolean isShownTwice = effect != null && effect.changed() && effect.version() <= version.number();
                unless(!isShownTwice, SHOWN, "%s is in %s, and on top of it as well", made, version);
            }
        }
    }

    /** Whether an earlier process knew what became of it, in an epoch that is lost. */
    private boolean tookEffectBefore(Made made) {
        return world.truths(atom).anyMatch(truth -> truth.hadEffect(client, made.sequence()));
    }

    /** What the replica shows is what it must show. */
    void check(ReplicaState state) {
        Version version = state.version();
        if (version == null) {
            return;
        }
        Version before = last;
        last = version;
        if (before != null && before.epoch() == version.epoch()) {
            unless(version.number() >= before.number(), GROW, "%s went from %s to %s", client, before, version);
        }
        if (checked != state.confirmed() || !version.equals(before)) {
            Doc wanted = world.truth(atom, version.epoch()).value(version.number());
            unless(
                    state.confirmed().equals(wanted),
                    SHOWN,
                    "%s has %s as %s, which is %s",
                    client,
                    version,
                    state.confirmed(),
                    wanted);
            checked = state.confirmed();
            shown = null;
        }
        List<Long> pending = new ArrayList<>();
        for (PendingWrite write : state.pending()) {
            pending.add(write.sequence());
        }
        unless(
                pending.equals(List.copyOf(onTop.keySet())),
                OWN,
                "%s has the writes %s pending, but should have %s",
                client,
                pending,
                onTop.values());
        if (shown == null) {
            shown = state.confirmed();
            for (Made made : onTop.values()) {
                shown = applied(made, shown);
            }
        }
        unless(state.local().equals(shown), SHOWN, "%s shows %s, not %s", client, state.local(), shown);
    }
}
