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
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.pubsub.transport.WebSocketPeer;
import io.entangle.replica.ReplicaStore;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: opened, kept alive, and opened again after a random wait when it is lost. All of it happens on
 * one Vert.x context; replicas call in from other threads only through {@link #run}.
 */
final class Connector {
    private static final long RESUBSCRIBE_MS = 1_000;

    /** How long a dead hub is waited for to answer a close. */
    private static final int CLOSING_TIMEOUT_SECONDS = 1;

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
    private final WebSocketClient webSockets;
    private final Map<String, RemoteReplica<?>> replicas = new LinkedHashMap<>();
    /** The ids of the replicas that are there only to send what was pending when the client last ended. */
    private final Set<String> couriers = new HashSet<>();

    private final Map<Packer, Supplier<Packing>> packings = new HashMap<>();

    private volatile Connection connection = Connection.CONNECTING;
    private volatile @Nullable String lastError;

    private @Nullable Link link;
    private int failedTries;
    private boolean groupsWait;
    private long beat;

    Connector(
            Vertx vertx,
            URI mountPoint,
            ClientOptions options,
            TimeSource time,
            Entropy entropy,
            @Nullable ReplicaStore store) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.mountPoint = mountPoint;
        this.options = options;
        this.time = time;
        this.entropy = entropy;
        this.showing = store == null ? new Showing.AtOnce(entropy) : new WriteAhead(store);
        this.clock = new HybridClock(time, showing.identity().site());
        HybridTimestamp latest = store == null ? null : store.latest();
        if (latest != null) {
            clock.observe(latest);
        }
        this.webSockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout((int) options.connectTimeout().toMillis())
                .setMaxFrameSize(options.maxMessageBytes())
                .setMaxMessageSize(options.maxMessageBytes())
                .setTcpNoDelay(true)
                .setClosingTimeout(CLOSING_TIMEOUT_SECONDS)
                .setSsl(mountPoint.getScheme().equals("wss")));
        long beatMs = Math.max(
                1, Math.min(options.grace().toMillis(), options.heartbeat().toMillis()) / 4);
        run(() -> {
            beat = vertx.setPeriodic(beatMs, tick -> beat());
            showing.unsent().forEach(this::addCourier);
            connect();
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

    HybridClock clock() {
        return clock;
    }

    TimeSource time() {
        return time;
    }

    Entropy entropy() {
        return entropy;
    }

    Connection connection() {
        return connection;
    }

    @Nullable
    String lastError() {
        return lastError;
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
        if (link != null) {
            link.unsubscribe(replica);
        }
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
        return link == null ? Sent.LATER : link.send(writes);
    }

    /** Asks for subscriptions whose answers stand together. */
    void subscribe(Collection<RemoteReplica<?>> subscribers) {
        subscribers.forEach(replica -> replica.outbox().shut());
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
        Link asked = link;
        vertx.setTimer(RESUBSCRIBE_MS, now -> {
            if (link == asked && replicas.get(replica.id()) == replica) {
                subscribe(List.of(replica));
            }
        });
    }

    private void connect() {
        if (connection == Connection.CLOSED) {
            return;
        }
        connection = Connection.CONNECTING;
        boolean secure = mountPoint.getScheme().equals("wss");
        int port = mountPoint.getPort() >= 0 ? mountPoint.getPort() : secure ? 443 : 80;
        WebSocketConnectOptions request = new WebSocketConnectOptions()
                .setHost(mountPoint.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(mountPoint.getPath() + Protocol.WEB_SOCKET_PATH)
                .setTimeout(options.connectTimeout().toMillis());
        options.packers().forEach(packer -> request.addSubProtocol(Protocol.subProtocol(packer.name())));
        webSockets
                .connect(request)
                .onSuccess(this::opened)
                .onFailure(error -> lost(String.valueOf(error.getMessage())));
    }

    private void opened(WebSocket socket) {
        Packer packer = Packer.ofSubProtocol(socket.subProtocol());
        if (connection == Connection.CLOSED) {
            socket.close();
        } else if (packer == null) {
            socket.close();
            lost("the hub chose the unknown subprotocol " + socket.subProtocol());
        } else {
            WebSocketPeer.wire(socket, packer, options.maxMessageBytes(), peer -> {
                Link opened = new Link(this, peer, packing(packer), () -> closeReason(socket));
                link = opened;
                return opened;
            });
            if (link != null) {
                link.send(new Frame.Hello(Protocol.VERSION, showing.identity().client(), clock.site()));
            }
        }
    }

    /** What was remembered on the connection before is of use on this one, if that is packed alike. */
    private Packing packing(Packer packer) {
        return packings.computeIfAbsent(packer, Packer::atClient).get();
    }

    private static String closeReason(WebSocket socket) {
        Short code = socket.closeStatusCode();
        String reason = socket.closeReason();
        return "the connection was closed" + (code == null ? "" : " with code " + code)
                + (reason == null || reason.isEmpty() ? "" : ": " + reason);
    }

    // ---- what a link reports ----

    /** {@return the replica of an atom, or null if there is none} */
    @Nullable
    RemoteReplica<?> replica(String id) {
        return replicas.get(id);
    }

    void online() {
        connection = Connection.ONLINE;
        lastError = null;
        failedTries = 0;
        subscribe(replicas());
    }

    void drained() {
        replicas().forEach(replica -> replica.outbox().flush());
    }

    void lost(Link lost, String why) {
        if (link == lost) {
            lost(why);
        }
    }

    /**
     * The hub will not talk to this client: it does not speak its protocol, or another process goes by its name. There is
     * no use in trying again.
     */
    void giveUp(Link refused, EntangleException error) {
        if (link != refused) {
            return;
        }
        connection = Connection.CLOSED;
        lastError = error.getMessage();
        replicas.values().forEach(each -> each.failed(error));
    }

    /** Waits a random time and tries again: full jitter, so that clients of a lost hub don't come back all at once. */
    private void lost(String why) {
        link = null;
        replicas().forEach(replica -> replica.outbox().shut());
        if (connection == Connection.CLOSED) {
            return;
        }
        lastError = why;
        connection = Connection.WAITING;
        long most = options.maxBackoff().toMillis();
        long bound = Math.min(most, options.minBackoff().toMillis() << Math.min(failedTries, 20));
        failedTries++;
        vertx.setTimer(1 + entropy.nextLong(Math.max(1, bound)), now -> connect());
    }

    private void beat() {
        if (link != null) {
            link.beat();
        }
    }

    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        run(() -> {
            connection = Connection.CLOSED;
            vertx.cancelTimer(beat);
            if (link != null) {
                link.close();
            }
            replicas.values()
                    .forEach(replica ->
                            replica.failed(new EntangleException(ErrorCode.UNREACHABLE, "the client was closed")));
            webSockets.close().onComplete(done -> closed.complete());
        });
        return closed.future();
    }
}
