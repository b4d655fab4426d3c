package io.entangle.pubsub.bus;

import io.entangle.atom.Atom;
import io.entangle.atom.Change;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes an atom's changes on the event bus of its process, and announces its newest version at intervals, so that
 * {@link AtomSubscriber}s find out what they missed. Thread-safe.
 *
 * @param <T> the type of values
 */
public final class AtomPublisher<T> {
    private final Vertx vertx;
    private final EventBus bus;
    private final String atomId;
    private final Atom<T> atom;
    private final String channel;
    private final Duration announceEvery;
    private final HybridClock clock;
    private final long epoch;

    private @Nullable MessageConsumer<BusRequest> requests;
    private long timer;

    private AtomPublisher(Vertx vertx, String atomId, Atom<T> atom, String channel, Duration announceEvery) {
        this.vertx = Objects.requireNonNull(vertx, "vertx");
        this.bus = LocalBus.of(vertx);
        this.atomId = Objects.requireNonNull(atomId, "atomId");
        this.atom = Objects.requireNonNull(atom, "atom");
        this.channel = Objects.requireNonNull(channel, "channel");
        this.announceEvery = announceEvery;
        this.clock = new HybridClock(TimeSource.SYSTEM, SiteId.random(Entropy.SYSTEM));
        this.epoch = Entropy.SYSTEM.nextLong();
    }

    /**
     * {@return a publisher on the channel {@code atom-sync}, which announces the newest version every second}
     *
     * @param vertx whose event bus is used
     * @param atomId by which subscribers know the atom
     * @param atom the atom
     * @param <T> the type of values
     */
    public static <T> AtomPublisher<T> of(Vertx vertx, String atomId, Atom<T> atom) {
        return new AtomPublisher<>(vertx, atomId, atom, LocalBus.DEFAULT_CHANNEL, Duration.ofSeconds(1));
    }

    /**
     * {@return a publisher of the same atom on another channel}
     *
     * @param other the channel, a prefix of event bus addresses
     */
    public AtomPublisher<T> onChannel(String other) {
        return new AtomPublisher<>(vertx, atomId, atom, other, announceEvery);
    }

    /**
     * {@return a publisher of the same atom that announces its newest version at other intervals}
     *
     * @param interval at least 1 ms
     */
    public AtomPublisher<T> announcingEvery(Duration interval) {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("interval must be at least 1 ms, but found " + interval);
        }
        return new AtomPublisher<>(vertx, atomId, atom, channel, interval);
    }

    /** {@return the id by which subscribers know the atom} */
    public String atomId() {
        return atomId;
    }

    /** {@return the channel it publishes on} */
    public String channel() {
        return channel;
    }

    /**
     * Begins to publish; does nothing if it has begun.
     *
     * @return this publisher
     */
    public synchronized AtomPublisher<T> start() {
        if (requests == null) {
            requests = bus.localConsumer(LocalBus.requests(channel, atomId), this::answer);
            atom.watchChanges(this, change -> publish(changed(change)));
            timer = vertx.setPeriodic(announceEvery.toMillis(), tick -> publish(head()));
            publish(head());
        }
        return this;
    }

    /** Ends publishing; does nothing if it has not begun. The atom goes on by itself. */
    public synchronized void stop() {
        if (requests != null) {
            atom.unwatch(this);
            vertx.cancelTimer(timer);
            requests.unregister();
            requests = null;
        }
    }

    private void publish(AtomUpdate<T> update) {
        bus.publish(LocalBus.updates(channel, atomId), update, LocalBus.BY_REFERENCE);
    }

    private AtomUpdate<T> changed(Change<T> change) {
        return new AtomUpdate<>(
                atomId,
                atom.type(),
                change.version() - 1,
                change.before(),
                new Version(epoch, change.version()),
                change.after(),
                clock.now());
    }

    private AtomUpdate<T> head() {
        State<T> state = atom.state();
        return new AtomUpdate<>(
                atomId,
                atom.type(),
                state.version(),
                state.value(),
                new Version(epoch, state.version()),
                state.value(),
                clock.now());
    }

    private void answer(Message<BusRequest> request) {
        try {
            if (request.body() instanceof BusRequest.Swap swap) {
                @SuppressWarnings("unchecked") // subscribers of this atom hold values of its type
                UnaryOperator<T> change = (UnaryOperator<T>) swap.change();
                atom.swap(change);
            }
            request.reply(head(), LocalBus.BY_REFERENCE);
        } catch (RuntimeException e) {
            request.fail(1, String.valueOf(e.getMessage()));
        }
    }
}
