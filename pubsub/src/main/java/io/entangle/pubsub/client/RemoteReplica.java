package io.entangle.pubsub.client;

import io.entangle.atom.Version;
import io.entangle.atom.Watch;
import io.entangle.atom.WatchErrorHandler;
import io.entangle.atom.WatchedReference;
import io.entangle.delta.Delta;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ToReplica;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.eclipse.collections.api.list.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * A replica fed through a connection. Its state, and the typed value of it, are one immutable {@link View} changed by
 * compare-and-set: writes come from any thread, messages from the client's context.
 */
final class RemoteReplica<T> implements Replica<T> {
    /** Nothing can be sent before the answer to a subscription has said what the hub has processed. */
    private static final long NOT_SUBSCRIBED = -1;

    /** What the replica shows, and why: {@code value} is {@code state.local()} as a {@code T}; null before the first. */
    private record View<T>(ReplicaState state, @Nullable T value) {}

    /** Someone who waits until a write is confirmed or refused. */
    private record Waiter(long sequence, Promise<Void> promise) {}

    private final String id;
    private final AtomType<T> type;
    private final Connector connector;
    private final WatchedReference<View<T>> view;
    private final Promise<Replica<T>> ready = Promise.promise();
    private final List<Waiter> waiters = new ArrayList<>();

    private volatile Consumer<RefusedWrite> onRefused = refused -> System.getLogger("io.entangle")
            .log(System.Logger.Level.WARNING, "a write was refused and is rolled back: " + refused);
    private volatile @Nullable String lastError;
    private volatile boolean closed;
    private volatile long divergences;

    /** How far pending writes have been sent on the current connection. Touched on the client's context alone. */
    private long sentThrough = NOT_SUBSCRIBED;

    RemoteReplica(String id, AtomType<T> type, Connector connector) {
        this.id = id;
        this.type = type;
        this.connector = connector;
        this.view = new WatchedReference<>(new View<>(ReplicaState.empty(), null), 0, WatchErrorHandler.LOG);
    }

    @Override
    public String id() {
        return id;
    }

    AtomType<T> type() {
        return type;
    }

    Future<Replica<T>> ready() {
        return ready.future();
    }

    @Override
    public T get() {
        return ready(view.get());
    }

    private T ready(View<T> current) {
        if (current.value() == null) {
            throw new IllegalStateException("the replica \"" + id + "\" has no value yet");
        }
        return current.value();
    }

    @Override
    public T confirmed() {
        return type.decode(view.get().state().confirmed());
    }

    @Override
    public Version version() {
        Version version = view.get().state().version();
        if (version == null) {
            throw new IllegalStateException("the replica \"" + id + "\" has no value yet");
        }
        return version;
    }

    @Override
    public T swap(UnaryOperator<T> change) {
        View<T> after = view.swap(current -> written(current, change.apply(ready(current))));
        connector.run(this::flush);
        return ready(after);
    }

    private View<T> written(View<T> current, T value) {
        if (closed) {
            throw new IllegalStateException("the replica \"" + id + "\" is closed");
        }
        Objects.requireNonNull(value, "a replica's value is not null");
        Delta delta = type.diff(ready(current), value);
        if (delta.isEmpty()) {
            return current;
        }
        Doc after = value instanceof Doc doc ? doc : delta.apply(current.state().local());
        return new View<>(current.state().write(delta, after, connector.clock().now()), value);
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        boolean[] wasExpected = {false};
        view.swap(current -> {
            wasExpected[0] = Objects.equals(ready(current), expected);
            return wasExpected[0] ? written(current, value) : current;
        });
        connector.run(this::flush);
        return wasExpected[0];
    }

    @Override
    public void watch(Object key, Watch<T> watch) {
        view.watch(key, change -> {
            T before = change.before().value();
            T after = change.after().value();
            if (before != null && after != null && before != after) {
                watch.changed(before, after);
            }
        });
    }

    @Override
    public boolean unwatch(Object key) {
        return view.unwatch(key);
    }

    @Override
    public void onRefused(Consumer<RefusedWrite> handler) {
        onRefused = Objects.requireNonNull(handler, "handler");
    }

