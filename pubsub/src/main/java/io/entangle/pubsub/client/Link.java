package io.entangle.pubsub.client;

import io.entangle.clock.HybridTimestamp;
import io.entangle.pubsub.client.Connector.Sent;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packing;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.ErrorCode.Return;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.transport.Peer;
import io.entangle.replica.ToReplica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One open connection of a client, from hello to close. Driven by the client's context. */
final class Link implements Peer.Handler {
    private static final int NORMAL_CLOSURE = 1000;

    private final Connector connector;
    private final Peer peer;
    private final Packing packing;
    private final Map<Integer, RemoteReplica<?>> byHandle = new LinkedHashMap<>();
    private final Map<String, Integer> handles = new LinkedHashMap<>();

    private boolean welcomed;
    private int maxMessageBytes = Integer.MAX_VALUE;
    private long lastReceivedNanos;
    private boolean pinged;
    private @Nullable String failure;
    private @Nullable ErrorCode ending;
    private Return comeBack = Return.LATER;
    private long retryAfterMs;

    Link(Connector connector, Peer peer, Packing packing) {
        this.connector = connector;
        this.peer = peer;
        this.packing = packing;
        this.lastReceivedNanos = connector.time().nanos();
    }

    void send(Frame frame) {
        peer.send(packing.pack(frame));
    }

    boolean isWelcomed() {
        return welcomed;
    }

    /** Sends a frame, if it is taken now. */
    Sent sendIfTaken(Frame frame) {
        return !welcomed || !peer.isWritable() ? Sent.LATER : sendIfFits(packing.pack(frame));
    }

    private Sent sendIfFits(Packed packed) {
        if (packed.size() > maxMessageBytes) {
            return Sent.TOO_LARGE;
        }
        peer.send(packed);
        return Sent.SENT;
    }

    /**
     * Asks for subscriptions; before the welcome there is no need to, all are asked for then. Together, where they fit into a
     * message: their answers stand together then.
     */
    void subscribe(Collection<RemoteReplica<?>> replicas) {
        if (!welcomed) {
            return;
        }
        List<Frame> frames = new ArrayList<>();
        for (RemoteReplica<?> replica : replicas) {
            frames.add(new Frame.Subscribe(replica.id(), replica.state().subscribe()));
        }
        sendTogether(frames);
    }

    /** Sends frames as one batch, or as several where that would be larger than the hub takes. */
    void sendTogether(List<Frame> frames) {
        Packed packed = packing.pack(frames.size() == 1 ? frames.get(0) : new Frame.Batch(frames));
        if (packed.size() <= maxMessageBytes || frames.size() == 1) {
            peer.send(packed);
        } else {
            sendTogether(frames.subList(0, frames.size() / 2));
            sendTogether(frames.subList(frames.size() / 2, frames.size()));
        }
    }

    void unsubscribe(RemoteReplica<?> replica) {
        Integer handle = handles.remove(replica.id());
        if (handle != null) {
            byHandle.remove(handle);
            send(new Frame.Unsubscribe(handle));
        }
    }

    Sent send(List<Outbox.Message> writes) {
        List<Frame> frames = new ArrayList<>();
        for (Outbox.Message message : writes) {
            Integer handle = handles.get(message.replica().id());
            if (handle == null || !peer.isWritable()) {
                return Sent.LATER;
            }
            frames.add(new Frame.Write(handle, message.write().message()));
        }
        return sendIfFits(packing.pack(frames.size() == 1 ? frames.get(0) : new Frame.Batch(frames)));
    }

    void close() {
        peer.close(NORMAL_CLOSURE, "");
    }

    /** Ends the connection as one that is of no use. */
    void fail(String why) {
        failure = why;
        peer.close(NORMAL_CLOSURE, "");
        closed(NORMAL_CLOSURE, "");
    }

    String transport() {
        return peer.transport();
    }

    @Override
    public void received(Packed message) {
        if (connector.dialing().link() != this) {
            return; // another connection has taken over: what still comes over this one comes over that as well
        }
        heard();
        try {
            handle(packing.unpack(message));
        } catch (EntangleException e) {
            failure = e.getMessage();
            peer.close(e.code().closeCode(), String.valueOf(e.getMessage()));
        }
    }

    private void handle(Frame frame) {
        if (frame instanceof Frame.Told || frame instanceof Frame.Subscribed) {
            take(List.of(frame));
        } else if (frame instanceof Frame.Batch batch) {
            take(batch.frames());
        } else if (frame instanceof Frame.Welcome welcome) {
            welcomed = true;
            maxMessageBytes = welcome.maxMessageBytes();
            connector.dialing().welcomed(this);
            connector.online(welcome);
        } else if (frame instanceof Frame.Refreshed refreshed) {
            connector.tokens().expireIn(refreshed.expiresInMs());
        } else if (frame instanceof Frame.Ping) {
            send(new Frame.Pong());
        } else if (frame instanceof Frame.Failure error) {
            failed(error);
        } else {
            connector.channels().received(frame);
        }
    }

