package io.entangle.pubsub.hub;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Resource;
import io.entangle.pubsub.channel.Outlet;
import io.entangle.pubsub.channel.Participant;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.packer.Packing;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.pubsub.protocol.Shown;
import io.entangle.pubsub.transport.Peer;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection, from hello to close. Driven by the hub's context. */
final class Session implements Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Future<Void> DONE = Future.succeededFuture();

    /** For how long a client that said too much is sent away: until it could say as much at once again. */
    private static final long RATE_AWAY_MS = 4_000;

    private final Peer peer;
    private final Packing packing;
    private final HubCore hub;
    private final long openedNanos;
    private final AtomTraffic atomTraffic;
    private final Proof proof;
    /** Null if it may say as much as it likes. */
    private final @Nullable Throttle throttle;
    /** What came while something else was being looked into. */
    private final Deque<Packed> queued = new ArrayDeque<>();

    private String client = "";
    private @Nullable SiteId site;
    private @Nullable Participant participant;
    private long lastReceivedNanos;
    private @Nullable ErrorCode ending;
    private boolean isLookingInto;
    /** It has said too much, and is not read on for a moment. */
    private boolean isThrottled;

    private boolean pinged;
    private boolean closed;
    private int questions;

    Session(Peer peer, HubCore hub) {
        this.peer = peer;
        this.packing = hub.packing(peer.packer());
        this.hub = hub;
        this.openedNanos = hub.time().nanos();
        this.lastReceivedNanos = openedNanos;
        this.atomTraffic = new AtomTraffic(this, hub);
        this.proof = new Proof(peer, hub.access());
        RateLimits rates = hub.limits().rates();
        this.throttle = rates.areOn() ? new Throttle(rates, openedNanos) : null;
    }

    /** {@return the id by which the hub knows the client, empty before it is welcome} */
    String client() {
        return client;
    }

    AtomTraffic atomTraffic() {
        return atomTraffic;
    }

    Proof proof() {
        return proof;
    }

    Identity identity() {
        return proof.identity();
    }

    /** What it may do is asked anew: answers to what was asked before hold no longer. */
    void askedAnew() {
        questions++;
    }

    /** {@return something that is another after {@link #askedAnew}} */
    int questions() {
        return questions;
    }

    @Nullable
    Participant participant() {
        return participant;
    }

    @Override
    public Packer packer() {
        return peer.packer();
    }

    @Override
    public Packing packing() {
        return packing;
    }

    @Override
    public String transport() {
        return peer.transport();
    }

    @Override
    public boolean isWritable() {
        return !closed && peer.isWritable();
    }

    boolean isClosed() {
        return closed;
    }

    String remoteAddress() {
        return peer.remoteAddress();
    }

    @Override
    public void send(Packed frame) {
        if (!closed) {
            peer.send(frame);
        }
    }

    void send(Frame frame) {
        send(packing.pack(frame));
    }

    @Override
    public Future<Grant> grant(Resource what) {
        return hub.access().grant(identity(), what);
    }

    /** {@return whether as much of this client's waits to be handled as may: it is not read on until that is less} */
    boolean isBusy() {
        return isThrottled || isLookingInto || atomTraffic.isBusy() || participant != null && participant.isBusy();
    }

    @Override
    public void idle() {
        if (!isBusy() && peer.isWritable()) {
            peer.resume();
        }
    }

    /** The client has shown that it is there. */
    void heard() {
        lastReceivedNanos = hub.time().nanos();
        pinged = false;
    }

    /** It is not read on until {@link #idle}. */
    void pause() {
        peer.pause();
    }

    void received(Packed message) {
        if (closed) {
            return;
        }
        heard();
        if (throttle != null && !mayGoOn(throttle, message)) {
            return;
        }
        if (isLookingInto) {
            queued.add(message);
        } else {
            take(message);
        }
    }

    /** A message counts, and is taken in: so that a client waits, and nothing is lost. Whoever never rests is sent away. */
    private boolean mayGoOn(Throttle rates, Packed message) {
        long waitNanos = rates.took(message.size(), lastReceivedNanos);
        if (rates.isOver(lastReceivedNanos)) {
            fail(ErrorCode.RATE_LIMITED, null, "this client says more than it may", RATE_AWAY_MS);
        } else if (waitNanos > 0 && !isThrottled) {
            isThrottled = true;
            hub.meters().throttled();
            hub.after(waitNanos, () -> {
                isThrottled = false;
                idle();
            });
        }
        return !closed;
    }

    private void take(Packed message) {
        if (endsIfExpired()) {
            return;
        }
        try {
            Future<Void> taken = handle(packing.unpack(message));
            if (!taken.isComplete()) {
                isLookingInto = true;
                taken.onComplete(result -> hub.run(() -> {
                    isLookingInto = false;
                    lookedInto(result.cause());
                }));
            } else if (taken.failed()) {
                failed(taken.cause());
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void lookedInto(@Nullable Throwable failure) {
        if (failure != null) {
            failed(failure);
        }
        while (!closed && !isLookingInto && !queued.isEmpty()) {
            take(queued.remove());
        }
        idle();
    }

    private void failed(Throwable failure) {
        if (failure instanceof EntangleException coded) {
            fail(coded.code(), null, String.valueOf(coded.getMessage()));
        } else {
            LOG.error("a frame of \"{}\" failed", Shown.of(client), failure);
            fail(ErrorCode.INTERNAL, null, "the hub failed; its log says more");
        }
    }

    private Future<Void> handle(Frame frame) {
        Participant joining = participant;
        if (frame instanceof Frame.Hello hello) {
            return hello(hello);
        } else if (frame instanceof Frame.Ping) {
            send(new Frame.Pong()); // before the hello as well: so a client finds out whether messages pass
        } else if (site == null || joining == null) {
            fail(ErrorCode.HELLO_EXPECTED, null, "the first frame is a hello, but found " + name(frame));
        } else if (frame instanceof Frame.Write write) {
            return atomTraffic.write(List.of(write), site);
        } else if (frame instanceof Frame.Subscribe subscribe) {
            return atomTraffic.subscribe(List.of(subscribe));
        } else if (frame instanceof Frame.Batch batch) {
            return batch(batch.frames(), site, joining);
        } else if (frame instanceof Frame.Unsubscribe unsubscribe) {
            atomTraffic.unsubscribe(unsubscribe.handle());
        } else if (frame instanceof Frame.Join join) {
            return new Joining(this, joining, hub.limits().connections()).join(List.of(join));
        } else if (frame instanceof Frame.Leave leave) {
            joining.leave(leave.channel());
        } else if (frame instanceof Frame.Send send) {
            joining.send(send);
        } else if (frame instanceof Frame.Answer answer) {
            joining.answer(answer);
        } else if (frame instanceof Frame.Refresh refresh) {
            return refresh(refresh, joining);
        } else if (!(frame instanceof Frame.Pong)) {
            fail(ErrorCode.MALFORMED, null, "only a hub says " + name(frame));
        }
        return DONE;
    }

    private static String name(Frame frame) {
        return frame.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private Future<Void> hello(Frame.Hello hello) {
        String id = hello.client();
        if (site != null) {
            fail(ErrorCode.HELLO_EXPECTED, null, "a connection has one hello, but found another");
        } else if (hello.protocol() != Protocol.VERSION) {
            fail(
                    ErrorCode.UNSUPPORTED_PROTOCOL,
                    null,
                    "this hub speaks version " + Protocol.VERSION + " of the protocol, but the client wants "
                            + hello.protocol());
        } else if (id.isEmpty() || id.length() > AtomIds.MAX_LENGTH || id.startsWith("@")) {
            fail(
                    ErrorCode.MALFORMED,
                    null,
                    "a client's name has 1 to " + AtomIds.MAX_LENGTH + " characters, the first no @, but found "
                            + id.length() + (id.startsWith("@") ? " with @" : ""));
        } else {
            return proof.by(hello).map(proved -> {
                welcome(hello, proved);
                return null;
            });
        }
        return DONE;
    }

    private void welcome(Frame.Hello hello, Identity proved) {
        if (closed) {
            return;
        }
        String known = proved.clientId(hello.client());
        Entrance.Refusal refusal = hub.sessions().refusal(known, proved);
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        client = known;
        proof.become(proved, hub.trust().endNanos(proved));
        hub.sessions().welcomed(known, this);
        site = hello.site();
        send(new Frame.Welcome(
                Protocol.VERSION,
                hub.options().heartbeat().toMillis(),
                hub.limits().messages().maxBytes(),
                hub.durability().wireName(),
                proved.user(),
                hub.access().expiresInMs(proved),
                hub.handshake(proved)));
        participant = hub.channels().enter(this, known, proved);
        hub.events().connected(this);
        hub.trust().welcomed(this);
        hub.trust().ends(this);
    }

    /** Where a new token proves nothing, the old one counts on. */
    private Future<Void> refresh(Frame.Refresh frame, Participant joining) {
        return proof.by(frame).transform((proved, failure) -> {
            if (closed) {
                return DONE;
            } else if (failure != null) {
                fail(ErrorCode.NOT_REFRESHED, null, String.valueOf(failure.getMessage()));
            } else if (!proof.isSameUser(proved)) {
                fail(ErrorCode.UNAUTHENTICATED, null, "the new token is another user's");
            } else {
                proof.become(proved, hub.trust().endNanos(proved));
                joining.become(proved);
                send(new Frame.Refreshed(hub.access().expiresInMs(proved)));
                hub.trust().ends(this);
                hub.trust().recheck(this);
            }
            return DONE;
        });
    }

    /** {@return whether what the client has proved counts no more; the connection has ended then} */
    boolean endsIfExpired() {
        boolean hasExpired = !closed && proof.hasEnded(hub.time());
        if (hasExpired) {
            fail(ErrorCode.EXPIRED, null, "the token has expired: come back with another one");
        }
        return hasExpired;
    }

    private Future<Void> batch(List<Frame> frames, SiteId writer, Participant joining) {
        if (frames.isEmpty()) {
            fail(ErrorCode.MALFORMED, null, "a batch has at least one frame");
        } else if (frames.stream().allMatch(Frame.Write.class::isInstance)) {
            return atomTraffic.write(
                    frames.stream().map(Frame.Write.class::cast).toList(), writer);
        } else if (frames.stream().allMatch(Frame.Subscribe.class::isInstance)) {
            return atomTraffic.subscribe(
                    frames.stream().map(Frame.Subscribe.class::cast).toList());
        } else if (frames.stream().allMatch(Frame.Join.class::isInstance)) {
            return new Joining(this, joining, hub.limits().connections())
                    .join(frames.stream().map(Frame.Join.class::cast).toList());
        } else {
            fail(ErrorCode.MALFORMED, null, "a client's batch is of writes, of subscriptions or of joins alone");
        }
        return DONE;
    }

    void fail(ErrorCode code, @Nullable String atom, String message) {
        fail(code, atom, message, 0);
    }

    void fail(ErrorCode code, @Nullable String atom, String message, long retryAfterMs) {
        send(new Frame.Failure(code, atom, message, retryAfterMs));
        hub.events().failed(this, code, atom);
        if (code.isFatal()) {
            close(code, message);
        }
    }

    /** What came over it broke the rules of its transport, which closes it. */
    void broken(ErrorCode code) {
        if (!closed) {
            ending = code;
            hub.events().failed(this, code, null);
        }
    }

    /** It is one connection too many. Those that are sent away together come back one by one. */
    void refuse(Entrance.Refusal refusal) {
        long awayMs = refusal.awayMs() / 2 + hub.entropy().nextLong(refusal.awayMs() / 2);
        fail(ErrorCode.OVERLOADED, null, refusal.reason(), awayMs);
    }

    void replaced() {
        fail(ErrorCode.REPLACED, null, "another connection of this client was opened");
    }

    @Override
    public void close(ErrorCode code, String reason) {
        ending = code;
        peer.close(code.closeCode(), reason);
        closed();
    }

    void drained() {
        hub.publisher().publishAll(this);
        if (participant != null) {
            participant.flush();
        }
    }

    /**
     * Looks whether the client is still there: what counts is what was received, not what was sent, for a peer that only
     * swallows is dead.
     *
     * @return when to look again, or 0 if the connection has ended
     */
    long beat() {
        long now = hub.time().nanos();
        long graceNanos = hub.options().grace().toNanos();
        long heartbeatNanos = hub.options().heartbeat().toNanos();
        long silentNanos = now - lastReceivedNanos;
        if (site == null && now - openedNanos >= graceNanos) {
            fail(
                    ErrorCode.TIMEOUT,
                    null,
                    "no hello came within " + hub.options().grace());
        } else if (silentNanos >= heartbeatNanos + graceNanos) {
            fail(ErrorCode.TIMEOUT, null, "nothing was received for " + silentNanos / 1_000_000_000 + " s");
        } else if (silentNanos >= heartbeatNanos && !pinged) {
            pinged = true;
            send(new Frame.Ping());
        }
        long next = site == null ? openedNanos + graceNanos : lastReceivedNanos + heartbeatNanos;
        return closed ? 0 : pinged ? Math.max(next, lastReceivedNanos + heartbeatNanos + graceNanos) : next;
    }

    void closed() {
        if (!closed) {
            closed = true;
            atomTraffic.closed();
            if (participant != null) {
                participant.closed();
            }
            hub.sessions().closed(this);
            hub.events().disconnected(this, ending);
        }
    }
}