    @Override
    public ReplicaStatus status() {
        ReplicaState state = view.get().state();
        List<PendingWrite> pending = state.pending().castToList();
        Duration oldest = pending.isEmpty()
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(
                        0, connector.time().millis() - pending.get(0).written().ms()));
        return new ReplicaStatus(
                closed ? ReplicaStatus.Connection.CLOSED : connector.connection(),
                state.version(),
                pending.size(),
                oldest,
                state.lag(),
                divergences,
                lastError != null ? lastError : connector.lastError());
    }

    @Override
    public Future<Void> synced() {
        List<PendingWrite> pending = view.get().state().pending().castToList();
        if (pending.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        long last = pending.get(pending.size() - 1).sequence();
        connector.run(() -> {
            waiters.add(new Waiter(last, promise));
            wake();
        });
        return promise.future();
    }

    private void wake() {
        List<PendingWrite> pending = view.get().state().pending().castToList();
        long first = pending.isEmpty() ? Long.MAX_VALUE : pending.get(0).sequence();
        List<Waiter> done =
                waiters.stream().filter(waiter -> waiter.sequence() < first).toList();
        waiters.removeAll(done);
        done.forEach(waiter -> waiter.promise().complete());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            connector.run(() -> connector.forget(this));
        }
    }

    // ---- on the client's context ----

    ReplicaState state() {
        return view.get().state();
    }

    /** A connection is open and this replica's subscription is about to be asked for. */
    void subscribing() {
        sentThrough = NOT_SUBSCRIBED;
    }

    /** {@return whether the replica must subscribe again} */
    boolean receive(ToReplica message) {
        Received[] received = new Received[1];
        try {
            view.swap(current -> {
                Received outcome = current.state().receive(message);
                received[0] = outcome;
                return outcome.state() == current.state() ? current : shown(current, outcome.state());
            });
        } catch (RuntimeException e) {
            failed(new EntangleException(
                    ErrorCode.TYPE_MISMATCH,
                    "the atom \"" + id + "\" holds no " + type.name() + ": " + e.getMessage(),
                    e));
            if (!ready.future().succeeded()) {
                connector.forget(this); // so that it can be asked for again, as another type
            }
            return false;
        }
        if (view.get().state().updated() != null) {
            connector.clock().observe(view.get().state().updated());
        }
        if (message instanceof ToReplica.Snapshot || message instanceof ToReplica.Resumed) {
            opened(received[0]);
        }
        for (RefusedWrite refused : received[0].refused()) {
            lastError = refused.refusal().reason();
            tell(refused);
        }
        if (received[0].diverged()) {
            divergences++;
            lastError = "the value differed from the hub's; it is replaced";
            System.getLogger("io.entangle")
                    .log(System.Logger.Level.ERROR, "the replica \"" + id + "\" differed from the hub's value");
        }
        wake();
        return received[0].resubscribe();
    }

    private View<T> shown(View<T> current, ReplicaState next) {
        if (next.local() == current.state().local() && current.value() != null) {
            return new View<>(next, current.value());
        }
        if (next.version() == null) {
            return new View<>(next, current.value());
        }
        return new View<>(next, typed(current, next.local()));
    }

    /** The value of a document, keeping whatever of the current value is still so. */
    private T typed(View<T> current, Doc local) {
        if (current.value() == null || current.value() instanceof Doc) {
            T value = type.decode(local);
            return current.value() != null && value.equals(current.value()) ? current.value() : value;
        }
        Delta change = Delta.diff(current.state().local(), local);
        return change.isEmpty() ? current.value() : type.apply(current.value(), change);
    }

    private void opened(Received received) {
        if (received.resubscribe()) {
            return;
        }
        lastError = null;
        sentThrough = 0;
        ready.tryComplete(this);
        flush();
    }

    /** Sends pending writes that this connection has not been given yet, as far as it takes them. */
    void flush() {
        if (sentThrough == NOT_SUBSCRIBED) {
            return;
        }
        ReplicaState state = view.get().state();
        ImmutableList<PendingWrite> pending = state.pending();
        for (int i = state.indexFrom(sentThrough + 1); i < pending.size(); i++) {
            PendingWrite write = pending.get(i);
            Connector.Sent sent = connector.send(this, write.message());
            if (sent == Connector.Sent.TOO_LARGE) {
                receive(new ToReplica.Refused(
                        write.sequence(), RefusalCode.TOO_LARGE, "the write is larger than the hub takes"));
            } else if (sent == Connector.Sent.LATER) {
                return;
            }
            sentThrough = write.sequence();
        }
    }

    private void tell(RefusedWrite refused) {
        try {
            onRefused.accept(refused);
        } catch (RuntimeException e) {
            System.getLogger("io.entangle").log(System.Logger.Level.ERROR, "onRefused of \"" + id + "\" threw", e);
        }
    }

    void failed(EntangleException error) {
        lastError = error.getMessage();
        ready.tryFail(error);
    }
}
