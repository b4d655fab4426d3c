package io.entangle.pubsub.hub;

import io.entangle.atom.Atom;
import io.entangle.atom.Commit;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.delta.Delta;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournaledAtom;
import io.entangle.pubsub.http.AtomResource;
import io.entangle.pubsub.http.HistoryPage;
import io.entangle.pubsub.http.ResourceException;
import io.entangle.pubsub.http.ResourceException.Reason;
import io.entangle.pubsub.http.Revision;
import io.entangle.pubsub.http.Writer;
import io.entangle.replica.Authority;
import io.entangle.replica.Intent;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An atom of the hub as HTTP sees it: with its whole past if it is on a journal, else with what is retained. Thread-safe. */
final class HostedResource<T> implements AtomResource {
    private final Vertx vertx;
    private final HubCore hub;
    private final HostedAtom<T> hosted;
    private final Authority<T> authority;
    private final Atom<T> atom;
    /** Null if the atom is in memory. */
    private final @Nullable JournaledAtom<T> journaled;

    HostedResource(Vertx vertx, HubCore hub, HostedAtom<T> hosted, @Nullable JournaledAtom<T> journaled) {
        this.vertx = vertx;
        this.hub = hub;
        this.hosted = hosted;
        this.authority = hosted.authority();
        this.atom = authority.atom();
        this.journaled = journaled;
    }

    @Override
    public Revision current() {
        Instant time = journaled == null ? hosted.times().newest() : Instant.ofEpochMilli(journaled.seenAtMs());
        return revision(atom.state(), time);
    }

    private Revision revision(State<T> state, Instant time) {
        return new Revision(version(state.version()), time, atom.type().encode(state.value()));
    }

    private Version version(long number) {
        // Of an atom that has just gone on with another history, the authority is still that of the one before.
        return new Version(journaled == null ? authority.epoch() : journaled.epoch(), number);
    }

    // ---- the past ----

    @Override
    public Future<Revision> at(long version) {
        long newest = atom.version();
        if (version > newest) {
            return Future.failedFuture(new ResourceException(
                    Reason.UNKNOWN_VERSION,
                    "the atom's newest version is " + newest + ", but version " + version + " was asked for"));
        }
        return journaled == null
                ? onHub(() -> retained(version))
                : blocking(journaled, () -> journaled(journaled, version));
    }

    private Revision retained(long version) {
        State<T> state = authority.retained(version);
        if (state == null) {
            throw new ResourceException(
                    Reason.FORGOTTEN, "version " + version + " is not retained: this hub keeps no journal");
        }
        return revision(state, hosted.times().of(version));
    }

    private Revision journaled(JournaledAtom<T> past, long version) {
        T value = atom.asOf(version);
        return revision(new State<>(version, value), past.takenIn(version));
    }

    @Override
    public Future<Revision> at(Instant time) {
        if (journaled == null) {
            return onHub(() -> {
                Long version = hosted.times().at(time);
                if (version == null) {
                    throw new ResourceException(
                            Reason.FORGOTTEN, "nothing is retained of that time: this hub keeps no journal");
                }
                return retained(version);
            });
        }
        JournaledAtom<T> past = journaled;
        return blocking(past, () -> journaled(past, Math.min(past.versionAt(time), atom.version())));
    }

    @Override
    public Future<HistoryPage> history(long from, long to, int limit) {
        if (journaled == null) {
            return onHub(() -> retainedHistory(from, to, limit));
        }
        JournaledAtom<T> past = journaled;
        return blocking(past, () -> {
            long first = Math.max(from, past.oldest() + 1);
            List<HistoryPage.Entry> entries = new ArrayList<>();
            past.history(first - 1, Math.min(to, first - 1 + limit), made -> {
                entries.add(new HistoryPage.Entry(made.version(), made.time(), made.author(), made.delta()));
                return entries.size() < limit;
            });
            return new HistoryPage(journaled(past, first - 1), entries);
        });
    }

    /** In memory nobody takes note of who wrote. */
    private HistoryPage retainedHistory(long from, long to, int limit) {
        long first = from;
        while (first <= to && authority.retained(first - 1) == null) {
            first++;
        }
        Revision base = retained(Math.min(first, to) - (first > to ? 0 : 1));
        List<HistoryPage.Entry> entries = new ArrayList<>();
        Revision before = base;
        for (long version = first; version <= to && entries.size() < limit; version++) {
            Revision after = retained(version);
            Delta delta = Delta.diff(before.value(), after.value());
            entries.add(new HistoryPage.Entry(version, after.time(), "", delta));
            before = after;
        }
        return new HistoryPage(base, entries);
    }

    // ---- writing ----

    @Override
    public Future<Revision> write(@Nullable Version expected, Writer writer, UnaryOperator<Doc> change) {
        try {
            while (true) {
                State<T> tip = journaled == null ? atom.state() : journaled.tip();
                if (expected != null && !expected.equals(version(tip.version()))) {
                    return Future.failedFuture(new ResourceException(
                            Reason.STALE,
                            "version " + expected.number() + " was expected, but the atom is at " + tip.version()));
                }
                Doc before = atom.type().encode(tip.value());
                Doc after = Objects.requireNonNull(change.apply(before), "the changed value");
                Delta does = Delta.diff(before, after);
                writer.may().check(new Intent.Edits(does), before);
                hosted.writeCheck().checkWhole(does);
                hosted.writeCheck().checkOutcome(before, does);
                T next = after.equals(before)
                        ? tip.value()
                        : atom.validated(tip.value(), atom.type().decode(after));
                CompletableFuture<Boolean> begun = begun(tip, next, writer.author());
                if (begun != null) {
                    return written(begun, tip, next, () -> write(expected, writer, change));
                }
            }
        } catch (JournalException e) {
            return Future.failedFuture(unavailable(e));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private @Nullable CompletableFuture<Boolean> begun(State<T> tip, T next, String author) {
        Commit commit = new Commit();
        if (journaled == null) {
            atom.join(commit, tip, next, false);
        } else {
            commit.add(journaled.change(tip, next, author));
        }
        return commit.begin();
    }

    private Future<Revision> written(
            CompletableFuture<Boolean> begun, State<T> tip, T next, Supplier<Future<Revision>> again) {
        boolean isVersion = next != tip.value();
        State<T> made = isVersion ? new State<>(tip.version() + 1, next) : tip;
        return Future.fromCompletionStage(begun, hub.context()).transform((seen, failure) -> {
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                return Future.failedFuture(cause instanceof JournalException e ? unavailable(e) : cause);
            }
            if (journaled != null) {
                journaled.tellWatches();
            }
            return seen ? Future.succeededFuture(revision(made, current().time())) : again.get();
        });
    }

    private static ResourceException unavailable(JournalException e) {
        return switch (e.failure()) {
            case NOT_KEPT -> new ResourceException(Reason.FORGOTTEN, String.valueOf(e.getMessage()), e);
            default -> new ResourceException(Reason.UNAVAILABLE, "the hub's journal can't be reached for now", e);
        };
    }

    // ---- where things are done ----

    private <R> Future<R> onHub(Supplier<R> action) {
        Promise<R> promise = Promise.promise();
        hub.run(() -> {
            try {
                promise.complete(action.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    private <R> Future<R> blocking(JournaledAtom<T> past, Supplier<R> action) {
        return vertx.executeBlocking(
                () -> {
                    try {
                        return action.get();
                    } catch (JournalException e) {
                        throw unavailable(e);
                    }
                },
                false);
    }
}
