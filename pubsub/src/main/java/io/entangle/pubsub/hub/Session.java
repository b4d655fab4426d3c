package io.entangle.pubsub.hub;

import io.entangle.clock.SiteId;
import io.entangle.journal.Failpoints;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.packer.Packing;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.pubsub.transport.Peer;
import io.entangle.replica.AtomicGroup;
import io.entangle.replica.ToReplica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One client's connection, from hello to close. Driven by the hub's context. */
final class Session {
    /** How many writes of one client may wait to be written down. */
    private static final int MAX_WAITING = 1_024;

    private final Peer peer;
    private final Packing packing;
    private final HubCore hub;
    private final long openedNanos;
    private final Map<Integer, HostedAtom<?>> subscribed = new LinkedHashMap<>();

    private String client = "";
    private @Nullable SiteId site;
    private long lastReceivedNanos;
    private boolean pinged;
    private boolean behind;
    private boolean closed;
    /** Writes that are being written down. */
    private int waiting;

    Session(Peer peer, HubCore hub) {
        this.peer = peer;
        this.packing = hub.packing(peer.packer());
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

    Packing packing() {
        return packing;
    }

    boolean isWritable() {
        return !closed && peer.isWritable();
    }

    /** {@return whether it was not sent something that others were} */
    boolean isBehind() {
        return behind;
    }

    void fellBehind() {
        behind = true;
    }

    void caughtUp() {
        behind = false;
    }

    Collection<HostedAtom<?>> atoms() {
        return List.copyOf(subscribed.values());
    }

    void send(Packed frame) {
        if (!closed) {
            peer.send(frame);
        }
    }

    void send(Frame frame) {
        send(packing.pack(frame));
    }

    void received(Packed message) {
        if (closed) {
            return;
        }
        lastReceivedNanos = hub.time().nanos();
        pinged = false;
        try {
            handle(packing.unpack(message));
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
            write(List.of(write), site);
        } else if (frame instanceof Frame.Subscribe subscribe) {
            subscribe(List.of(subscribe));
        } else if (frame instanceof Frame.Batch batch) {
            batch(batch.frames(), site);
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
            hub.replace(hello.client());
            client = hello.client();
            site = hello.site();
            HubOptions options = hub.options();
            send(new Frame.Welcome(
                    Protocol.VERSION,
                    options.heartbeat().toMillis(),
                    options.maxMessageBytes(),
                    hub.durability().wireName()));
        }
    }

    private void batch(List<Frame> frames, SiteId writer) {
        if (frames.isEmpty()) {
            fail(ErrorCode.MALFORMED, null, "a batch has at least one frame");
        } else if (frames.stream().allMatch(Frame.Write.class::isInstance)) {
            write(frames.stream().map(Frame.Write.class::cast).toList(), writer);
        } else if (frames.stream().allMatch(Frame.Subscribe.class::isInstance)) {
            subscribe(frames.stream().map(Frame.Subscribe.class::cast).toList());
        } else {
            fail(ErrorCode.MALFORMED, null, "a client's batch is of writes alone, or of subscriptions alone");
        }
    }

    /** Answers subscriptions with versions that stood together. */
    private void subscribe(List<Frame.Subscribe> requests) {
        Map<Frame.Subscribe, HostedAtom<?>> granted = new LinkedHashMap<>();
        for (Frame.Subscribe request : requests) {
            HostedAtom<?> hosted = granted(request);
            if (hosted != null) {
                subscribed.put(hosted.handle(), hosted);
                granted.put(request, hosted);
            }
        }
        hub.advance();
        Publisher.across(atoms(), () -> {
            List<Packed> answers = new ArrayList<>();
            granted.forEach((request, hosted) -> answers.add(packing.pack(
                    hosted.subscribe(this, request.request(), hub.time().nanos()))));
            if (!answers.isEmpty()) {
                hub.publisher().answer(this, answers);
            }
        });
        granted.values().forEach(hub.publisher()::changed); // for what is said besides the value
    }

    private @Nullable HostedAtom<?> granted(Frame.Subscribe request) {
        String id = request.atom();
        HostedAtom<?> hosted = hub.find(id);
        if (hosted == null) {
            fail(ErrorCode.UNKNOWN_ATOM, id, "the hub has no atom \"" + AtomIds.shown(id) + "\"");
        } else if (!subscribed.containsKey(hosted.handle())
                && subscribed.size() >= hub.options().maxSubscriptions()) {
            fail(
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    id,
                    "a connection has at most " + hub.options().maxSubscriptions() + " subscriptions");
        } else if (request.request().firstSequence() < 1) {
            fail(
                    ErrorCode.MALFORMED,
                    id,
                    "sequences count from 1, but found " + request.request().firstSequence());
        } else {
            return hosted;
        }
        return null;
    }

    private void unsubscribe(int handle) {
        HostedAtom<?> hosted = subscribed.remove(handle);
        if (hosted == null) {
            fail(ErrorCode.NOT_SUBSCRIBED, null, "this connection has no subscription " + handle);
        } else {
            hosted.unsubscribe(this);
        }
    }

    private void write(List<Frame.Write> frames, SiteId writer) {
        List<HostedAtom<?>> written = new ArrayList<>();
        for (Frame.Write frame : frames) {
            HostedAtom<?> hosted = subscribed.get(frame.handle());
            if (hosted == null) {
                fail(ErrorCode.NOT_SUBSCRIBED, null, "this connection has no subscription " + frame.handle());
                return;
            }
            if (frame.write().sequence() < 1) {
                fail(
                        ErrorCode.MALFORMED,
                        hosted.id(),
                        "sequences count from 1, but found " + frame.write().sequence());
                return;
            }
            if (written.contains(hosted)) {
                fail(ErrorCode.MALFORMED, hosted.id(), "a batch has at most one write to an atom");
                return;
            }
            written.add(hosted);
        }
        List<AtomicGroup.Member> members = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            members.add(new AtomicGroup.Member(
                    written.get(i).authority(), frames.get(i).write().by(writer)));
        }
        waiting++;
        AtomicGroup.write(client, members, outcomes -> {
            waiting--;
            Session current = closed ? hub.current(client) : this;
            if (current != null) {
                Failpoints.pass("before-acknowledge");
                current.answer(written, outcomes);
                Failpoints.pass("after-acknowledge");
            }
        });
    }

