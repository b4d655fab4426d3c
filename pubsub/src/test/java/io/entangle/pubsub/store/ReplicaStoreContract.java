package io.entangle.pubsub.store;

import static io.entangle.pubsub.store.Writes.append;
import static io.entangle.pubsub.store.Writes.confirmed;
import static io.entangle.pubsub.store.Writes.put;
import static io.entangle.pubsub.store.Writes.save;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Version;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.pubsub.processes.JavaProcess;
import io.entangle.replica.Intent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.replica.StoreException;
import io.entangle.value.Doc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do that keeps what it is given: the sentences of {@link ReplicaStore}, one by one. */
abstract class ReplicaStoreContract {
    @TempDir
    private Path temporary;

    private final TestDisk disk = newDisk();
    private final List<ReplicaStore> opened = new ArrayList<>();

    /** {@return a disk for stores of the kind that is tested} */
    abstract TestDisk newDisk();

    /** {@return what a store says when its disk is full} */
    abstract String whenFull();

    /** {@return at how many bytes a store puts itself in order: so few that it does during a test} */
    abstract int tidyBytes();

    /** {@return how many bytes a store of the kind may take before anything is in it} */
    abstract long roomTaken();

    @AfterEach
    final void close() {
        disk.forceFails = false;
        opened.forEach(ReplicaStore::close);
    }

    /** {@return a directory for this test} */
    final Path temporary() {
        return temporary;
    }

    /** {@return the disk under the stores of this test} */
    final TestDisk disk() {
        return disk;
    }

    /** {@return where the store is} */
    final Path place() {
        return temporary.resolve("store");
    }

    final ReplicaStore open(Path at) {
        ReplicaStore store = disk.open(at, Entropy.seeded(1), tidyBytes());
        opened.add(store);
        return store;
    }

    final ReplicaStore open() {
        return open(place());
    }

    final ReplicaStore reopen(ReplicaStore store) {
        store.close();
        opened.remove(store);
        return open();
    }

    /** A store as a crash would leave it now. */
    final ReplicaStore crash(String name) throws Exception {
        return open(TestDisk.killed(place(), temporary.resolve(name)));
    }

