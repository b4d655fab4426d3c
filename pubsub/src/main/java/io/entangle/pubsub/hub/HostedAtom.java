package io.entangle.pubsub.hub;

import io.entangle.atom.State;
import io.entangle.clock.TimeSource;
import io.entangle.pubsub.metrics.Meters;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Authority;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Update;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An atom of the hub, its handle, and the sessions subscribed to it. Driven by the hub's context. */
final class HostedAtom<T> {
    private final String id;
    private final int handle;
    private final Authority<T> authority;
    private final WriteCheck writeCheck;
    private final boolean isJournaled;
    private final TimeSource time;
    /** When the versions of an atom in memory were made. */
    private final VersionTimes times;

    private final Map<Session, Outlet> outlets = new LinkedHashMap<>();
    /** How many of them want every version; read by those who change the atom. */
    private volatile int everyVersion;

    private volatile int subscribers;
    private volatile long lag;
    /** Since when there is something to be sent, or 0. */
    private volatile long waitingNanos;

    /** The updates to the newest version in each packing, made once for all who are sent them. */
    private final Map<Update, Map<Packer, Packed>> packed = new IdentityHashMap<>();

    private @Nullable Update newest;

    /** What one session has of this atom. */
    private final class Outlet {
        private final Authority<T>.Subscription subscription;
        private long sentNanos;
        private long sentVersion;
        private boolean timed;

        Outlet(Authority<T>.Subscription subscription, long now) {
            this.subscription = subscription;
            this.sentNanos = now;
            this.sentVersion = subscription.opening() instanceof ToReplica.Resumed resumed
                    ? resumed.to()
                    : ((ToReplica.Snapshot) subscription.opening()).version().number();
        }

        long minIntervalNanos() {
            return subscription.delivery().minIntervalMs() * 1_000_000;
        }
    }

    HostedAtom(
            String id,
            int handle,
            Authority<T> authority,
            WriteCheck writeCheck,
            TimeSource time,
            boolean isJournaled) {
        this.writeCheck = writeCheck;
        this.isJournaled = isJournaled;
        this.time = time;
        this.times = new VersionTimes(authority.atom().version(), time);
        this.id = id;
        this.handle = handle;
        this.authority = authority;
    }

    String id() {
        return id;
    }

    int handle() {
        return handle;
    }

    Authority<T> authority() {
        return authority;
    }

    /** {@return what refuses writes that are too large; may be called on any thread} */
    WriteCheck writeCheck() {
        return writeCheck;
    }

    boolean isJournaled() {
        return isJournaled;
    }

    VersionTimes times() {
        return times;
    }

    Set<Session> sessions() {
        return outlets.keySet();
    }

    /** Has the changes of an atom in memory reported, by whichever thread makes them. */
    void follow(Runnable changed) {
        authority.atom().watchChanges(this, change -> {
            times.made(change.version());
            waits();
            if (everyVersion > 0) {
                authority.passed(new State<>(change.version(), change.after()));
            }
            changed.run();
        });
    }

    /** Takes note, on any thread, that there is something to be sent. */
    void waits() {
        if (waitingNanos == 0) {
            waitingNanos = time.nanos() | 1; // which is not 0
        }
    }

    /** All has been sent to those who take it. */
    void sent() {
        waitingNanos = 0;
    }

    int subscribers() {
        return subscribers;
    }

    /** {@return how many versions the subscriber that is farthest behind lacks, as of when that was looked at last} */
    long lag() {
        return lag;
    }

    /** Looks how far behind subscribers are. */
    void measure() {
        long newest = authority.atom().version();
        lag = outlets.values().stream()
                .mapToLong(outlet -> newest - outlet.sentVersion)
                .max()
                .orElse(0);
    }

    void unfollow() {
        authority.atom().unwatch(this);
    }

    /** {@return the answer to a session's subscription, the first or one made again} */
    Frame.Subscribed subscribe(Session session, ToAuthority.Subscribe request, long now) {
        Outlet outlet = new Outlet(authority.subscribe(session.client(), request), now);
        outlets.put(session, outlet);
        countEveryVersion();
        return new Frame.Subscribed(handle, id, outlet.subscription.opening());
    }

    void unsubscribe(Session session) {
        outlets.remove(session);
        countEveryVersion();
    }

    private void countEveryVersion() {
        subscribers = outlets.size();
        everyVersion = (int) outlets.values().stream()
                .filter(outlet -> outlet.subscription.delivery().everyVersion())
                .count();
    }

    /**
     * Adds what a session lacks to what it is sent next.
     *
     * @return in how many nanoseconds to ask again, if it wants no more before; else 0
     */
    long collect(Session session, long now, List<Packed> frames, Meters meters) {
        Outlet outlet = outlets.get(session);
        if (outlet == null) {
            return 0;
        }
        long wait = outlet.sentNanos + outlet.minIntervalNanos() - now;
        if (outlet.minIntervalNanos() > 0 && wait > 0) {
            boolean again = !outlet.timed;
            outlet.timed = true;
            return again ? wait : 0;
        }
        for (ToReplica said = outlet.subscription.notice(); said != null; said = outlet.subscription.notice()) {
            frames.add(session.packing().pack(new Frame.Told(handle, said)));
        }
        for (Update update = outlet.subscription.next(); update != null; update = outlet.subscription.next()) {
            outlet.sentNanos = now;
            outlet.sentVersion = update.to();
            Packed next = packed(update, session);
            frames.add(next);
            if (meters.isOn()) {
                long waited = waitingNanos == 0 ? 0 : Math.max(0, time.nanos() - waitingNanos);
                meters.updated(next.size(), update.to() - update.from(), waited);
            }
            for (ToReplica said = outlet.subscription.notice(); said != null; said = outlet.subscription.notice()) {
                frames.add(session.packing().pack(new Frame.Told(handle, said)));
            }
        }
        return 0;
    }

    /** The time that a session wanted to wait for its next update is over. */
    void waited(Session session) {
        Outlet outlet = outlets.get(session);
        if (outlet != null) {
            outlet.timed = false;
        }
    }

    void announceHead() {
        Frame head = new Frame.Told(handle, authority.head());
        outlets.keySet().forEach(session -> {
            if (session.isWritable()) {
                session.send(head);
            }
        });
    }

    private Packed packed(Update update, Session session) {
        if (newest == null || newest.to() != update.to()) {
            packed.clear();
            newest = update;
        }
        return packed.computeIfAbsent(update, one -> new HashMap<>())
                .computeIfAbsent(session.packer(), one -> session.packing().pack(new Frame.Told(handle, update)));
    }
}
