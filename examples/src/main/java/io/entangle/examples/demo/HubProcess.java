package io.entangle.examples.demo;

import io.entangle.atom.Atom;
import io.entangle.examples.demo.Message.HubResult;
import io.entangle.examples.demo.Message.Listening;
import io.entangle.examples.demo.Message.Replay;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.packer.Packer;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** The process where the atom lives: swaps through the revisions of the history. */
final class HubProcess {
    private final LauncherLink link;
    private final int replicas;
    private final List<Revision> history = History.load();
    private final Revision last = history.get(history.size() - 1);
    /** How often each replica's field has changed. Touched by the watch alone until {@link #complete}. */
    private final Map<String, Integer> merged = new HashMap<>();

    private final CountDownLatch complete = new CountDownLatch(1);

    private HubProcess(LauncherLink link, int replicas) {
        this.link = link;
        this.replicas = replicas;
    }

    /**
     * Runs the process.
     *
     * @param args how many replicas there will be
     */
    public static void main(String[] args) {
        LauncherLink.main(link -> new HubProcess(link, Integer.parseInt(args[0])).run());
    }

    private void run() throws InterruptedException {
        Vertx vertx = Vertx.vertx(ReceivedBytes.options());
        try (Hub hub = Hub.builder(vertx).listen(0)) {
            Revision first = history.get(0);
            Doc initial = Countries.show(Countries.first(last.number()), first, first.document(Doc.of()));
            Atom<Doc> countries = hub.atom(Countries.ATOM, initial);
            countries.watch("merged", this::changed);
            link.send(new Listening(hub.port(), last.number(), first.date(), last.date(), last.sha256()));
            List<Doc> values = replay(countries, link.await(Replay.class).revisionsPerSecond());
            complete.await();
            countries.unwatch("merged");
            FrameSizes sizes = FrameSizes.of(Packer.cbor(), values);
            link.finish(new HubResult(
                    values.size(),
                    sizes.deltaBytes(),
                    sizes.snapshotBytes(),
                    merged,
                    Countries.ending(countries.get(), countries.version())));
        }
        vertx.close();
    }

    private void changed(Doc before, Doc after) {
        Map<String, Integer> seenBefore = Countries.seen(before);
        Countries.seen(after).forEach((replica, revision) -> {
            if (!revision.equals(seenBefore.get(replica))) {
                merged.merge(replica, 1, Integer::sum);
            }
        });
        if (Countries.isComplete(after, replicas)) {
            complete.countDown();
        }
    }

    /** {@return the value at each revision} They share structure: all 229 take little more than the last. */
    private List<Doc> replay(Atom<Doc> countries, double revisionsPerSecond) {
        List<Doc> values = new ArrayList<>(List.of(countries.get()));
        Doc document = Countries.document(countries.get());
        long started = System.nanoTime();
        for (Revision revision : history.subList(1, history.size())) {
            if (revisionsPerSecond > 0) {
                parkUntil(started + (long) (revision.number() * 1e9 / revisionsPerSecond));
            }
            Doc next = revision.document(document);
            values.add(countries.swap(value -> Countries.show(value, revision, next)));
            document = next;
        }
        return values;
    }

    private static void parkUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
