package io.entangle.pubsub.hub;

import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.metrics.Meters;
import io.entangle.pubsub.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The connections of a hub. On the hub's context. */
final class Sessions implements Meters.Hub {
    /** Ahead of the longest heartbeat in ticks of a quarter of the grace, with the defaults. */
    private static final int WHEEL_SLOTS = 64;

    /** How many connections are closed at once. */
    private static final int DRAIN_BATCH = 500;

    private static final long DRAIN_PAUSE_NANOS = 50_000_000;

    /** Clients of a hub that closes are sent away for a time that grows with their number: all together come back slower. */
    private static final long AWAY_MS_PER_CLIENT = 1;

    private static final long MAX_AWAY_MS = 10_000;

    private final HubCore hub;
    private final Set<Session> all = new LinkedHashSet<>();
    private final Map<String, Session> byClient = new HashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, AtomicInteger> byTransport = new ConcurrentHashMap<>();
    private final DeadlineWheel<Session> heartbeats;
    private final Entrance entrance;

    Sessions(HubCore hub, long tickNanos) {
        this.hub = hub;
        this.entrance = new Entrance(hub.limits().connections(), hub.time().nanos());
        this.heartbeats = new DeadlineWheel<>(tickNanos, WHEEL_SLOTS, hub.time().nanos(), Session::beat);
    }

    Iterable<Session> all() {
        return List.copyOf(all);
    }

    int count() {
        return count.get();
    }

    @Override
    public long connections(String transport) {
        AtomicInteger number = byTransport.get(transport);
        return number == null ? 0 : number.get();
    }

    @Override
    public long subscriptions() {
        return hub.atoms().stream().mapToLong(HostedAtom::subscribers).sum();
    }

    @Override
    public long lag() {
        return hub.atoms().stream().mapToLong(HostedAtom::lag).max().orElse(0);
    }

    private AtomicInteger ofTransport(Session session) {
        return byTransport.computeIfAbsent(session.transport(), first -> new AtomicInteger());
    }

    /** A connection was opened. {@return why it has to be closed, or null} */
    Entrance.@Nullable Refusal opened(Session session) {
        all.add(session);
        count.incrementAndGet();
        ofTransport(session).incrementAndGet();
        hub.meters().opened(session.transport());
        heartbeats.add(session, hub.time().nanos() + hub.options().grace().toNanos());
        return entrance.opened(session.remoteAddress(), hub.time().nanos());
    }

    /**
     * A client is welcome over a connection. Its older one ends: what still arrives over that must not overtake what is
     * sent over the new one.
     */
    void welcomed(String client, Session session) {
        Session older = byClient.put(client, session);
        if (older != null) {
            older.replaced();
        }
        entrance.entered(session.identity());
    }

    /** {@return why a client can't be welcome over one more connection, or null if it can} */
    Entrance.@Nullable Refusal refusal(String client, Identity who) {
        return entrance.entering(who, byClient.containsKey(client) ? 1 : 0);
    }

    /** {@return the connection that a client has now, or null if it has none} */
    @Nullable
    Session current(String client) {
        return byClient.get(client);
    }

    void closed(Session session) {
        if (all.remove(session)) {
            count.decrementAndGet();
            ofTransport(session).decrementAndGet();
            entrance.closed(session.remoteAddress());
            if (!session.client().isEmpty()) {
                entrance.left(session.identity());
            }
        }
        byClient.remove(session.client(), session);
    }

    /** Looks after those that may have been silent for too long. */
    void advance() {
        heartbeats.advance(hub.time().nanos());
    }

    /** Closes all connections, some at a time, and tells each client for how long to stay away. */
    Future<Void> drain() {
        Promise<Void> drained = Promise.promise();
        drain(new ArrayList<>(all), Math.min(MAX_AWAY_MS, all.size() * AWAY_MS_PER_CLIENT), drained);
        return drained.future();
    }

    private void drain(List<Session> left, long mostMs, Promise<Void> drained) {
        List<Session> batch = left.subList(0, Math.min(DRAIN_BATCH, left.size()));
        for (Session session : batch) {
            session.fail(
                    ErrorCode.CLOSING,
                    null,
                    "the hub is closing",
                    mostMs == 0 ? 0 : hub.entropy().nextLong(mostMs + 1));
        }
        batch.clear();
        if (left.isEmpty()) {
            drained.complete();
        } else {
            hub.after(DRAIN_PAUSE_NANOS, () -> drain(left, mostMs, drained));
        }
    }
}
