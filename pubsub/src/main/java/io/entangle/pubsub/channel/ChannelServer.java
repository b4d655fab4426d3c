package io.entangle.pubsub.channel;

import io.entangle.atom.Atom;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.access.Resource;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Shown;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Events between a hub's application and its clients.
 *
 * <pre>{@code
 * ChannelServer channels = hub.channels();
 * channels.events().onRequest("chat/say", message -> {
 *     channels.publish("room:1", message.event());
 *     return Future.succeededFuture(Doc.of("ok", true));
 * });
 * channels.send("ada", Event.of("mail/arrived", Doc.of("unread", 3))); // on all of Ada's devices
 * }</pre>
 *
 * <p>What is sent to a user, a client or a channel stays in its history for a while ({@link ChannelOptions}). A client
 * that was away, or takes little, is sent all that it lacks of that, in the order in which it was sent, each event once;
 * or it is told that some are lost to it. Thread-safe. Futures complete on the hub's context.
 */
public final class ChannelServer {
    private static final Duration HANDLER_TIMEOUT = Duration.ofSeconds(30);

    private final Surroundings surroundings;
    private final EventRouter<EventMessage> events;
    private final Registry registry;
    private final Roster roster;
    private final Set<Participant> behind = new LinkedHashSet<>();
    private volatile BiFunction<String, EventMessage, Future<Event>> onPublish =
            (channel, message) -> Future.succeededFuture(message.event());
    private long lastOrder;

    /**
     * The channels of a hub. Hubs make these.
     *
     * @param surroundings the hub
     * @param options how channels are kept for which nothing else is said
     */
    public ChannelServer(Surroundings surroundings, ChannelOptions options) {
        this.surroundings = surroundings;
        this.events = new EventRouter<>(surroundings::blocking);
        this.registry = new Registry(this, options);
        this.roster = new Roster(surroundings, options.grace());
    }

    // ---- for applications, on any thread ----

    /** {@return the handlers of what clients send to the hub} */
    public EventRouter<EventMessage> events() {
        return events;
    }

    /**
     * Sets how channels are kept whose names begin with some text; of more that fit, the one said last counts. It does not
     * change channels that are there.
     *
     * @param prefix what their names begin with; {@code "@me"} is each client's own, {@code "@user/"} each user's, {@code
     *     "@all"} that of everybody
     * @param options how they are kept
     * @return these channels
     */
    public ChannelServer configure(String prefix, ChannelOptions options) {
        registry.configure(prefix, options);
        return this;
    }

    /**
     * Sends an event to a user: to all of the user's clients, those that come back in time included.
     *
     * @param user the user's id
     * @param event the event
     * @return to how many clients it is on its way now
     */
    public Future<Integer> send(String user, Event event) {
        Objects.requireNonNull(user, "user");
        return publishing(() -> registry.ofUser(user), event, null);
    }

    /**
     * Sends an event to one client.
     *
     * @param client the client's id, {@link EventMessage#client}
     * @param event the event
     * @return 1 if it is on its way now, 0 if it waits for the client to come back. Fails with {@code NOT_CONNECTED} if
     *     nothing is known of that client
     */
    public Future<Integer> sendToClient(String client, Event event) {
        Objects.requireNonNull(client, "client");
        return onContext(() -> {
            Sender sender = registry.sender(client);
            return sender == null
                    ? Future.failedFuture(unknown(client))
                    : Future.succeededFuture(publish(sender.mailbox(), event, null));
        });
    }

    /**
     * Sends an event to everybody.
     *
     * @param event the event
     * @return to how many clients it is on its way now
     */
    public Future<Integer> broadcast(Event event) {
        return publishing(registry::ofAll, event, null);
    }

    /**
     * Sends an event to all who have joined a channel.
     *
     * @param channel the channel's name, see {@link Names#isValid}
     * @param event the event
     * @return to how many clients it is on its way now
     * @throws IllegalArgumentException if that is no channel's name
     */
    public Future<Integer> publish(String channel, Event event) {
        String name = Names.checked(channel);
        return publishing(() -> registry.channel(name), event, null);
    }

