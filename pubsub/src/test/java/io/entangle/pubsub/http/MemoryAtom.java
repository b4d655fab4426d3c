package io.entangle.pubsub.http;

import io.entangle.atom.Atom;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real atom with the last of its versions beside it. Answers on a context of its own, as a journal might. */
final class MemoryAtom<T> implements AtomResource {
    static final long EPOCH = 0xa1b2c3d4e5f60718L;
    static final Instant START = Instant.parse("2026-11-20T15:00:00.250Z");

    private final Atom<T> atom;
    private final Context context;
    private final int retained;
    private final List<Kept> kept = new ArrayList<>();
    private long epoch = EPOCH;
    private Runnable beforeWrite = () -> {};
    private @Nullable RuntimeException failure;
    private int pagesRead;
    private int pagesUntilFailure = Integer.MAX_VALUE;

    private record Kept(Revision revision, String author, Delta delta) {}

    MemoryAtom(Atom<T> atom, int retained, Context context) {
        this.atom = atom;
        this.retained = retained;
        this.context = context;
        this.kept.add(new Kept(revision(atom.state()), "initial", Delta.NONE));
    }

    /** What all that is asked fails with from now on; null for nothing. */
    synchronized void failWith(@Nullable RuntimeException next) {
        failure = next;
    }

    /** How many pages of history were asked for. */
    synchronized int pagesRead() {
        return pagesRead;
    }

    /** Lets the history fail once so many pages of it were read. */
    synchronized void failAfterPages(int count) {
        pagesUntilFailure = count;
    }

    /** What happens in the next write before its version is looked at. */
    synchronized void beforeNextWrite(Runnable action) {
        beforeWrite = () -> {
            beforeWrite = () -> {};
            action.run();
        };
    }

    /** The history is lost: the value goes on in another epoch. */
    synchronized void loseHistory() {
        epoch++;
        kept.clear();
        kept.add(new Kept(revision(atom.state()), "initial", Delta.NONE));
    }

    synchronized void set(String author, UnaryOperator<Doc> change) {
        written(null, author, change);
    }

    private Revision revision(State<T> state) {
        return new Revision(
                new Version(epoch, state.version()),
                START.plusSeconds(state.version()),
                atom.type().encode(state.value()));
    }

    @Override
    public synchronized Revision current() {
        return newest().revision();
    }

    private Kept newest() {
        return kept.get(kept.size() - 1);
    }

    private long oldest() {
        return kept.get(0).revision().version().number();
    }

    @Override
    public Future<Revision> at(long version) {
        return answer(() -> {
            checkKept(version);
            return kept.get((int) (version - oldest())).revision();
        });
    }

    private void checkKept(long version) {
        long newest = newest().revision().version().number();
        if (version > newest) {
            throw new ResourceException(
                    ResourceException.Reason.UNKNOWN_VERSION,
                    "the atom's newest version is " + newest + ", but version " + version + " was asked for");
        }
        if (version < oldest()) {
            throw new ResourceException(
                    ResourceException.Reason.FORGOTTEN,
                    "the oldest version that is kept is " + oldest() + ", but version " + version + " was asked for");
        }
    }

    @Override
    public Future<Revision> at(Instant time) {
        return answer(() -> {
            Revision found = null;
            for (Kept each : kept) {
                found = each.revision().time().isAfter(time) ? found : each.revision();
            }
            if (found == null) {
                throw new ResourceException(
                        oldest() == 0 ? ResourceException.Reason.UNKNOWN_VERSION : ResourceException.Reason.FORGOTTEN,
                        "the oldest version that is kept is of "
                                + kept.get(0).revision().time());
            }
            return found;
        });
    }

    @Override
    public Future<Revision> write(@Nullable Version expected, Writer writer, UnaryOperator<Doc> change) {
        return answer(() -> {
            beforeWrite.run();
            return written(expected, writer.author(), change);
        });
    }

    private Revision written(@Nullable Version expected, String author, UnaryOperator<Doc> change) {
        Revision before = current();
        if (expected != null && !expected.equals(before.version())) {
            throw new ResourceException(
                    ResourceException.Reason.STALE,
                    "version " + expected.number() + " was expected, but the atom is at "
                            + before.version().number());
        }
        T value = atom.type().decode(change.apply(before.value()));
        atom.replace(atom.state(), value, false);
        Revision after = revision(atom.state());
        if (!after.version().equals(before.version())) {
            kept.add(new Kept(after, author, Delta.diff(before.value(), after.value())));
        }
        while (kept.size() > retained) {
            kept.remove(0);
        }
        return current();
    }

    @Override
    public Future<HistoryPage> history(long from, long to, int limit) {
        return answer(() -> {
            pagesRead++;
            if (pagesUntilFailure-- == 0) {
                throw new IllegalStateException("a secret of the hub");
            }
            long first = Math.max(from, oldest() + 1);
            List<HistoryPage.Entry> entries = new ArrayList<>();
            for (long v = first; v <= to && entries.size() < limit; v++) {
                Kept each = kept.get((int) (v - oldest()));
                entries.add(new HistoryPage.Entry(v, each.revision().time(), each.author(), each.delta()));
            }
            return new HistoryPage(kept.get((int) (first - 1 - oldest())).revision(), entries);
        });
    }

    private <R> Future<R> answer(Callable<R> action) {
        Promise<R> promise = Promise.promise();
        context.runOnContext(run -> {
            try {
                promise.complete(guarded(action));
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    private synchronized <R> R guarded(Callable<R> action) throws Exception {
        if (failure != null) {
            throw failure;
        }
        return action.call();
    }
}