    private JavaProcess holder(Path at) throws Exception {
        return JavaProcess.start(List.of(), StoreHolder.class, disk.kind().name(), at.toString());
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    final void open_new_makesAnIdentityAndKeepsIt() {
        ReplicaStore store = open();

        ReplicaStore again = reopen(store);

        assertThat(again.identity()).isEqualTo(store.identity());
        assertThat(again.identity().client())
                .isEqualTo("jvm-" + again.identity().site());
        assertThat(again.load("a")).isNull();
        assertThat(again.latest()).isNull();
        assertThat(again.unsent()).isEmpty();
    }

    @Test
    final void append_thenCrash_writesAreThere() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of("n", 1), 1));
        Entry first = put(store, "a", 1, "x", 1);
        Entry second = put(store, "a", 2, "y", Doc.list(1, 2.5, "z"));
        append(store, first);
        append(store, second);

        ReplicaStore after = crash("after");

        assertThat(after.load("a"))
                .isEqualTo(confirmed(3, Doc.of("n", 1), List.of(first.write(), second.write()), 3))
                .isEqualTo(store.load("a"));
        assertThat(after.unsent()).containsExactly("a");
        assertThat(after.latest()).isEqualTo(second.write().written());
    }

    @Test
    final void append_wrongSequenceOrSiteOrAtom_isRefusedAndNothingKept() {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 5));
        PendingWrite elsewhere = Writes.write(5, 3, 1_000, new SiteId(9), Delta.NONE);

        assertThatThrownBy(() -> store.append(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.append(List.of(put(store, "b", 1, "x", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"b\"");
        assertThatThrownBy(() -> store.append(List.of(put(store, "a", 5, "x", 1), put(store, "a", 7, "x", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sequence 6, but found 7");
        assertThatThrownBy(() -> store.append(List.of(new Entry("a", elsewhere))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0000000000000009");

        assertThat(store.load("a")).isEqualTo(confirmed(3, Doc.of(), 5));
        append(store, put(store, "a", 5, "x", 1));
    }

    @Test
    final void save_dropsWhatIsDone_andKeepsTheRest() {
        ReplicaStore store = open();
        Doc big = Doc.of("text", "x".repeat(400), "n", 0);
        save(store, "a", confirmed(3, big, 1));
        List<PendingWrite> writes = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Entry entry = put(store, "a", i, "x", i);
            append(store, entry);
            writes.add(entry.write());
        }
        List<PendingWrite> left = List.of(writes.get(2), writes.get(4));
        Stored state = confirmed(9, big.with("n", 1), left, 6);

        save(store, "a", state);

        assertThat(store.load("a")).isEqualTo(state);
        assertThat(reopen(store).load("a")).isEqualTo(state);
    }

    @Test
    final void save_otherEpoch_replacesEverything() {
        ReplicaStore store = open();
        save(store, "a", confirmed(300, Doc.of("n", 0), 1));
        append(store, put(store, "a", 1, "x", 1));
        PendingWrite again = Writes.seen(put(store, "a", 1, "x", 1).write(), 0);
        Stored reset =
                new Stored(new Version(6, 2), new HybridTimestamp(9, 0, Writes.HUB), Doc.of("m", 0), List.of(again), 2);

        save(store, "a", reset);

        assertThat(reopen(store).load("a")).isEqualTo(reset);
    }

    @Test
    final void save_sequenceThatWasNotAppended_isRefused() {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));

        assertThatThrownBy(() -> save(store, "a", confirmed(3, Doc.of(), 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sequence 1, but found 2");
    }

    @Test
    final void everyKindOfWrite_comesBackAsItWas() {
        ReplicaStore store = open();
        SiteId site = store.identity().site();
        save(store, "a", confirmed(3, Doc.of("n", 1), 1));
        Delta delta = Delta.diff(Doc.of("n", 1), Doc.of("n", 2.5, "list", Doc.list(1, 2)));
        List<Intent> intents = List.of(
                new Intent.Edits(delta),
                new Intent.Increment(io.entangle.value.Path.of("n"), 2L),
                new Intent.Increment(io.entangle.value.Path.of("deep", "er"), 0.5),
                new Intent.Call("buy", Doc.of("item", "milk")),
                new Intent.Call("noted", Doc.list()),
                new Intent.Undo(delta, new HybridTimestamp(77, 3, site)));
        List<PendingWrite> writes = new ArrayList<>();
        for (Intent intent : intents) {
            int n = writes.size() + 1;
            writes.add(Writes.write(n, 3, 100 + n, site, intent, n % 3 + 1));
            append(store, new Entry("a", writes.get(n - 1)));
        }

        assertThat(reopen(store).load("a").pending()).isEqualTo(writes);
    }

    @Test
    final void latest_survivesTheWriteItIsOf() {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        Entry entry = put(store, "a", 1, "x", 1);
        append(store, entry);
        for (int i = 4; i < 200; i++) {
            save(store, "a", confirmed(i, Doc.of("n", i), 2));
        }

        assertThat(reopen(store).latest()).isEqualTo(entry.write().written());
    }

    @Test
    final void save_manyTimes_staysSmall() throws Exception {
        ReplicaStore store = open();
        Doc value = Doc.of("text", "x".repeat(1_000));
        long longest = 0;
        for (int i = 0; i < 1_000; i++) {
            value = value.with("n", i);
            save(store, "a", confirmed(i, value, i + 1));
            append(store, put(store, "a", i + 1, "x", i));
            longest = Math.max(longest, TestDisk.bytes(place()));
        }

        // a value, as many bytes of changes, and as much again before it is put in order
        assertThat(longest).isLessThan(6_000 + roomTaken());
        assertThat(crash("after").load("a")).isEqualTo(store.load("a"));
    }

    @Test
    final void open_twice_isRefused_inThisProcessAndInAnother() throws Exception {
        Path directory = place();
        open();

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the store " + directory + " is in use by this process");
        try (JavaProcess other = holder(directory)) {
            assertThat(other.expect("refused")).startsWith("the store " + directory + " is in use by another process");
        }
    }

    @Test
    final void open_afterTheOtherProcessWasKilled_isAllowed() throws Exception {
        Path directory = place();
        try (JavaProcess other = holder(directory)) {
            assertThat(other.expect("open")).isEqualTo("store " + directory);

            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by another process");
        }
        assertThat(open().identity()).isNotNull();
    }

    @Test
    final void diskFull_writeIsRefused_andTheStoreGoesOn() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        append(store, put(store, "a", 1, "x", 1));
        Stored before = store.load("a");
        String large = "x".repeat(100_000);

        disk.full(true);
        assertThatThrownBy(() -> store.append(List.of(put(store, "a", 2, "x", large))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(whenFull())
                .hasMessageContaining(place().toString());
        assertThatThrownBy(() -> save(store, "a", confirmed(4, Doc.of("n", large), 2)))
                .isInstanceOf(StoreException.class);
        disk.full(false);

        assertThat(store.failure()).isNull();
        assertThat(store.load("a")).isEqualTo(before);
        append(store, put(store, "a", 2, "y", large));
        assertThat(crash("after").load("a")).isEqualTo(store.load("a"));
    }

    @Test
    final void forceFails_theStoreIsBroken_andTheWriteDoesNotComeBack() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        append(store, put(store, "a", 1, "x", 1));
        Stored before = store.load("a");
        long position = store.append(List.of(put(store, "a", 2, "x", 2)));

        disk.forceFails = true;
        assertThatThrownBy(() -> store.force(position))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("durable");
        disk.forceFails = false;

        assertThat(store.failure()).isNotNull();
        assertThatThrownBy(() -> store.force(position)).isInstanceOf(StoreException.class);
        assertThat(crash("after").load("a")).isEqualTo(before);
    }

    @Test
    final void forceFails_writeThatCameWhileTheOneBeforeWasForced_doesNotComeBack() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        List<Long> positions = new ArrayList<>();
        disk.beforeForce = () -> {
            disk.beforeForce = () -> {};
            positions.add(store.append(List.of(put(store, "a", 2, "x", 2))));
        };
        append(store, put(store, "a", 1, "x", 1));
        assertThat(store.load("a").pending()).hasSize(2);

        disk.forceFails = true;
        assertThatThrownBy(() -> store.force(positions.get(0))).isInstanceOf(StoreException.class);
        disk.forceFails = false;

        assertThat(crash("after").load("a").pending())
                .containsExactly(store.load("a").pending().get(0));
    }

    @Test
    final void interruptedThread_canAppendAndForce() {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));

        Thread.currentThread().interrupt();
        append(store, put(store, "a", 1, "x", 1));
        boolean interrupted = Thread.interrupted();

        assertThat(interrupted).isTrue();
        append(store, put(store, "a", 2, "x", 2));
        assertThat(store.failure()).isNull();
    }

    @Test
    final void close_keepsEverything_andRefusesMore() {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        store.append(List.of(put(store, "a", 1, "x", 1)));

        store.close();

        assertThatThrownBy(() -> store.append(List.of(put(store, "a", 2, "x", 1))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
        opened.clear();
        assertThat(open().unsent()).containsExactly("a");
        store.close(); // again, which must not give up the other's lock
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class);
    }

    @Test
    final void force_byManyThreadsAtOnce_isDoneForAllTogether() throws Exception {
        int threads = 8;
        ReplicaStore store = open();
        for (int i = 0; i < threads; i++) {
            save(store, "a" + i, confirmed(3, Doc.of(), 1));
        }
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger appended = new AtomicInteger();
        int forcesBefore = disk.forces.get();
        disk.beforeForce = () -> {
            first.countDown();
            uninterruptibly(go);
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int n = i;
            done.add(pool.submit(() -> {
                if (n > 0) {
                    uninterruptibly(first);
                }
                long position = store.append(List.of(put(store, "a" + n, 1, "x", n)));
                appended.incrementAndGet();
                store.force(position);
            }));
        }

        await().until(() -> appended.get() == threads);
        go.countDown();
        for (Future<?> each : done) {
            each.get(10, TimeUnit.SECONDS);
        }
        pool.shutdown();

        assertThat(disk.forces.get() - forcesBefore).isEqualTo(2);
        assertThat(crash("after").unsent()).hasSize(threads);
    }

    @Test
    final void append_byManyThreads_putInOrderMeanwhile_losesNothing() throws Exception {
        int threads = 6;
        int each = 200;
        ReplicaStore store = open();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String atom = "a" + i;
            save(store, atom, confirmed(0, Doc.of("n", 0), 1));
            done.add(pool.submit(() -> {
                for (int n = 1; n <= each; n++) {
                    Entry entry = put(store, atom, n, "x", n);
                    append(store, entry);
                    // the newest ten are pending
                    List<PendingWrite> pending = store.load(atom).pending();
                    save(
                            store,
                            atom,
                            confirmed(
                                    n,
                                    Doc.of("n", n),
                                    pending.subList(Math.max(0, pending.size() - 10), pending.size()),
                                    n + 1));
                }
            }));
        }
        for (Future<?> one : done) {
            one.get(30, TimeUnit.SECONDS);
        }
        pool.shutdown();

        ReplicaStore after = crash("after");
        for (int i = 0; i < threads; i++) {
            Stored stored = after.load("a" + i);
            assertThat(stored).isEqualTo(store.load("a" + i));
            assertThat(stored.nextSequence()).isEqualTo(each + 1);
            assertThat(stored.pending()).hasSize(10);
        }
        assertThat(TestDisk.bytes(place())).isLessThan(20_000 + roomTaken());
    }

    @Test
    final void files_areForTheirOwnerAlone() throws Exception {
        ReplicaStore store = open();
        for (int i = 0; i < 300; i++) {
            save(store, "a", confirmed(i, Doc.of("n", i), 1)); // so that it is put in order
        }

        try (Stream<Path> files = Files.walk(temporary).filter(Files::isRegularFile)) {
            assertThat(files)
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .as("%s", file)
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }
}
