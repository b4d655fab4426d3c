package io.entangle.pubsub.hub;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.pubsub.transport.Peer;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One client's connection, from hello to close. Driven by the hub's context. */
final class Session {
    private final Peer peer;
    private final HubCore hub;
    private final long openedNanos;
    private final Map<Integer, HostedAtom<?>> subscribed = new LinkedHashMap<>();

    private String client = "";
    private @Nullable SiteId site;
    private long lastReceivedNanos;
    private boolean pinged;
    private boolean closed;

    Session(Peer peer, HubCore hub) {
        this.peer = peer;
        this.hub = hub;
        this.openedNanos = hub.time().nanos();
        this.lastReceivedNanos = openedNanos;
    }

    String client() {
        return client;
    }

    Packer packer() {
        return peer.packer();
    }

    boolean isWritable() {
        return !closed && peer.isWritable();
    }

    void send(Packed frame) {
        if (!closed) {
            peer.send(frame);
        }
    }

    void send(Frame frame) {
        send(peer.packer().pack(frame));
    }

    void received(Packed message) {
        if (closed) {
            return;
        }
        lastReceivedNanos = hub.time().nanos();
        pinged = false;
        try {
            handle(peer.packer().unpack(message));
        } catch (EntangleException e) {
            fail(e.code(), null, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            System.getLogger("io.entangle").log(System.Logger.Level.ERROR, "a frame of " + client + " failed", e);
            fail(ErrorCode.INTERNAL, null, "the hub failed; its log says more");
        }
    }

    private void handle(Frame frame) {
        if (frame instanceof Frame.Hello hello) {
            hello(hello);
        } else if (site == null) {
            fail(ErrorCode.HELLO_EXPECTED, null, "the first frame is a hello, but found " + name(frame));
        } else if (frame instanceof Frame.Write write) {
            write(write, site);
        } else if (frame instanceof Frame.Subscribe subscribe) {
            subscribe(subscribe);
        } else if (frame instanceof Frame.Unsubscribe unsubscribe) {
            unsubscribe(unsubscribe.handle());
        } else if (frame instanceof Frame.Ping) {
            send(new Frame.Pong());
        } else if (!(frame instanceof Frame.Pong)) {
            fail(ErrorCode.MALFORMED, null, "only a hub says " + name(frame));
        }
    }

    private static String name(Frame frame) {
        return frame.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private void hello(Frame.Hello hello) {
        if (site != null) {
            fail(ErrorCode.HELLO_EXPECTED, null, "a connection has one hello, but found another");
        } else if (hello.protocol() != Protocol.VERSION) {
            fail(
                    ErrorCode.UNSUPPORTED_PROTOCOL,
                    null,
                    "this hub speaks version " + Protocol.VERSION + " of the protocol, but the client wants "
                            + hello.protocol());
        } else if (hello.client().isEmpty() || hello.client().length() > AtomIds.MAX_LENGTH) {
            fail(
                    ErrorCode.MALFORMED,
                    null,
                    "a client's name has 1 to " + AtomIds.MAX_LENGTH + " characters, but found "
                            + hello.client().length());
        } else {
            client = hello.client();
            site = hello.site();
            HubOptions options = hub.options();
            send(new Frame.Welcome(
                    Protocol.VERSION, options.heartbeat().toMillis(), options.maxMessageBytes(), "memory"));
        }
    }

    private void subscribe(Frame.Subscribe subscribe) {
        String id = subscribe.atom();
        HostedAtom<?> hosted = hub.find(id);
        if (hosted == null) {
            fail(ErrorCode.UNKNOWN_ATOM, id, "the hub has no atom \"" + AtomIds.shown(id) + "\"");
        } else if (!subscribed.containsKey(hosted.handle())
                && subscribed.size() >= hub.options().maxSubscriptions()) {
            fail(
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    id,
                    "a connection has at most " + hub.options().maxSubscriptions() + " subscriptions");
        } else if (subscribe.request().firstSequence() < 1) {
            fail(
                    ErrorCode.MALFORMED,
                    id,
                    "sequences count from 1, but found " + subscribe.request().firstSequence());
        } else {
            subscribed.put(hosted.handle(), hosted);
            ToReplica opening = hosted.subscribe(this, subscribe.request());
            send(new Frame.Subscribed(hosted.handle(), id, opening));
        }
    }

    private void unsubscribe(int handle) {
        HostedAtom<?> hosted = subscribed.remove(handle);
        if (hosted == null) {
            fail(ErrorCode.NOT_SUBSCRIBED, null, "this connection has no subscription " + handle);
        } else {
            hosted.unsubscribe(this);
        }
    }

    private void write(Frame.Write frame, SiteId writer) {
        HostedAtom<?> hosted = subscribed.get(frame.handle());
        if (hosted == null) {
            fail(ErrorCode.NOT_SUBSCRIBED, null, "this connection has no subscription " + frame.handle());
            return;
        }
        ToAuthority.Write write = frame.write();
        if (write.sequence() < 1) {
            fail(ErrorCode.MALFORMED, hosted.id(), "sequences count from 1, but found " + write.sequence());
            return;
        }
        HybridTimestamp written =
                new HybridTimestamp(write.written().ms(), write.written().counter(), writer);
        ToReplica outcome =
                hosted.write(this, new ToAuthority.Write(write.sequence(), write.seen(), written, write.delta()));
        // The change itself is published when all that has been received is processed: many writes, one update.
        send(new Frame.Event(hosted.handle(), outcome));
    }

    private void fail(ErrorCode code, @Nullable String atom, String message) {
        send(new Frame.Failure(code, atom, message));
        if (code.isFatal()) {
            close(code, message);
        }
    }

    void close(ErrorCode code, String reason) {
        peer.close(code.closeCode(), reason);
        closed();
    }

    void drained() {
        subscribed.values().forEach(hosted -> hosted.publish(this));
    }

    /** Counts what was received, not what was sent: a peer that only swallows is dead. */
    void beat() {
        long now = hub.time().nanos();
        long graceNanos = hub.options().grace().toNanos();
        long silentNanos = now - lastReceivedNanos;
        if (site == null && now - openedNanos > graceNanos) {
            fail(
                    ErrorCode.TIMEOUT,
                    null,
                    "no hello came within " + hub.options().grace());
        } else if (silentNanos > hub.options().heartbeat().toNanos() + graceNanos) {
            fail(ErrorCode.TIMEOUT, null, "nothing was received for " + silentNanos / 1_000_000_000 + " s");
        } else if (silentNanos > hub.options().heartbeat().toNanos() && !pinged) {
            pinged = true;
            send(new Frame.Ping());
        }
    }

    void closed() {
        closed = true;
        subscribed.values().forEach(hosted -> hosted.unsubscribe(this));
        subscribed.clear();
        hub.forget(this);
    }
}
