package io.entangle.pubsub.channel;

import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Shown;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives each event to its handler, by its id. There is one handler for an id; another one takes its place. Handlers run on
 * the context of the hub or client and must not block, but for those of {@link #onBlocking}. One that throws, or whose
 * future fails, harms nobody: whoever sent the event is told the message. Thread-safe.
 *
 * @param <M> what handlers are given
 */
public final class EventRouter<M extends Message> {
    private final Map<String, Function<M, Future<Doc>>> handlers = new ConcurrentHashMap<>();
    private final Function<Callable<Doc>, Future<Doc>> blocking;
    private volatile @Nullable Function<M, Future<Doc>> others;

    /**
     * A router without handlers.
     *
     * @param blocking runs what may block
     */
    public EventRouter(Function<Callable<Doc>, Future<Doc>> blocking) {
        this.blocking = Objects.requireNonNull(blocking, "blocking");
    }

    /**
     * Sets who is given events that want no reply. One that is asked for a reply is answered with the empty document when
     * the handler returns.
     *
     * @param id the events' id
     * @param handler is given them
     * @return this router
     */
    public EventRouter<M> on(String id, Consumer<M> handler) {
        Objects.requireNonNull(handler, "handler");
        return onRequest(id, message -> {
            handler.accept(message);
            return Future.succeededFuture(Doc.of());
        });
    }

    /**
     * Sets who answers events, or takes its time over them: the next event of the same sender is handled when the future
     * is complete.
     *
     * @param id the events' id
     * @param handler is given them and returns the reply to come
     * @return this router
     */
    public EventRouter<M> onRequest(String id, Function<M, Future<Doc>> handler) {
        handlers.put(checked(id), Objects.requireNonNull(handler, "handler"));
        return this;
    }

    /**
     * Sets who answers events of typed values.
     *
     * @param id the events' id
     * @param question what they say
     * @param reply what the handler answers
     * @param handler is given what an event says, and whose it is
     * @param <Q> the type of what they say
     * @param <R> the type of the replies
     * @return this router
     */
    public <Q, R> EventRouter<M> onRequest(
            String id, AtomType<Q> question, AtomType<R> reply, BiFunction<Q, M, Future<R>> handler) {
        Objects.requireNonNull(handler, "handler");
        return onRequest(
                id, message -> handler.apply(message.as(question), message).map(reply::encode));
    }

    /**
     * Sets who answers events by what may block: it runs on a thread where that is allowed.
     *
     * @param id the events' id
     * @param handler is given them and returns the reply
     * @return this router
     */
    public EventRouter<M> onBlocking(String id, Function<M, Doc> handler) {
        Objects.requireNonNull(handler, "handler");
        return onRequest(id, message -> blocking.apply(() -> handler.apply(message)));
    }

    /**
     * Sets who is given the events for which there is no handler; without one, they are answered with {@code
     * UNKNOWN_EVENT}.
     *
     * @param handler is given them and returns the reply to come
     * @return this router
     */
    public EventRouter<M> onOthers(Function<M, Future<Doc>> handler) {
        others = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Takes a handler away.
     *
     * @param id the events' id
     * @return whether there was one
     */
    public boolean off(String id) {
        return handlers.remove(id) != null;
    }

    private static String checked(String id) {
        return Event.of(id).id();
    }

    /**
     * {@return the reply to come} Fails with what the handler threw or failed with.
     *
     * @param message the event
     */
    public Future<Doc> route(M message) {
        Function<M, Future<Doc>> handler = handlers.get(message.id());
        Function<M, Future<Doc>> chosen = handler == null ? others : handler;
        if (chosen == null) {
            return Future.failedFuture(new EntangleException(
                    ErrorCode.UNKNOWN_EVENT, "nothing handles the event \"" + Shown.of(message.id()) + "\""));
        }
        try {
            Future<Doc> reply = chosen.apply(message);
            return reply == null ? Future.failedFuture(new NullPointerException("a handler returned null")) : reply;
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