    /** Takes in what is to be shown at one instant; where every version is wanted, each is shown by itself. */
    private void take(List<Frame> frames) {
        Map<RemoteReplica<?>, Incoming<?>> incoming = new LinkedHashMap<>();
        List<Frame> later = new ArrayList<>();
        for (Frame frame : frames) {
            RemoteReplica<?> replica = null;
            ToReplica message = null;
            if (frame instanceof Frame.Told event) {
                replica = byHandle.get(event.handle());
                message = event.message();
            } else if (frame instanceof Frame.Subscribed subscribed) {
                replica = subscribed(subscribed);
                message = subscribed.opening();
            }
            if (replica == null || message == null) {
                later.add(frame);
                continue;
            }
            if (!replica.options().delivery().everyVersion()) {
                incoming.computeIfAbsent(replica, Incoming::new).add(message);
            } else if (replica.receive(message)) {
                connector.subscribe(List.of(replica));
            }
        }
        if (!incoming.isEmpty()) {
            refusePartners(incoming);
            connector.subscribeAgain(Incoming.together(incoming.values(), connector.showing()));
            incoming.keySet().forEach(connector::received);
        }
        later.forEach(connector.channels()::received);
    }

    /** Where a write of a group is refused, the others of it are at the same instant, whether or not the hub says so. */
    private void refusePartners(Map<RemoteReplica<?>, Incoming<?>> incoming) {
        Set<HybridTimestamp> refused = new HashSet<>();
        incoming.values().forEach(one -> refused.addAll(one.groupsRefused()));
        if (!refused.isEmpty()) {
            for (RemoteReplica<?> replica : connector.replicas()) {
                for (ToReplica.Refused partner : replica.state().refusalsOf(refused)) {
                    incoming.computeIfAbsent(replica, Incoming::new).add(partner);
                }
            }
        }
    }

    private @Nullable RemoteReplica<?> subscribed(Frame.Subscribed frame) {
        RemoteReplica<?> replica = connector.replica(frame.atom());
        if (replica == null) {
            send(new Frame.Unsubscribe(frame.handle()));
            return null;
        }
        byHandle.put(frame.handle(), replica);
        handles.put(frame.atom(), frame.handle());
        return replica;
    }

    private void failed(Frame.Failure failed) {
        EntangleException error = new EntangleException(failed.code(), failed.message());
        RemoteReplica<?> replica = failed.atom() == null ? null : connector.replica(failed.atom());
        if (failed.code() == ErrorCode.NOT_REFRESHED) {
            connector.tokens().refused(failed.message());
        } else if (replica == null) {
            failure = failed.message();
            retryAfterMs = failed.retryAfterMs();
            if (failed.code().isFatal()) {
                ending = failed.code();
            }
            if (ending != null && ending.comeBack() == Return.NEVER) {
                connector.dialing().giveUp(this, error);
            }
        } else if (!replica.ready().succeeded()) {
            connector.forget(replica); // so that it can be asked for again
            replica.failed(error);
        } else if (failed.code() == ErrorCode.REVOKED || failed.code() == ErrorCode.FORBIDDEN) {
            Integer handle = handles.remove(replica.id());
            if (handle != null) {
                byHandle.remove(handle); // the hub has forgotten the subscription itself
            }
            connector.revoked(replica, new EntangleException(ErrorCode.REVOKED, failed.message()));
        } else {
            replica.failed(error);
            connector.subscribeLater(replica);
        }
    }

    @Override
    public void drained() {
        connector.drained();
    }

    @Override
    public void heard() {
        lastReceivedNanos = connector.time().nanos();
        pinged = false;
    }

    @Override
    public void closed(int code, String reason) {
        if (ending == null) {
            comeBack = Return.after(code);
        }
        String why = "the connection was closed with code " + code + (reason.isEmpty() ? "" : ": " + reason);
        connector.dialing().lost(this, failure != null ? failure : why);
    }

    /** {@return what the hub wants to be done now that the connection has ended} */
    Return comeBack() {
        return ending == null ? comeBack : ending.comeBack();
    }

    /** {@return how long the hub wants to be left alone, in milliseconds} */
    long retryAfterMs() {
        return retryAfterMs;
    }

    /** Counts what was received, not what was sent: a hub that only swallows is dead. */
    void beat() {
        long silentNanos = connector.time().nanos() - lastReceivedNanos;
        long heartbeatNanos = connector.options().heartbeat().toNanos();
        if (silentNanos > heartbeatNanos + connector.options().grace().toNanos()) {
            failure = "nothing was received from the hub for " + silentNanos / 1_000_000 + " ms";
            peer.close(ErrorCode.TIMEOUT.closeCode(), failure);
            closed(ErrorCode.TIMEOUT.closeCode(), failure);
        } else if (silentNanos > heartbeatNanos && !pinged) {
            pinged = true;
            send(new Frame.Ping());
        }
    }
}