    /**
     * Asks a client something.
     *
     * @param client the client's id, {@link EventMessage#client}
     * @param question the event
     * @param timeout how long to wait for the answer, positive
     * @return the answer. Fails with {@code NOT_CONNECTED} if nothing is known of that client, {@code NO_REPLY} if it did
     *     not answer in time, {@code FAILED} if it could not
     */
    public Future<Doc> request(String client, Event question, Duration timeout) {
        Objects.requireNonNull(question, "question");
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("a timeout is 1 ms or more, but found " + timeout);
        }
        return onContext(() -> {
            Sender sender = registry.sender(client);
            return sender == null ? Future.failedFuture(unknown(client)) : sender.request(question, timeout.toMillis());
        });
    }

    private static EntangleException unknown(String client) {
        return new EntangleException(
                ErrorCode.NOT_CONNECTED, "nothing is known of the client \"" + Shown.of(client) + "\"");
    }

    /**
     * Sets what becomes of events that clients publish to channels, if they may: by default they are passed on as they are.
     *
     * @param handler is given the channel's name and the event, and returns what members are sent; where its future fails,
     *     nothing is published and the publisher is told why
     */
    public void onPublish(BiFunction<String, EventMessage, Future<Event>> handler) {
        onPublish = Objects.requireNonNull(handler, "handler");
    }

    /**
     * {@return the newest events of a channel that are kept, oldest first}
     *
     * @param channel the channel's name
     * @param limit how many at most
     */
    public Future<List<Event>> history(String channel, int limit) {
        String name = Names.checked(channel);
        return onContext(() -> Future.succeededFuture(registry.history(name, limit)));
    }

    /**
     * {@return the atom of who is present in a channel: each client's id leads to {@code {"user", "since", "shown"}}} Its id
     * is {@code "@presence/"} and the channel's name; replicas of it can be had by whoever may read the channel.
     *
     * @param channel the channel's name
     */
    public Future<Atom<Doc>> presence(String channel) {
        String name = Names.checked(channel);
        return onContext(
                () -> Future.succeededFuture(presence(registry.channel(name)).atom()));
    }

    /**
     * {@return the atom of connected users: each user's id leads to the ids of its clients, and these to {@code
     * {"transport", "since"}}} Its id is {@code "@users"}. A user whose last client was lost stays for the time of
     * {@link ChannelOptions#grace}.
     */
    public Future<Atom<Doc>> connectedUsers() {
        return onContext(() -> Future.succeededFuture(roster.atom()));
    }

    /**
     * Sets who is told when the first client of a user connects.
     *
     * @param handler is given the user's id, on the hub's context
     */
    public void onUserConnected(Consumer<String> handler) {
        Objects.requireNonNull(handler, "handler");
        surroundings.run(() -> roster.onConnected(handler));
    }

    /**
     * Sets who is told when the last client of a user is gone, and the time for it to come back is over.
     *
     * @param handler is given the user's id, on the hub's context
     */
    public void onUserDisconnected(Consumer<String> handler) {
        Objects.requireNonNull(handler, "handler");
        surroundings.run(() -> roster.onDisconnected(handler));
    }

    /**
     * Ends all connections of a user: its clients do not come back by themselves.
     *
     * @param user the user's id
     * @param reason why, for people
     */
    public void disconnect(String user, String reason) {
        surroundings.run(() -> roster.of(user).forEach(each -> each.outlet().close(ErrorCode.DISCONNECTED, reason)));
    }

    private Future<Integer> publishing(Supplier<HostedChannel> where, Event event, @Nullable String from) {
        Objects.requireNonNull(event, "event");
        return onContext(() -> Future.succeededFuture(publish(where.get(), event, from)));
    }

    private <T> Future<T> onContext(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        surroundings.run(() -> {
            try {
                action.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    // ---- for the hub, on its context ----

    /**
     * {@return the part of a new connection in channels}
     *
     * @param outlet the connection
     * @param client the client's id, {@link Identity#clientId}; its older connection is closed by now
     * @param identity who the client is
     */
    public Participant enter(Outlet outlet, String client, Identity identity) {
        Participant participant = registry.enter(outlet, client, identity);
        roster.entered(participant);
        return participant;
    }

    /**
     * {@return how many connections a user has}
     *
     * @param user the user's id
     */
    public int connections(String user) {
        return roster.connections(user);
    }

    /** Sends everybody what they were not sent, as much as they take. */
    public void flush() {
        List<Participant> now = List.copyOf(behind);
        behind.clear();
        now.forEach(Participant::flush);
    }

    /** {@return whether nothing that clients have sent waits to be handled} */
    public boolean isIdle() {
        return registry.isIdle();
    }

    /** Forgets what is too old, and channels and clients of which nothing is left. */
    public void tidy() {
        registry.tidy();
    }

    // ---- for the classes beside this one ----

    Surroundings surroundings() {
        return surroundings;
    }

    long now() {
        return surroundings.time().nanos();
    }

    void behind(Participant participant) {
        behind.add(participant);
        surroundings.news();
    }

    void gone(Participant participant) {
        behind.remove(participant);
        registry.gone(participant);
        roster.lost(participant);
    }

    @Nullable
    HostedChannel seatOf(Participant participant, String name) {
        return registry.seatOf(participant, name);
    }

    Presence presence(HostedChannel channel) {
        Presence shown = channel.presence();
        if (shown == null) {
            shown = new Presence(channel, surroundings);
            channel.presence(shown);
        }
        return shown;
    }

    Entry append(HostedChannel channel, HostedChannel.Making making, Doc data) {
        if (channel.backlog().isFresh()) {
            flush();
            channel.backlog().flushed();
        }
        return channel.append(making, data, ++lastOrder, now());
    }

    private int publish(HostedChannel channel, Event event, @Nullable String from) {
        append(
                channel,
                (handle, offset) -> new Frame.Published(handle, offset, event.id(), event.data(), from),
                event.data());
        surroundings.meters().published(channel.seats().size());
        return channel.seats().size();
    }

    /** {@return what becomes of an event that a client has sent} */
    Future<Doc> handle(Frame.Send frame, Participant over) {
        if (!Event.isValidId(frame.event())) {
            return Future.failedFuture(new EntangleException(
                    ErrorCode.MALFORMED,
                    "an event's id is two or more words with slashes between them, but found \""
                            + Shown.of(frame.event()) + "\""));
        }
        EventMessage message = new EventMessage(new Event(frame.event(), frame.data()), over.client(), over.identity());
        String channel = frame.channel();
        Resource what = channel == null ? Resource.event(frame.event()) : Resource.channel(channel);
        Function<Grant, Future<Doc>> action = grant -> {
            if (!grant.write()) {
                return Future.failedFuture(new EntangleException(
                        ErrorCode.FORBIDDEN,
                        channel == null
                                ? "this client may not send that"
                                : "this client may not publish to \"" + Shown.of(channel) + "\""));
            }
            return channel == null ? events.route(message) : publish(channel, message, over);
        };
        Future<Doc> handled = over.outlet().grant(what).compose(action);
        return handled.isComplete() ? handled : inTime(handled, frame.event());
    }

    private Future<Doc> publish(String channel, EventMessage message, Participant over) {
        HostedChannel to = registry.seatOf(over, channel);
        if (to == null || channel.equals(Names.ME)) {
            return Future.failedFuture(new EntangleException(
                    ErrorCode.NOT_CONNECTED,
                    "there is no channel \"" + Shown.of(channel) + "\" that this client can publish to"));
        }
        String from = message.user() == null ? message.client() : message.user();
        return onPublish.apply(channel, message).map(event -> {
            publish(to, event, from);
            return Doc.of();
        });
    }

    /** A handler that never comes to an end must not keep the client's other events waiting for ever. */
    private Future<Doc> inTime(Future<Doc> handled, String event) {
        Promise<Doc> promise = Promise.promise();
        handled.onComplete(result -> surroundings.run(() -> promise.handle(result)));
        surroundings.after(
                HANDLER_TIMEOUT.toNanos(),
                () -> promise.tryFail(new EntangleException(
                        ErrorCode.FAILED,
                        "the event \"" + event + "\" was not handled within " + HANDLER_TIMEOUT.toSeconds() + " s")));
        return promise.future();
    }
}
