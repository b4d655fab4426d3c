package io.entangle.pubsub.bus;

import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.atom.Watch;
import io.entangle.atom.WatchErrorHandler;
import io.entangle.atom.WatchedReference;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A local replica of an atom that an {@link AtomPublisher} of the same process publishes. It holds the atom's values
 * themselves, not copies. Whether it joins late or misses a message, it has the newest value when it next hears of the
 * atom, which is once a second at the latest. Its version never goes down, except where the publisher was replaced.
 * Thread-safe.
 *
 * @param <T> the type of values
 */
public final class AtomSubscriber<T> {
    private final EventBus bus;
    private final String atomId;
    private final String channel;
    private final WatchedReference<@Nullable Seen<T>> seen = new WatchedReference<>(null, 0, WatchErrorHandler.LOG);
    private final Promise<AtomSubscriber<T>> ready = Promise.promise();

    private @Nullable MessageConsumer<AtomUpdate<T>> updates;

    private record Seen<T>(Version version, T value) {}

    private AtomSubscriber(EventBus bus, String atomId, String channel) {
        this.bus = bus;
        this.atomId = Objects.requireNonNull(atomId, "atomId");
        this.channel = Objects.requireNonNull(channel, "channel");
    }

    /**
     * {@return a subscriber on the channel {@code atom-sync}}
     *
     * @param vertx whose event bus is used
     * @param atomId by which the publisher names the atom
     * @param <T> the type of the atom's values
     */
    public static <T> AtomSubscriber<T> of(Vertx vertx, String atomId) {
        return new AtomSubscriber<>(LocalBus.of(vertx), atomId, LocalBus.DEFAULT_CHANNEL);
    }

    /**
     * {@return a subscriber to the same atom on another channel, without watches}
     *
     * @param other the channel
     */
    public AtomSubscriber<T> onChannel(String other) {
        return new AtomSubscriber<>(bus, atomId, other);
    }

    /** {@return the id by which the publisher names the atom} */
    public String atomId() {
        return atomId;
    }

    /**
     * Begins to follow; does nothing if it has begun.
     *
     * @return completes with this subscriber when it has a first value: at once if a publisher is there, else when one
     *     comes
     */
    public synchronized Future<AtomSubscriber<T>> start() {
        if (updates == null) {
            updates = bus.localConsumer(LocalBus.updates(channel, atomId), message -> take(message.body()));
            // Asked after the consumer is there, so nothing falls between; no answer means that nobody publishes yet.
            this.<AtomUpdate<T>>ask(new BusRequest.Current()).onSuccess(message -> take(message.body()));
        }
        return ready.future();
    }

    /** Ends following; does nothing if it has not begun. The last value can still be read. */
    public synchronized void stop() {
        if (updates != null) {
            updates.unregister();
            updates = null;
        }
    }

    private <R> Future<Message<R>> ask(BusRequest request) {
        return bus.request(LocalBus.requests(channel, atomId), request, LocalBus.BY_REFERENCE);
    }

    private void take(AtomUpdate<T> update) {
        seen.swap(
                current -> isNews(update.version(), current) ? new Seen<>(update.version(), update.after()) : current);
        ready.tryComplete(this);
    }

    private static boolean isNews(Version version, @Nullable Seen<?> current) {
        return current == null
                || version.epoch() != current.version().epoch()
                || version.number() > current.version().number();
    }

    /**
     * {@return the newest value heard of}
     *
     * @throws IllegalStateException before the first one
     */
    public T get() {
        return seen().value();
    }

    /**
     * {@return the version of the newest value}
     *
     * @throws IllegalStateException before the first one
     */
    public Version version() {
        return seen().version();
    }

    private Seen<T> seen() {
        State<@Nullable Seen<T>> state = seen.state();
        if (state.value() == null) {
            throw new IllegalStateException("nothing was heard of the atom \"" + atomId + "\" on the channel \""
                    + channel + "\" yet: wait for start() to complete");
        }
        return state.value();
    }

    /**
     * Changes the atom itself: the function runs at the publisher, on the newest value.
     *
     * @param change gets the atom's value and returns the next; may run more than once
     * @return completes with this subscriber's value once it contains the change; fails if nobody publishes the atom, or
     *     with the reason if the change was refused
     */
    @SuppressWarnings("unchecked") // what goes in and out of the function is the atom's value
    public Future<T> swap(UnaryOperator<T> change) {
        return this.<AtomUpdate<T>>ask(new BusRequest.Swap((UnaryOperator<Object>) change))
                .map(message -> {
                    take(message.body());
                    return get();
                });
    }

    /**
     * Registers the one watch that is told of every change seen here.
     *
     * @param watch is told of the value before and after; null takes it away
     */
    public void onUpdate(@Nullable Watch<T> watch) {
        if (watch == null) {
            seen.unwatch(this);
        } else {
            watch(this, watch);
        }
    }

    /**
     * Registers a watch for all changes seen here from now on. Changes the subscriber missed are told as one.
     *
     * @param key by which it can be replaced or taken away
     * @param watch is told of the value before and after
     */
    public void watch(Object key, Watch<T> watch) {
        seen.watch(key, change -> {
            if (change.before() != null && change.after() != null) {
                watch.changed(change.before().value(), change.after().value());
            }
        });
    }

    /**
     * Takes a watch away.
     *
     * @param key the key it was registered by
     * @return whether there was one
     */
    public boolean unwatch(Object key) {
        return seen.unwatch(key);
    }
}
