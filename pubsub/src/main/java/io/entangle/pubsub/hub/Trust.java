package io.entangle.pubsub.hub;

import io.entangle.pubsub.access.AccessOptions;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Resource;
import io.entangle.pubsub.channel.Names;
import io.entangle.pubsub.channel.Participant;
import io.entangle.pubsub.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that what clients have proved, and what they were allowed, is not relied on for too long: connections end some
 * time after their tokens, and what may be read is asked anew. On the hub's context.
 */
final class Trust {
    private static final long MOST_TICK_MS = 250;
    private static final long LEAST_TICK_MS = 5;
    private static final int WHEEL_SLOTS = 64;

    /** How many connections are looked into at once, where all are. */
    private static final int TURN = 256;

    private static final long TURN_PAUSE_NANOS = 1_000_000;

    private final HubCore hub;
    private final AccessOptions options;
    private final long tickMs;
    private final DeadlineWheel<Expiry> expiries;
    private final DeadlineWheel<Recheck> rechecks;

    /** A connection may end then, if nothing else was proved. */
    private record Expiry(Session session, long nanos) {}

    /** When it is to be asked anew what a connection may be sent. */
    private static final class Recheck {
        private final Session session;
        private long nanos;
        private Future<Void> last = Future.succeededFuture();

        Recheck(Session session, long nanos) {
            this.session = session;
            this.nanos = nanos;
        }
    }

    Trust(HubCore hub, AccessOptions options) {
        this.hub = hub;
        this.options = options;
        long finestMs = Math.min(
                options.expiryGrace().toMillis() / 4, options.recheckEvery().toMillis() / 32);
        this.tickMs = Math.max(LEAST_TICK_MS, Math.min(MOST_TICK_MS, finestMs));
        long now = hub.time().nanos();
        this.expiries = new DeadlineWheel<>(tickMs * 1_000_000, WHEEL_SLOTS, now, this::reached);
        this.rechecks = new DeadlineWheel<>(tickMs * 1_000_000, WHEEL_SLOTS, now, this::reached);
    }

    /** {@return how often {@link #advance} is to be called} */
    long tickMs() {
        return tickMs;
    }

    void advance() {
        long now = hub.time().nanos();
        expiries.advance(now);
        rechecks.advance(now);
    }

    /** A client is welcome: from now on its connection is looked after. Those that come together are not asked about together. */
    void welcomed(Session session) {
        if (!hub.access().isOpen()) {
            long half = options.recheckEvery().toNanos() / 2;
            Recheck first = new Recheck(
                    session, hub.time().nanos() + half + hub.entropy().nextLong(half));
            rechecks.add(first, first.nanos);
        }
    }

    /** {@return when a connection ends whose client has proved something, unless it proves something else; 0 for never} */
    long endNanos(Identity proved) {
        Instant expires = proved.expires();
        if (expires == null) {
            return 0;
        }
        long leftMs = expires.toEpochMilli()
                - hub.time().millis()
                + options.expiryGrace().toMillis();
        long mostMs = Long.MAX_VALUE / 4 / 1_000_000; // in 73 years, and no overflow
        return hub.time().nanos() + Math.max(1, Math.min(leftMs, mostMs)) * 1_000_000;
    }

    /** A connection will end at {@link Proof#endNanos}. */
    void ends(Session session) {
        long end = session.proof().endNanos();
        if (end != 0) {
            expiries.add(new Expiry(session, end), end);
        }
    }

    private long reached(Expiry expiry) {
        Session session = expiry.session();
        if (session.isClosed() || session.proof().endNanos() != expiry.nanos()) {
            return 0;
        }
        return session.endsIfExpired() ? 0 : expiry.nanos();
    }

    private long reached(Recheck recheck) {
        if (recheck.session.isClosed()) {
            return 0;
        }
        long now = hub.time().nanos();
        if (now >= recheck.nanos) {
            recheck.nanos = now + options.recheckEvery().toNanos();
            if (recheck.last.isComplete()) {
                recheck.last = recheck(recheck.session);
            }
        }
        return recheck.nanos;
    }

    /**
     * Asks anew what the connections of a user may be sent.
     *
     * @param user the user's id; null for all connections
     * @return when all are asked about, and those that lost something are told so
     */
    Future<Void> recheck(@Nullable String user) {
        List<Session> left = new ArrayList<>();
        for (Session session : hub.sessions().all()) {
            if (user == null || Objects.equals(session.identity().user(), user)) {
                left.add(session);
            }
        }
        Promise<Void> done = Promise.promise();
        inTurns(left, new ArrayList<>(), done);
        return done.future();
    }

    private void inTurns(List<Session> left, List<Future<Void>> begun, Promise<Void> done) {
        List<Session> turn = left.subList(0, Math.min(TURN, left.size()));
        turn.forEach(session -> begun.add(recheck(session)));
        turn.clear();
        if (left.isEmpty()) {
            Future.join(begun).<Void>mapEmpty().onComplete(done);
        } else {
            hub.after(TURN_PAUSE_NANOS, () -> inTurns(left, begun, done));
        }
    }

    /** Asks anew what a connection may be sent, and takes away what it may not. What can't be found out stays as it is. */
    Future<Void> recheck(Session session) {
        Participant participant = session.participant();
        if (session.isClosed() || participant == null || hub.access().isOpen()) {
            return Future.succeededFuture();
        }
        session.askedAnew();
        List<Future<Void>> asked = new ArrayList<>();
        for (HostedAtom<?> atom : session.atomTraffic().atoms()) {
            asked.add(ifLost(
                    session,
                    Resource.atom(atom.id()),
                    () -> session.atomTraffic().revoke(atom)));
        }
        for (String channel : participant.channels()) {
            if (!Names.isForAnybody(channel)) {
                asked.add(ifLost(
                        session,
                        Resource.channel(channel),
                        () -> participant.dismiss(channel, ErrorCode.REVOKED, "this client may no longer be in it")));
            }
        }
        return Future.join(asked).mapEmpty();
    }

    private Future<Void> ifLost(Session session, Resource what, Runnable action) {
        Identity who = session.identity();
        return hub.access().ask(who, what).transform((Grant grant, Throwable failure) -> {
            // Where something else was proved meanwhile, that was asked about by itself.
            if (failure == null && !grant.read() && session.identity() == who) {
                action.run();
            }
            return Future.succeededFuture();
        });
    }
}