    /** {@return whether more is being written down for this client than should wait: it is not read on until that is less} */
    boolean isBusy() {
        return waiting >= MAX_WAITING;
    }

    /** Tells the client what became of writes, those made over an older connection among them. */
    private void answer(List<HostedAtom<?>> written, List<ToReplica> outcomes) {
        if (waiting == MAX_WAITING - 1 && peer.isWritable()) {
            peer.resume();
        }
        List<Packed> answers = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (subscribed.containsKey(written.get(i).handle())) {
                answers.add(packing.pack(new Frame.Event(written.get(i).handle(), outcomes.get(i))));
            }
        }
        if (answers.isEmpty()) {
            return;
        }
        if (answers.size() == 1) {
            // The change itself is published when all that has been received is processed: many writes, one update.
            send(answers.get(0));
        } else {
            Publisher.across(atoms(), () -> hub.publisher().answer(this, answers));
        }
    }

    private void fail(ErrorCode code, @Nullable String atom, String message) {
        send(new Frame.Failure(code, atom, message));
        if (code.isFatal()) {
            close(code, message);
        }
    }

    void replaced() {
        fail(ErrorCode.REPLACED, null, "another connection of this client was opened");
    }

    void close(ErrorCode code, String reason) {
        peer.close(code.closeCode(), reason);
        closed();
    }

    void drained() {
        hub.publisher().publishAll(this);
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
