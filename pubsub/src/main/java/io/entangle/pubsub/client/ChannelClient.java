package io.entangle.pubsub.client;

import io.entangle.pubsub.channel.Event;
import io.entangle.pubsub.channel.EventRouter;
import io.entangle.pubsub.channel.Names;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events between an application and the hub's.
 *
 * <pre>{@code
 * ChannelClient channels = client.channels();
 * channels.events().on("mail/arrived", message -> show(message.data()));
 * channels.open();
 * Future<Doc> reply = channels.request(Event.of("chat/say", Doc.of("text", "hello")), Duration.ofSeconds(5));
 * JoinedChannel room = channels.join("room:1", message -> show(message.data()));
 * }</pre>
 *
 * <p>Events are sent in order, each handled once, over as many connections as it takes. What is sent while there is none
 * waits for the next. What comes from the hub comes in the order in which it was sent; where something is lost, {@link
 * #onMissed} is told. Handlers run on the client's context and must not block. Thread-safe.
 */
public final class ChannelClient {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelClient.class);

    private final Connector connector;
    private final EventRouter<HubMessage> events;
    private final SentEvents sent;
    private final Map<String, Membership> memberships = new LinkedHashMap<>();
    private final Map<Integer, Membership> byHandle = new LinkedHashMap<>();
    private final Map<String, Promise<Void>> joining = new LinkedHashMap<>();
    private volatile Consumer<MissedEvents> onMissed = missed -> LOG.warn("events were missed: " + missed);
    private volatile boolean opened;

    ChannelClient(Connector connector) {
        this.connector = connector;
        this.events = new EventRouter<>(connector::blocking);
        this.sent = new SentEvents(connector.options().maxQueuedEvents());
    }

    // ---- for applications, on any thread ----

    /**
     * {@return the handlers of what the hub sends to this client, its user and everybody} What a handler returns is the
     * answer, where the hub asks for one.
     */
    public EventRouter<HubMessage> events() {
        return events;
    }

    /**
     * Begins to hear what is for this client, its user and everybody; {@link #send}, {@link #request} and {@link #join} do so
     * as well.
     *
     * @return this
     */
    public ChannelClient open() {
        if (!opened) {
            opened = true;
            for (String name : List.of(Names.ME, Names.USER, Names.ALL)) {
                connector.run(() -> enter(new Membership(name, JoinOptions.DEFAULT, this::toldByHub, this::missed)));
            }
        }
        return this;
    }

    /**
     * Sets who is told that events are lost to this client; by default that is logged.
     *
     * @param handler is told
     */
    public void onMissed(Consumer<MissedEvents> handler) {
        onMissed = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Sends an event to the hub.
     *
     * @param event the event
     * @return when the hub has handled it. Fails with {@code QUEUE_FULL} if too many events wait already, {@code FORBIDDEN},
     *     {@code UNKNOWN_EVENT}, {@code TOO_LARGE}, {@code FAILED} if its handler has failed; {@code UNCERTAIN} if the hub
     *     was lost, with all it knew, while it had the event
     */
    public Future<Void> send(Event event) {
        return say(event, null, false).mapEmpty();
    }

    /**
     * Sends an event to the hub and waits for the reply.
     *
     * @param event the event
     * @param timeout how long to wait, positive
     * @return the reply. Fails with {@code NO_REPLY} if none came in time, although the event may be handled later; else as
     *     {@link #send}
     */
    public Future<Doc> request(Event event, Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("a timeout is 1 ms or more, but found " + timeout);
        }
        return say(event, null, true, timeout);
    }

    /**
     * Joins a channel, and joins it again over each connection until it is left.
     *
     * @param channel the channel's name, see {@link Names#isValid}
     * @param handler is given its events
     * @return the channel
     * @throws IllegalArgumentException if that is no channel's name
     * @throws IllegalStateException if this client has joined it already
     */
    public JoinedChannel join(String channel, Consumer<HubMessage> handler) {
        return join(channel, JoinOptions.DEFAULT, handler);
    }

    /**
     * Joins a channel, as {@link #join(String, Consumer)}.
     *
     * @param channel the channel's name
     * @param options how
     * @param handler is given its events
     * @return the channel
     * @throws IllegalArgumentException if that is no channel's name
     */
    public JoinedChannel join(String channel, JoinOptions options, Consumer<HubMessage> handler) {
        if (!Names.isValid(channel)) {
            throw new IllegalArgumentException(
                    "a channel's name has 1 to 255 characters out of A-Z a-z 0-9 . _ : @ / -,"
                            + " the first no @, but found \"" + channel + "\"");
        }
        Objects.requireNonNull(handler, "handler");
        open();
        Promise<Void> joined = Promise.promise();
        connector.run(() -> {
            if (memberships.containsKey(channel)) {
                joined.fail(new IllegalStateException("this client is in the channel \"" + channel + "\" already"));
            } else {
                joining.put(channel, joined);
                enter(new Membership(channel, options, message -> tell(handler, message), this::missed));
            }
        });
        return new JoinedChannel(this, channel, joined.future());
    }

    Future<Void> publish(String channel, Event event) {
        return say(event, channel, false).mapEmpty();
    }

    void present(String channel, Doc shown) {
        connector.run(() -> {
            Membership membership = memberships.get(channel);
            if (membership != null) {
                membership.options(JoinOptions.DEFAULT.withPresence(shown));
                connector.send(membership.join());
            }
        });
    }

    void leave(String channel) {
        connector.run(() -> {
            if (memberships.remove(channel) != null) {
                connector.send(new Frame.Leave(channel));
            }
        });
    }

    private Future<Doc> say(Event event, @Nullable String channel, boolean wantsReply) {
        Objects.requireNonNull(event, "event");
        open();
        Promise<Doc> outcome = Promise.promise();
        connector.run(() -> {
            sent.say(event, channel, wantsReply, outcome);
            flush();
        });
        return outcome.future();
    }

    private Future<Doc> say(Event event, @Nullable String channel, boolean wantsReply, Duration timeout) {
        Promise<Doc> inTime = Promise.promise();
        say(event, channel, wantsReply).onComplete(result -> {
            if (result.succeeded()) {
                inTime.tryComplete(result.result());
            } else {
                inTime.tryFail(result.cause());
            }
        });
        connector.after(
                timeout,
                () -> inTime.tryFail(new EntangleException(
                        ErrorCode.NO_REPLY,
                        "no reply to \"" + event.id() + "\" came within " + timeout.toMillis() + " ms")));
        return inTime.future();
    }

    // ---- on the client's context ----

    private void enter(Membership membership) {
        memberships.put(membership.channel(), membership);
        connector.send(membership.join());
    }

    /** There is a connection: channels are joined again, together. */
    List<Frame> joins() {
        byHandle.clear();
        sent.shut();
        List<Frame> joins = new ArrayList<>();
        memberships.values().forEach(membership -> joins.add(membership.join()));
        return joins;
    }

    void lost() {
        sent.shut();
    }

    void flush() {
        for (Frame next = sent.next(); next != null; next = sent.next()) {
            Connector.Sent outcome = connector.sendIfTaken(next);
            if (outcome == Connector.Sent.LATER) {
                return;
            } else if (outcome == Connector.Sent.TOO_LARGE) {
                sent.isTooLarge();
            } else {
                sent.wasSent();
            }
        }
    }

    void received(Frame frame) {
        if (frame instanceof Frame.Published published) {
            Membership to = taking(published.handle(), published.offset());
            if (to != null && Event.isValidId(published.event())) {
                Event event = new Event(published.event(), published.data());
                to.told(new HubMessage(event, to.channel(), published.from()));
            }
        } else if (frame instanceof Frame.Reply reply) {
            if (taking(reply.handle(), reply.offset()) != null) {
                sent.replied(reply);
            }
        } else if (frame instanceof Frame.Taken taken) {
            sent.taken(taken);
            flush();
        } else if (frame instanceof Frame.Request request) {
            asked(request);
        } else if (frame instanceof Frame.Missed missed && byHandle.containsKey(missed.handle())) {
            byHandle.get(missed.handle()).missed(missed.through());
        } else if (frame instanceof Frame.Joined joined) {
            joined(joined);
        } else if (frame instanceof Frame.Left left) {
            left(left);
        }
    }

    private @Nullable Membership taking(int handle, long offset) {
        Membership membership = byHandle.get(handle);
        return membership != null && membership.takes(offset) ? membership : null;
    }

    private void joined(Frame.Joined joined) {
        Membership membership = memberships.get(joined.channel());
        if (membership == null) {
            connector.send(new Frame.Leave(joined.channel()));
            return;
        }
        Long before = membership.epoch();
        byHandle.put(joined.handle(), membership);
        if (joined.channel().equals(Names.ME)
                && before != null
                && before != joined.place().epoch()) {
            sent.begunAnew();
        }
        membership.joined(joined.place());
        Promise<Void> first = joining.remove(joined.channel());
        if (first != null) {
            first.complete();
        }
    }

    /** The hub does not let this client in, or no longer. */
    private void left(Frame.Left left) {
        Membership membership = memberships.get(left.channel());
        if (membership == null || left.channel().equals(Names.USER)) {
            return; // there is none of a user for nobody in particular
        }
        byHandle.values().remove(membership);
        Promise<Void> first = joining.remove(left.channel());
        memberships.remove(left.channel());
        EntangleException error = new EntangleException(left.code(), left.message());
        if (first != null) {
            first.fail(error);
        } else {
            onMissed(membership, error);
        }
    }

    private void onMissed(Membership membership, EntangleException error) {
        LOG.warn("the hub has put this client out of the channel \"" + membership.channel() + "\": "
                + error.getMessage());
        missed(new MissedEvents(membership.channel(), -1));
    }

    private void asked(Frame.Request request) {
        Membership mailbox = taking(request.handle(), request.offset());
        if (mailbox == null) {
            return;
        }
        Future<Doc> answer = Event.isValidId(request.event())
                ? events.route(new HubMessage(new Event(request.event(), request.data()), mailbox.channel(), null))
                : Future.failedFuture("that is no event's id");
        answer.onComplete(result -> connector.run(() -> {
            if (result.succeeded()) {
                sent.answer(request.offset(), null, result.result());
            } else {
                sent.answer(request.offset(), String.valueOf(result.cause().getMessage()), Doc.of());
            }
            flush();
        }));
    }

    private void toldByHub(HubMessage message) {
        events.route(message)
                .onFailure(failure -> LOG.debug("an event of the hub was not handled: " + failure.getMessage()));
    }

    private void tell(Consumer<HubMessage> handler, HubMessage message) {
        try {
            handler.accept(message);
        } catch (RuntimeException e) {
            LOG.error("a handler of \"" + message.channel() + "\" threw", e);
        }
    }

    private void missed(MissedEvents missed) {
        try {
            onMissed.accept(missed);
        } catch (RuntimeException e) {
            LOG.error("a handler of missed events threw", e);
        }
    }

    void end() {
        sent.end(new EntangleException(ErrorCode.UNREACHABLE, "the client was closed"));
    }
}
