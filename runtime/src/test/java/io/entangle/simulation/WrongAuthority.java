package io.entangle.simulation;

import io.entangle.atom.Atom;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.replica.AtomicGroup;
import io.entangle.replica.AuthorityListener;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An authority with a bug. */
final class WrongAuthority extends AuthorityPort {
    private final Bug bug;
    private final Atom<Doc> atom;
    private final HybridClock clock;
    private final SimClock wallClock;
    private final Map<String, Integer> subscriptions = new HashMap<>();

    WrongAuthority(
            Bug bug,
            Atom<Doc> atom,
            long epoch,
            HybridClock clock,
            SimClock wallClock,
            AuthorityOptions<Doc> options,
            AuthorityListener listener) {
        super(atom, epoch, clock, options, listener);
        this.bug = bug;
        this.atom = atom;
        this.clock = clock;
        this.wallClock = wallClock;
    }

    @Override
    Stream subscribe(String client, Subscribe request) {
        subscriptions.merge(client, 1, Integer::sum);
        Stream stream = super.subscribe(alias(client), request);
        return switch (bug) {
            case SUBSCRIBE_RACE -> new LateStream(stream);
            case REFUSALS_FORGOTTEN -> new ForgetfulStream(stream);
            default -> stream;
        };
    }

    private String alias(String client) {
        return bug == Bug.NO_DEDUPLICATION ? client + "/" + subscriptions.get(client) : client;
    }

    @Override
    ToReplica write(String client, Write write) {
        return switch (bug) {
            case WINNER_BY_ARRIVAL -> super.write(client, stamped(write, clock.now()));
            case NO_TOMBSTONES -> super.write(client, writesWhatIsGone(write) ? seen(write, atom.version()) : write);
            case REFUSAL_BLOCKS ->
                write.toString().contains(Made.POISON_VALUE)
                        ? new OutOfSequence(write.sequence())
                        : super.write(client, write);
            case NO_DRIFT_BOUND -> {
                wallClock.believe(write.written().ms());
                ToReplica outcome = super.write(client, write);
                wallClock.believe(0);
                yield outcome;
            }
            case SEQUENCE_GAP_TAKEN -> {
                ToReplica outcome = super.write(client, write);
                if (outcome instanceof OutOfSequence) {
                    super.subscribe(client, new Subscribe(null, write.sequence(), Delivery.LATEST));
                    outcome = super.write(client, write);
                }
                yield outcome;
            }
            default -> super.write(alias(client), write);
        };
    }

    @Override
    List<ToReplica> write(String client, List<AtomicGroup.Member> members) {
        if (bug != Bug.GROUP_IN_PARTS) {
            return super.write(alias(client), members);
        }
        List<ToReplica> outcomes = new ArrayList<>();
        members.forEach(member -> outcomes.add(member.authority().write(client, member.write())));
        return outcomes;
    }

    private boolean writesWhatIsGone(Write write) {
        Doc now = atom.get();
        return write.intent() instanceof Intent.Edits edits
                && Change.of(edits.delta(), now).stream().noneMatch(change -> now.has(change.path()));
    }

    private static Write stamped(Write write, HybridTimestamp time) {
        HybridTimestamp arrived =
                new HybridTimestamp(time.ms(), time.counter(), write.written().site());
        return new Write(write.sequence(), write.seen(), arrived, write.intent());
    }

    private static Write seen(Write write, long version) {
        return new Write(write.sequence(), version, write.written(), write.intent());
    }

    /** Begins after the first change since the snapshot, and hides that. */
    private static final class LateStream extends Stream {
        private final Stream stream;
        private @Nullable Update missed;
        private boolean begun;

        LateStream(Stream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        @Nullable
        Update next() {
            Update update = stream.next();
            if (begun || update == null) {
                return update;
            }
            if (missed == null) {
                missed = update;
                return null;
            }
            begun = true;
            return new Update(missed.from(), update.to(), update.updated(), update.delta());
        }
    }

    private static final class ForgetfulStream extends Stream {
        ForgetfulStream(Stream stream) {
            super(stream);
        }

        @Override
        ToReplica opening() {
            ToReplica opening = super.opening();
            if (opening instanceof Snapshot snapshot) {
                return new Snapshot(
                        snapshot.reset(),
                        snapshot.version(),
                        snapshot.updated(),
                        snapshot.written(),
                        List.of(),
                        snapshot.value());
            }
            Resumed resumed = (Resumed) opening;
            return new Resumed(
                    resumed.from(), resumed.to(), resumed.updated(), resumed.written(), List.of(), resumed.delta());
        }
    }
}
