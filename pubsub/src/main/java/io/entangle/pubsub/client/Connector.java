package io.entangle.pubsub.client;

import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.TimeSource;
import io.entangle.pubsub.client.ReplicaStatus.Connection;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.packer.Packing;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.transport.DialOptions;
import io.entangle.replica.ReplicaStore;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client has: its replicas and channels, over whichever connection there is. All of it happens on one Vert.x
 * context; replicas call in from other threads only through {@link #run}.
 */
final class Connector {
    private static final long RESUBSCRIBE_MS = 1_000;

    /** What became of a frame that was to be sent. */
    enum Sent {
        SENT,
        /** The connection is down, not yet subscribed, or takes nothing now; the replica will be asked again. */
        LATER,
        TOO_LARGE
    }

    private final Vertx vertx;
    private final Context context;
    private final URI mountPoint;
    private final ClientOptions options;
    private final TimeSource time;
    private final Entropy entropy;
    private final HybridClock clock;
    private final Showing showing;
    private final Tokens tokens;
    private final ChannelClient channels;
    private final Map<String, RemoteReplica<?>> replicas = new LinkedHashMap<>();
    /** The ids of the replicas that are there only to send what was pending when the client last ended. */
    private final Set<String> couriers = new HashSet<>();

    private final Map<Packer, Supplier<Packing>> packings = new HashMap<>();

    private final Dialing dialing;
    private volatile Frame.@Nullable Welcome welcome;
    private boolean groupsWait;

    Connector(
            Vertx vertx,
            DialOptions where,
            ClientOptions options,
            TimeSource time,
            Entropy entropy,
            @Nullable ReplicaStore store,
            @Nullable Supplier<Future<String>> tokenSource) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.mountPoint = where.mountPoint();
        this.options = options;
        this.time = time;
        this.entropy = entropy;
        this.showing = store == null ? new Showing.AtOnce(entropy) : new WriteAhead(store);
        this.clock = new HybridClock(time, showing.identity().site());
        HybridTimestamp latest = store == null ? null : store.latest();
        if (latest != null) {
            clock.observe(latest);
        }
        this.tokens = new Tokens(vertx, this, tokenSource);
        this.channels = new ChannelClient(this);
        this.dialing = new Dialing(vertx, this, where);
        run(() -> {
            showing.unsent().forEach(this::addCourier);
            dialing.begin();
        });
    }

    void run(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(now -> task.run());
        }
    }

    Showing showing() {
        return showing;
    }

    /** Does something once all that has arrived together is taken in, its refusals above all. */
    void later(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    void after(Duration time, Runnable task) {
        vertx.setTimer(Math.max(1, time.toMillis()), now -> run(task));
    }

    <T> Future<T> blocking(Callable<T> task) {
        return context.executeBlocking(task);
    }

    HybridClock clock() {
        return clock;
    }

    Tokens tokens() {
        return tokens;
    }

    ChannelClient channels() {
        return channels;
    }

    /** {@return whom the hub takes this client for, and what it said on welcoming it; null before that} */
    Frame.@Nullable Welcome welcome() {
        return welcome;
    }

    TimeSource time() {
        return time;
    }

    Entropy entropy() {
        return entropy;
    }

    Connection connection() {
        return dialing.connection();
    }

    @Nullable
    String lastError() {
        return dialing.lastError();
    }

    Dialing dialing() {
        return dialing;
    }

    URI mountPoint() {
        return mountPoint;
    }

    ClientOptions options() {
        return options;
    }

    /** Adds a replica, or finds the one there is. The future fails if that is of another type. */
    <T> Future<RemoteReplica<T>> add(RemoteReplica<T> added) {
        Promise<RemoteReplica<T>> promise = Promise.promise();
        run(() -> {
            dismissCourier(added.id());
            RemoteReplica<?> present = replicas.putIfAbsent(added.id(), added);
            if (present != null
                    && (present.type() != added.type() || !present.options().equals(added.options()))) {
                promise.fail(new IllegalArgumentException("the client has a replica \"" + added.id() + "\" of type "
                        + present.type().name() + " already, and can't have another of type "
                        + added.type().name() + " or with other options"));
                return;
            }
            if (present == null) {
                showing.restore(added);
                subscribe(List.of(added));
            }
            @SuppressWarnings("unchecked") // the types are the same object
            RemoteReplica<T> replica = present == null ? added : (RemoteReplica<T>) present;
            promise.complete(replica);
        });
        return promise.future();
    }

    /** What was pending when the client last ended is sent, even if nobody asks for a replica of its atom any more. */
    private void addCourier(String id) {
        RemoteReplica<Doc> courier = new RemoteReplica<>(id, AtomType.doc(), ReplicaOptions.defaults(), this);
        replicas.put(id, courier);
        couriers.add(id);
        showing.restore(courier);
    }

    private void dismissCourier(String id) {
        RemoteReplica<?> courier = couriers.remove(id) ? replicas.remove(id) : null;
        if (courier != null) {
            showing.retire(courier);
            Link link = dialing.link();
            if (link != null) {
                link.unsubscribe(courier);
            }
        }
    }

    /** A replica has heard something. */
    void received(RemoteReplica<?> replica) {
        if (replica.state().pending().isEmpty() && replicas.get(replica.id()) == replica) {
            dismissCourier(replica.id());
        }
    }

    Collection<RemoteReplica<?>> replicas() {
        return List.copyOf(replicas.values());
    }

    void forget(RemoteReplica<?> replica) {
        if (replicas.remove(replica.id(), replica)) {
            replica.outbox().abandon();
        }
        Link link = dialing.link();
        if (link != null) {
            link.unsubscribe(replica);
        }
    }

    /** The hub lets this client have no more of an atom: what there is of it here is forgotten. */
    void revoked(RemoteReplica<?> replica, EntangleException why) {
        replicas.remove(replica.id(), replica);
        couriers.remove(replica.id());
        replica.outbox().shut();
        replica.revoke(why);
    }

    /** A group waits until writes that it was made on are answered. */
    void awaitAnswers() {
        groupsWait = true;
    }

    void answered() {
        if (groupsWait) {
            groupsWait = false;
            later(() -> replicas().forEach(replica -> replica.outbox().flush()));
        }
    }

    /** Sends one write, or the writes of an atomic group. */
    Sent send(List<Outbox.Message> writes) {
        Link link = dialing.link();
        return link == null ? Sent.LATER : link.send(writes);
    }

    /** Sends a frame if the hub has welcomed this client; what it lacks it is told of when it does. */
    void send(Frame frame) {
        Link link = dialing.link();
        if (link != null && link.isWelcomed()) {
            link.send(frame);
        }
    }

    /** Sends a frame, if it is taken now. */
    Sent sendIfTaken(Frame frame) {
        Link link = dialing.link();
        return link == null ? Sent.LATER : link.sendIfTaken(frame);
    }

    /** Asks for subscriptions whose answers stand together. */
    void subscribe(Collection<RemoteReplica<?>> subscribers) {
        subscribers.forEach(replica -> replica.outbox().shut());
        Link link = dialing.link();
        if (link != null && !subscribers.isEmpty()) {
            link.subscribe(subscribers);
        }
    }

    /**
     * Subscribes replicas again, and the others that show the newest version with them: alone, one would get ahead of the
     * others, and show half of what was changed together.
     */
    void subscribeAgain(Collection<RemoteReplica<?>> again) {
        if (again.isEmpty()) {
            return;
        }
        Set<RemoteReplica<?>> all = new LinkedHashSet<>(again);
        for (RemoteReplica<?> other : replicas()) {
            if (other.outbox().isOpen() && !other.options().delivery().everyVersion()) {
                all.add(other);
            }
        }
        subscribe(all);
    }

    /** Asks again later, if the connection is still the same: a hub just started may not have all its atoms yet. */
    void subscribeLater(RemoteReplica<?> replica) {
        Link asked = dialing.link();
        vertx.setTimer(RESUBSCRIBE_MS, now -> {
            if (dialing.link() == asked && replicas.get(replica.id()) == replica) {
                subscribe(List.of(replica));
            }
        });
    }

    /** What was remembered on the connection before is of use on this one, if that is packed alike. */
    Packing packing(Packer packer) {
        return packings.computeIfAbsent(packer, Packer::atClient).get();
    }

    // ---- what a link reports ----

    /** {@return the replica of an atom, or null if there is none} */
    @Nullable
    RemoteReplica<?> replica(String id) {
        return replicas.get(id);
    }

    void online(Frame.Welcome welcomed) {
        welcome = welcomed;
        tokens.expireIn(welcomed.expiresInMs());
        subscribe(replicas());
        List<Frame> joins = channels.joins();
        Link link = dialing.link();
        if (!joins.isEmpty() && link != null) {
            link.sendTogether(joins);
        }
    }

    void drained() {
        replicas().forEach(replica -> replica.outbox().flush());
        channels.flush();
    }

    /** The connection is lost: nothing can be sent for now. */
    void lost() {
        tokens.stop();
        channels.lost();
        replicas().forEach(replica -> replica.outbox().shut());
    }

    /** There will be no other connection, unless the application asks for one. */
    void givenUp(EntangleException error) {
        replicas.values().forEach(each -> each.failed(error));
    }

    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        run(() -> {
            tokens.stop();
            channels.end();
            Future<Void> ended = dialing.close();
            givenUp(new EntangleException(ErrorCode.UNREACHABLE, "the client was closed"));
            ended.onComplete(done -> closed.complete());
        });
        return closed.future();
    }
}
