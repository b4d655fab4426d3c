package io.entangle.pubsub.client;

import io.entangle.atom.Version;
import io.entangle.atom.Watch;
import io.entangle.atom.WatchErrorHandler;
import io.entangle.atom.WatchedReference;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.merge.Conflict;
import io.entangle.merge.Siblings;
import io.entangle.merge.WholeLists;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.replica.Call;
import io.entangle.replica.Intent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.FellBehind;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica fed through a connection. Its state, and the typed value of it, are one immutable {@link View} changed by
 * compare-and-set: writes come from any thread, messages from the client's context.
 */
final class RemoteReplica<T> implements Replica<T> {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteReplica.class);

    private final String id;
    private final AtomType<T> type;
    private final ReplicaOptions<T> options;
    private final Connector connector;
    /** What is shown, and what was written: the same, unless writes are kept in a store before they are shown. */
    private final WatchedReference<View<T>> view;

    private final WatchedReference<View<T>> written;
    private final Outbox outbox;
    private final UndoStack undo = new UndoStack();
    private final Promise<Replica<T>> ready = Promise.promise();
    private final Awaited awaited = new Awaited();
    private final Handlers handlers;

    private volatile @Nullable String lastError;
    private volatile boolean closed;
    private volatile @Nullable EntangleException revoked;
    private volatile long divergences;

    RemoteReplica(String id, AtomType<T> type, ReplicaOptions<T> options, Connector connector) {
        this.id = id;
        this.type = type;
        this.options = options;
        this.connector = connector;
        this.handlers = new Handlers(id);
        View<T> empty = View.empty(type, options);
        this.view = new WatchedReference<>(empty, 0, WatchErrorHandler.LOG);
        this.written = connector.showing().storage() == ReplicaStatus.Storage.MEMORY
                ? view
                : new WatchedReference<>(empty, 0, WatchErrorHandler.LOG);
        this.outbox = new Outbox(this, connector);
    }

    @Override
    public String id() {
        return id;
    }

    AtomType<T> type() {
        return type;
    }

    ReplicaOptions<T> options() {
        return options;
    }

    WatchedReference<View<T>> shown() {
        return view;
    }

    WatchedReference<View<T>> written() {
        return written;
    }

    boolean showsAll() {
        return view.get() == written.get();
    }

    Connector connector() {
        return connector;
    }

    Outbox outbox() {
        return outbox;
    }

    Future<Replica<T>> ready() {
        return ready.future();
    }

    @Override
    public T get() {
        return ready(view.get());
    }

    T ready(View<T> current) {
        if (current.value() == null) {
            throw noValue();
        }
        return current.value();
    }

    private RuntimeException noValue() {
        EntangleException why = revoked;
        return why == null
                ? new IllegalStateException("the replica \"" + id + "\" has no value yet")
                : new EntangleException(why.code(), String.valueOf(why.getMessage()));
    }

    @Override
    public T confirmed() {
        ReplicaState state = view.get().state();
        if (state.version() == null) {
            throw noValue();
        }
        return type.decode(state.confirmed());
    }

    @Override
    public Version version() {
        Version version = view.get().state().version();
        if (version == null) {
            throw noValue();
        }
        return version;
    }

    // ---- writes, on any thread ----

    /** What a write does to the view, and how it can be taken back; the latter null if it did nothing. */
    record Written<T>(View<T> view, UndoStack.@Nullable Step step) {}

    @Override
    public T swap(UnaryOperator<T> change) {
        return write(current -> written(current, change.apply(ready(current)), now(), 1));
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        boolean[] wasExpected = {false};
        write(current -> {
            wasExpected[0] = Objects.equals(ready(current), expected);
            return wasExpected[0] ? written(current, value, now(), 1) : new Written<>(current, null);
        });
        return wasExpected[0];
    }

    @Override
    public T increment(Path path, Number by) {
        return write(current -> new Written<>(
                current.asking(new Intent.Increment(path, by), now()), new UndoStack.Incremented(path, by)));
    }

    @Override
    public T mutate(String mutation, Doc arguments) {
        return call(mutation, arguments).after();
    }

    @Override
    public Call<T> call(String mutation, Doc arguments) {
        options.mutations().get(mutation);
        Intent intent = new Intent.Call(mutation, arguments);
        AtomicReference<T> before = new AtomicReference<>();
        View<T> after = connector.showing().change(this, current -> {
            before.set(ready(open(current)));
            return current.asking(intent, now());
        });
        Promise<@Nullable Doc> answer = Promise.promise();
        connector.run(() -> {
            awaited.answer(after.state().nextSequence() - 1, answer);
            wake();
        });
        connector.later(outbox::flush);
        return new Call<>(before.get(), ready(after), answer.future().toCompletionStage());
    }

    @Override
    public boolean undo() {
        UndoStack.Step step = undo.takeUndo();
        return step != null && takeBack(step, undo::undid);
    }

    @Override
    public boolean redo() {
        UndoStack.Step step = undo.takeRedo();
        return step != null && takeBack(step, undo::redid);
    }

    private boolean takeBack(UndoStack.Step step, Consumer<UndoStack.Step> remember) {
        HybridTimestamp time = now();
        connector.showing().change(this, current -> open(current).asking(step.inverse(), time));
        remember.accept(UndoStack.reversed(step, time));
        connector.later(outbox::flush);
        return true;
    }

    private T write(Function<View<T>, Written<T>> change) {
        UndoStack.Step[] step = new UndoStack.Step[1];
        View<T> after = connector.showing().change(this, current -> {
            Written<T> next = change.apply(open(current));
            step[0] = next.step();
            return next.view();
        });
        if (step[0] != null) {
            wrote(step[0]);
        }
        return ready(after);
    }

    View<T> open(View<T> current) {
        checkOpen();
        ready(current);
        return current;
    }

    void checkOpen() {
        if (closed && revoked != null) {
            throw noValue();
        }
        if (closed) {
            throw new IllegalStateException("the replica \"" + id + "\" is closed");
        }
    }

    void retire() {
        closed = true;
    }

    /** Lets one of its references have nothing. Returns the writes on top of what it had. */
    List<PendingWrite> emptied(WatchedReference<View<T>> reference) {
        List<View<T>> last = new ArrayList<>();
        reference.swap(current -> {
            last.clear(); // where others have changed it meanwhile
            last.add(current);
            return View.empty(type, options);
        });
        return last.get(0).state().pending().castToList();
    }

    HybridTimestamp now() {
        return connector.clock().now();
    }

    Written<T> written(View<T> current, T value, HybridTimestamp written, int groupSize) {
        Objects.requireNonNull(value, "a replica's value is not null");
        Delta delta = type.diff(ready(open(current)), value);
        if (delta.isEmpty()) {
            return new Written<>(current, null);
        }
        View<T> after = current.edited(delta, value, written, groupSize);
        Doc before = current.state().local();
        Delta forward = WholeLists.of(delta, after.state().local());
        Delta backward = WholeLists.of(delta.invert(before), before);
        return new Written<>(after, new UndoStack.Edited(forward, backward, written));
    }

    ReplicaDraft<T> draft() {
        return new ReplicaDraft<>(this);
    }

    /** A write was made that can be taken back so. */
    void wrote(UndoStack.Step step) {
        undo.wrote(step);
        connector.later(outbox::flush);
    }

    // ---- watching ----

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
        handlers.onRefused(handler);
    }

    @Override
    public void onConflict(Consumer<Conflict> handler) {
        handlers.onConflict(handler);
    }

    @Override
    public void onFellBehind(Consumer<FellBehind> handler) {
        handlers.onFellBehind(handler);
    }

    @Override
    public void onRevoked(Consumer<String> handler) {
        handlers.onRevoked(handler);
    }

    @Override
    public Siblings siblings() {
        return view.get().state().siblings();
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
                connector.showing().storage(),
                lastError());
    }

    private @Nullable String lastError() {
        String failure = connector.showing().failure();
        return failure != null ? failure : lastError != null ? lastError : connector.lastError();
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
            awaited.all(last, promise);
            wake();
        });
        return promise.future();
    }

    private void wake() {
        List<PendingWrite> pending = view.get().state().pending().castToList();
        awaited.settled(pending.isEmpty() ? Long.MAX_VALUE : pending.get(0).sequence());
    }

    @Override
    public void close() {
        if (!closed) {
            connector.showing().retire(this);
            connector.run(() -> {
                connector.forget(this);
                awaited.end(new IllegalStateException("the replica \"" + id + "\" was closed"));
            });
        }
    }

    // ---- on the client's context ----

    ReplicaState state() {
        return view.get().state();
    }

    /** Takes in one message. Returns whether the replica must subscribe again. */
    boolean receive(ToReplica message) {
        Incoming<T> one = new Incoming<>(this);
        one.add(message);
        return !Incoming.together(List.of(one), connector.showing()).isEmpty();
    }

    /** A message was taken in. Returns whether the replica must subscribe again. */
    boolean received(ToReplica message, Received outcome) {
        HybridTimestamp updated = state().updated();
        if (updated != null) {
            connector.clock().observe(updated);
        }
        boolean isOpening = message instanceof ToReplica.Snapshot || message instanceof ToReplica.Resumed;
        boolean isOpeningAwaited = !isOpening && !outbox.isOpen();
        awaited.received(message);
        if (isOpening && !outcome.resubscribe()) {
            lastError = null;
            outbox.open();
            ready.tryComplete(this);
        }
        for (RefusedWrite refused : outcome.refused()) {
            lastError = refused.refusal().reason();
            handlers.refused(refused);
            awaited.refused(refused);
            outbox.refuseGroupsMadeOn(refused);
        }
        if (message instanceof ToReplica.Outcome) {
            connector.answered();
        }
        outcome.conflicts().forEach(handlers::conflicted);
        if (message instanceof FellBehind missed) {
            handlers.fellBehind(missed);
        }
        if (outcome.diverged()) {
            divergences++;
            lastError = "the value differed from the hub's; it is replaced";
            LOG.error("the replica \"" + id + "\" differed from the hub's value");
        }
        wake();
        // While the answer to a subscription is on its way, what else arrives can't call for another one.
        return outcome.resubscribe() && (!isOpeningAwaited || outcome.diverged());
    }

    /** Begins with what was kept of an earlier life of this replica, if it is of its type. */
    void restored(Stored stored) {
        View<T> kept;
        try {
            View<T> empty = view.get();
            kept = empty.taking(empty.state()
                    .restored(
                            stored.version(),
                            stored.updated(),
                            stored.value(),
                            stored.pending(),
                            stored.nextSequence()));
        } catch (RuntimeException e) {
            refuse(unfit(e));
            return;
        }
        written.swap(empty -> kept);
        view.swap(empty -> kept);
        ready.tryComplete(this);
    }

    /** It may be had no longer: nothing is left of it here, and writes that were not confirmed are refused. */
    void revoke(EntangleException why) {
        String reason = String.valueOf(why.getMessage());
        lastError = reason;
        revoked = why;
        List<PendingWrite> left = connector.showing().forget(this);
        undo.clear();
        for (PendingWrite write : left) {
            ToReplica.Refused refusal = new ToReplica.Refused(write.sequence(), RefusalCode.FORBIDDEN, reason);
            RefusedWrite refused = new RefusedWrite(write, refusal, List.of());
            handlers.refused(refused);
            awaited.refused(refused);
        }
        outbox.refusePartnersOf(left);
        wake();
        handlers.revoked(reason);
    }

    /** {@return that a value is none of this replica's type} */
    EntangleException unfit(RuntimeException e) {
        return new EntangleException(
                ErrorCode.TYPE_MISMATCH, "the atom \"" + id + "\" holds no " + type.name() + ": " + e.getMessage(), e);
    }

    /** What the hub sent, or the store had, is no value of this replica's type. */
    void refuse(EntangleException error) {
        failed(error);
        if (!ready.future().succeeded()) {
            connector.forget(this); // so that it can be asked for again, as another type
        }
    }

    void failed(EntangleException error) {
        lastError = error.getMessage();
        ready.tryFail(error);
    }
}
