package io.entangle.pubsub.client;

import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.pubsub.client.ReplicaStatus.Connection;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.pubsub.transport.Peer;
import io.entangle.pubsub.transport.WebSocketPeer;
import io.entangle.replica.ToAuthority;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: opened, kept alive, and opened again after a random wait when it is lost. All of it happens on
 * one Vert.x context; replicas call in from other threads only through {@link #run}.
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
    private final String clientId;
    private final WebSocketClient webSockets;
    private final long beat;
    private final Map<String, RemoteReplica<?>> replicas = new LinkedHashMap<>();

    private volatile Connection connection = Connection.CONNECTING;
    private volatile @Nullable String lastError;

    private @Nullable Link link;
    private int failedTries;

    Connector(Vertx vertx, URI mountPoint, ClientOptions options, TimeSource time, Entropy entropy) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.mountPoint = mountPoint;
        this.options = options;
        this.time = time;
        this.entropy = entropy;
        SiteId site = SiteId.random(entropy);
        this.clock = new HybridClock(time, site);
        this.clientId = "jvm-" + site;
        this.webSockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout((int) options.connectTimeout().toMillis())
                .setMaxFrameSize(options.maxMessageBytes())
                .setMaxMessageSize(options.maxMessageBytes())
                .setTcpNoDelay(true)
                .setSsl(mountPoint.getScheme().equals("wss")));
        long beatMs = Math.max(
                1, Math.min(options.grace().toMillis(), options.heartbeat().toMillis()) / 4);
        this.beat = vertx.setPeriodic(beatMs, tick -> run(this::beat));
        run(this::connect);
    }

    void run(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(now -> task.run());
        }
    }

    HybridClock clock() {
        return clock;
    }

    long nowMs() {
        return time.millis();
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
            RemoteReplica<?> present = replicas.putIfAbsent(added.id(), added);
            if (present != null && present.type() != added.type()) {
                promise.fail(new IllegalArgumentException("the client has a replica \"" + added.id() + "\" of type "
                        + present.type().name() + " already, and can't have another of type "
                        + added.type().name()));
                return;
            }
            if (present == null) {
                subscribe(added);
            }
            @SuppressWarnings("unchecked") // the types are the same object
            RemoteReplica<T> replica = present == null ? added : (RemoteReplica<T>) present;
            promise.complete(replica);
        });
        return promise.future();
    }

    void forget(RemoteReplica<?> replica) {
        replicas.remove(replica.id(), replica);
        if (link != null) {
            link.unsubscribe(replica);
        }
    }

    Sent send(RemoteReplica<?> replica, ToAuthority.Write write) {
        return link == null ? Sent.LATER : link.send(replica, write);
    }

    private void subscribe(RemoteReplica<?> replica) {
        replica.subscribing();
        if (link != null && link.welcomed) {
            link.send(new Frame.Subscribe(replica.id(), replica.state().subscribe()));
        }
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
        if (packer == null || connection == Connection.CLOSED) {
            socket.close();
            return;
        }
        WebSocketPeer.wire(socket, packer, options.maxMessageBytes(), peer -> {
            link = new Link(peer, () -> closeReason(socket));
            return link;
        });
        if (link != null) {
            link.send(new Frame.Hello(Protocol.VERSION, clientId, clock.site()));
        }
    }

    private static String closeReason(WebSocket socket) {
        Short code = socket.closeStatusCode();
        String reason = socket.closeReason();
        return "the connection was closed" + (code == null ? "" : " with code " + code)
                + (reason == null || reason.isEmpty() ? "" : ": " + reason);
    }

    /** Waits a random time and tries again: full jitter, so that clients of a lost hub don't come back all at once. */
    private void lost(String why) {
        link = null;
        replicas.values().forEach(RemoteReplica::subscribing);
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
                link.peer.close(1000, "");
            }
            replicas.values()
                    .forEach(replica ->
                            replica.failed(new EntangleException(ErrorCode.UNREACHABLE, "the client was closed")));
            webSockets.close().onComplete(done -> closed.complete());
        });
        return closed.future();
    }

    /** One open connection. */
    private final class Link implements Peer.Handler {
        private final Peer peer;
        private final java.util.function.Supplier<String> closeReason;
        private final Map<Integer, RemoteReplica<?>> byHandle = new LinkedHashMap<>();
        private final Map<String, Integer> handles = new LinkedHashMap<>();
        private boolean welcomed;
        private int maxMessageBytes = 16 * 1024;
        private long lastReceivedNanos = time.nanos();
        private boolean pinged;
        private @Nullable String failure;

        Link(Peer peer, java.util.function.Supplier<String> closeReason) {
            this.peer = peer;
            this.closeReason = closeReason;
        }

        void send(Frame frame) {
            peer.send(peer.packer().pack(frame));
        }

        Sent send(RemoteReplica<?> replica, ToAuthority.Write write) {
            Integer handle = handles.get(replica.id());
            if (handle == null || !peer.isWritable()) {
                return Sent.LATER;
            }
            Packed packed = peer.packer().pack(new Frame.Write(handle, write));
            if (packed.size() > maxMessageBytes) {
                return Sent.TOO_LARGE;
            }
            peer.send(packed);
            return Sent.SENT;
        }

        void unsubscribe(RemoteReplica<?> replica) {
            Integer handle = handles.remove(replica.id());
            if (handle != null) {
                byHandle.remove(handle);
                send(new Frame.Unsubscribe(handle));
            }
        }

        @Override
        public void received(Packed message) {
            lastReceivedNanos = time.nanos();
            pinged = false;
            try {
                handle(peer.packer().unpack(message));
            } catch (EntangleException e) {
                failure = e.getMessage();
                peer.close(e.code().closeCode(), String.valueOf(e.getMessage()));
            }
        }

        private void handle(Frame frame) {
            if (frame instanceof Frame.Event event) {
                RemoteReplica<?> replica = byHandle.get(event.handle());
                if (replica != null && replica.receive(event.message())) {
                    subscribe(replica);
                }
            } else if (frame instanceof Frame.Subscribed subscribed) {
                subscribed(subscribed);
            } else if (frame instanceof Frame.Welcome welcome) {
                welcomed = true;
                maxMessageBytes = welcome.maxMessageBytes();
                connection = Connection.ONLINE;
                lastError = null;
                failedTries = 0;
                List.copyOf(replicas.values()).forEach(Connector.this::subscribe);
            } else if (frame instanceof Frame.Ping) {
                send(new Frame.Pong());
            } else if (frame instanceof Frame.Failure error) {
                failed(error);
            }
        }

        private void subscribed(Frame.Subscribed frame) {
            RemoteReplica<?> replica = replicas.get(frame.atom());
            if (replica == null) {
                send(new Frame.Unsubscribe(frame.handle()));
                return;
            }
            byHandle.put(frame.handle(), replica);
            handles.put(frame.atom(), frame.handle());
            if (replica.receive(frame.opening())) {
                subscribe(replica);
            }
        }

        private void failed(Frame.Failure error) {
            RemoteReplica<?> replica = error.atom() == null ? null : replicas.get(error.atom());
            if (replica != null) {
                replica.failed(new EntangleException(error.code(), error.message()));
                if (replica.ready().succeeded()) {
                    retry(replica);
                } else {
                    replicas.remove(replica.id(), replica); // so that it can be asked for again
                }
                return;
            }
            failure = error.message();
            if (error.code() == ErrorCode.UNSUPPORTED_PROTOCOL) {
                connection = Connection.CLOSED;
                lastError = error.message();
                replicas.values().forEach(each -> each.failed(new EntangleException(error.code(), error.message())));
            }
        }

        /** A hub that has just been started may not have all its atoms yet. */
        private void retry(RemoteReplica<?> replica) {
            vertx.setTimer(RESUBSCRIBE_MS, now -> {
                if (link == this && replicas.get(replica.id()) == replica) {
                    subscribe(replica);
                }
            });
        }

        @Override
        public void drained() {
            replicas.values().forEach(RemoteReplica::flush);
        }

        @Override
        public void closed() {
            if (link == this) {
                lost(failure != null ? failure : closeReason.get());
            }
        }

        /** Counts what was received, not what was sent: a hub that only swallows is dead. */
        void beat() {
            long silentNanos = time.nanos() - lastReceivedNanos;
            long heartbeatNanos = options.heartbeat().toNanos();
            if (silentNanos > heartbeatNanos + options.grace().toNanos()) {
                failure = "nothing was received from the hub for " + silentNanos / 1_000_000 + " ms";
                peer.close(ErrorCode.TIMEOUT.closeCode(), failure);
                closed();
            } else if (silentNanos > heartbeatNanos && !pinged) {
                pinged = true;
                send(new Frame.Ping());
            }
        }
    }
}
