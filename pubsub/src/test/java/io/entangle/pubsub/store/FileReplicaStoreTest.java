package io.entangle.pubsub.store;

import static io.entangle.pubsub.store.Writes.confirmed;
import static io.entangle.pubsub.store.Writes.crashed;
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
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.replica.StoreException;
import io.entangle.value.Doc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileReplicaStoreTest {
    private static final int SMALL = 512;

    @TempDir
    private Path temporary;

    private final FaultyDisk disk = new FaultyDisk();
    private final List<FileReplicaStore> opened = new ArrayList<>();

    @AfterEach
    void close() {
        disk.forceFails = false;
        opened.forEach(FileReplicaStore::close);
    }

    private FileReplicaStore open(Path directory) {
        FileReplicaStore store = FileReplicaStore.open(directory, Entropy.seeded(1), disk, SMALL);
        opened.add(store);
        return store;
    }

    private FileReplicaStore open() {
        return open(temporary.resolve("store"));
    }

    private FileReplicaStore reopen(FileReplicaStore store) {
        store.close();
        opened.remove(store);
        return open();
    }

    /** A store as a crash would leave it now. */
    private FileReplicaStore crash(String name) throws Exception {
        return open(crashed(temporary.resolve("store"), temporary.resolve(name)));
    }

    private long logBytes() throws Exception {
        return Files.size(temporary.resolve("store/log"));
    }

    private static void append(FileReplicaStore store, Entry... writes) {
        store.force(store.append(List.of(writes)));
    }

    @Test
    void open_newDirectory_makesAnIdentityAndKeepsIt() {
        FileReplicaStore store = open();

        FileReplicaStore again = reopen(store);

        assertThat(again.identity()).isEqualTo(store.identity());
        assertThat(again.identity().client())
                .isEqualTo("jvm-" + again.identity().site());
        assertThat(again.load("a")).isNull();
        assertThat(again.latest()).isNull();
        assertThat(again.unsent()).isEmpty();
    }

    @Test
    void append_thenCrash_writesAreThere() throws Exception {
        FileReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of("n", 1), 1));
        Entry first = put(store, "a", 1, "x", 1);
        Entry second = put(store, "a", 2, "y", Doc.list(1, 2.5, "z"));
        append(store, first);
        append(store, second);

        FileReplicaStore after = crash("after");

        assertThat(after.load("a"))
                .isEqualTo(confirmed(3, Doc.of("n", 1), List.of(first.write(), second.write()), 3))
                .isEqualTo(store.load("a"));
        assertThat(after.unsent()).containsExactly("a");
        assertThat(after.latest()).isEqualTo(second.write().written());
    }

    @Test
    void append_ofSeveralAtoms_isOneRecord() throws Exception {
        FileReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        save(store, "b", confirmed(4, Doc.of(), 1));
        long before = logBytes();
        append(store, put(store, "a", 1, "x", 1), put(store, "b", 1, "y", 2), put(store, "a", 2, "z", 3));
        long after = logBytes();

        for (long length = before; length < after; length++) {
            Path copy = crashed(temporary.resolve("store"), temporary.resolve("torn" + length));
            LocalDisk.INSTANCE.open(copy.resolve("log"), length).close();
            assertThat(open(copy).unsent()).as("cut to %d", length).isEmpty();
        }
        assertThat(crash("whole").unsent()).containsExactly("a", "b");
    }

    @Test
    void append_wrongSequenceOrSiteOrAtom_isRefusedAndNothingKept() {
        FileReplicaStore store = open();
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
    void save_dropsWhatIsDone_andKeepsTheRest() {
        FileReplicaStore store = open();
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
    void save_otherEpoch_replacesEverything() {
        FileReplicaStore store = open();
        save(store, "a", confirmed(300, Doc.of("n", 0), 1));
        append(store, put(store, "a", 1, "x", 1));
        PendingWrite again = Writes.seen(put(store, "a", 1, "x", 1).write(), 0);
        Stored reset =
                new Stored(new Version(6, 2), new HybridTimestamp(9, 0, Writes.HUB), Doc.of("m", 0), List.of(again), 2);

        save(store, "a", reset);

        assertThat(reopen(store).load("a")).isEqualTo(reset);
    }

    @Test
    void save_sequenceThatWasNotAppended_isRefused() {
        FileReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));

        assertThatThrownBy(() -> save(store, "a", confirmed(3, Doc.of(), 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sequence 1, but found 2");
    }

    @Test
    void save_ofSeveralAtoms_isOneRecord() throws Exception {
        FileReplicaStore store = open();
        Stored first = confirmed(3, Doc.of("text", "x".repeat(200), "n", 1), 1);
        store.save(Map.of("a", first, "b", first));
        long before = logBytes();
        Stored second = confirmed(4, first.value().with("n", 2), 1);
        store.save(Map.of("a", second, "b", second, "c", second));
        long after = logBytes();

        for (long length = before; length < after; length++) {
            Path copy = crashed(temporary.resolve("store"), temporary.resolve("torn" + length));
            LocalDisk.INSTANCE.open(copy.resolve("log"), length).close();
            FileReplicaStore torn = open(copy);
            assertThat(List.of(torn.load("a"), torn.load("b"))).containsOnly(first);
            assertThat(torn.load("c")).isNull();
        }
        FileReplicaStore whole = crash("whole");
        assertThat(List.of(whole.load("a"), whole.load("b"), whole.load("c"))).containsOnly(second);
    }

    @Test
    void everyKindOfWrite_comesBackAsItWas() {
        FileReplicaStore store = open();
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
    void latest_survivesTheWriteItIsOf() {
        FileReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        Entry entry = put(store, "a", 1, "x", 1);
        append(store, entry);
        for (int i = 4; i < 200; i++) {
            save(store, "a", confirmed(i, Doc.of("n", i), 2));
        }

        assertThat(reopen(store).latest()).isEqualTo(entry.write().written());
    }

    @Test
    void save_manyTimes_theLogStaysSmall() throws Exception {
        FileReplicaStore store = open();
        Doc value = Doc.of("text", "x".repeat(1_000));
        long longest = 0;
        for (int i = 0; i < 2_000; i++) {
            value = value.with("n", i);
            save(store, "a", confirmed(i, value, i + 1));
            append(store, put(store, "a", i + 1, "x", i));
            longest = Math.max(longest, logBytes());
        }

        // a value, as many bytes of changes, and as much again before the log is written anew
        assertThat(longest).isLessThan(6_000);
        assertThat(crash("after").load("a")).isEqualTo(store.load("a"));
    }

    @Test
    void open_leftovers_ofALogWrittenAnew_areRemoved() throws Exception {
        FileReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of("n", 1), 1));
        Path both = crashed(temporary.resolve("store"), temporary.resolve("both"));
        Files.copy(both.resolve("log"), both.resolve("log.new"));
        Path alone = Files.createDirectories(temporary.resolve("alone"));
        Files.write(alone.resolve("log.new"), new byte[] {1, 2, 3});

        assertThat(open(both).load("a")).isEqualTo(store.load("a"));
        assertThat(open(alone).load("a")).isNull();
        assertThat(both.resolve("log.new")).doesNotExist();
        assertThat(alone.resolve("log.new")).doesNotExist();
    }

    @Test
    void open_twice_isRefused_inThisProcessAndInAnother() throws Exception {
        Path directory = temporary.resolve("store");
        open();

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the store " + directory + " is in use by this process");
        try (JavaProcess other = JavaProcess.start(List.of(), StoreHolder.class, directory.toString())) {
            assertThat(other.expect("refused")).startsWith("the store " + directory + " is in use by another process");
        }
    }

    @Test
    void open_afterTheOtherProcessWasKilled_isAllowed() throws Exception {
        Path directory = temporary.resolve("store");
        try (JavaProcess other = JavaProcess.start(List.of(), StoreHolder.class, directory.toString())) {
            assertThat(other.expect("open")).isEqualTo("store " + directory);

            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by another process");
        }
        assertThat(open().identity()).isNotNull();
    }

    @Test
    void files_areForTheirOwnerAlone() throws Exception {
        FileReplicaStore store = open();
        for (int i = 0; i < 300; i++) {
            save(store, "a", confirmed(i, Doc.of("n", i), 1)); // so that the log is written anew
        }

        assertThat(Files.getPosixFilePermissions(temporary.resolve("store")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        for (String name : List.of("lock", "log")) {
            assertThat(Files.getPosixFilePermissions(temporary.resolve("store").resolve(name)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void open_notADirectory_saysSo() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> open(file)).isInstanceOf(StoreException.class).hasMessageContaining(file.toString());
    }

    @Test
    void diskFull_writeIsRefused_andTheStoreGoesOn() throws Exception {
        FileReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        append(store, put(store, "a", 1, "x", 1));
        Stored before = store.load("a");

        disk.writeFails = true;
        assertThatThrownBy(() -> store.append(List.of(put(store, "a", 2, "x", 2))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining(temporary.toString());
        assertThatThrownBy(() -> save(store, "a", confirmed(4, Doc.of("n", 1), 2)))
                .isInstanceOf(StoreException.class);
        disk.writeFails = false;

        assertThat(store.failure()).isNull();
        assertThat(store.load("a")).isEqualTo(before);
        append(store, put(store, "a", 2, "y", 3));
        assertThat(crash("after").load("a")).isEqualTo(store.load("a"));
    }

    @Test
    void diskFull_andNotToBeCut_theStoreIsBroken_andKeepsWhatItHad() throws Exception {
        FileReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        append(store, put(store, "a", 1, "x", 1));

        disk.writeFails = true;
        disk.truncateFails = true;
        assertThatThrownBy(() -> store.append(List.of(put(store, "a", 2, "x", 2))))
                .isInstanceOf(StoreException.class);
        disk.writeFails = false;
        disk.truncateFails = false;

        assertThat(store.failure()).contains("can't be written any more").contains("No space left on device");
        assertThatThrownBy(() -> store.append(List.of(put(store, "a", 2, "x", 2))))
                .isInstanceOf(StoreException.class);
        assertThat(crash("after").load("a")).isEqualTo(store.load("a"));
    }

    @Test
    void forceFails_theStoreIsBroken_andTheWriteDoesNotComeBack() throws Exception {
        FileReplicaStore store = open();
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
    void diskFull_whenTheLogIsWrittenAnew_theOldOneGoesOn() throws Exception {
        FileReplicaStore store = open();
        disk.createFails = true;
        for (int i = 0; i < 100; i++) {
            save(store, "a", confirmed(i, Doc.of("n", i), 1));
        }
        long longest = logBytes();
        assertThat(longest).isGreaterThan(3_000);

        disk.createFails = false;
        for (int i = 100; i < 110; i++) {
            save(store, "a", confirmed(i, Doc.of("n", i), 1));
        }

        assertThat(logBytes()).isLessThan(longest / 2);
        assertThat(crash("after").load("a")).isEqualTo(store.load("a"));
    }

    @Test
    void renameFails_whenTheLogIsWrittenAnew_theStoreIsBroken_andKeepsWhatItHad() throws Exception {
        FileReplicaStore store = open();
        save(store, "a", confirmed(0, Doc.of("n", 0), 1));
        append(store, put(store, "a", 1, "x", 1));
        disk.renameFails = true;
        List<PendingWrite> pending = store.load("a").pending();
        for (int i = 1; store.failure() == null; i++) {
            save(store, "a", confirmed(i, Doc.of("n", i), pending, 2));
        }
        disk.renameFails = false;

        assertThatThrownBy(() -> store.append(List.of(put(store, "a", 2, "x", 2))))
                .isInstanceOf(StoreException.class);
        assertThat(crash("after").load("a")).isEqualTo(store.load("a"));
    }

    @Test
    void interruptedThread_canAppendAndForce() {
        FileReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));

        Thread.currentThread().interrupt();
        append(store, put(store, "a", 1, "x", 1));
        boolean interrupted = Thread.interrupted();

        assertThat(interrupted).isTrue();
        append(store, put(store, "a", 2, "x", 2));
        assertThat(store.failure()).isNull();
    }

    @Test
    void close_keepsEverything_andRefusesMore() {
        FileReplicaStore store = open();
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
    void force_byManyThreadsAtOnce_isDoneForAllTogether() throws Exception {
        int threads = 8;
        FileReplicaStore store = open();
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

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void append_byManyThreads_withTheLogWrittenAnew_losesNothing() throws Exception {
        int threads = 6;
        int each = 200;
        FileReplicaStore store = open();
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

        FileReplicaStore after = crash("after");
        for (int i = 0; i < threads; i++) {
            Stored stored = after.load("a" + i);
            assertThat(stored).isEqualTo(store.load("a" + i));
            assertThat(stored.nextSequence()).isEqualTo(each + 1);
            assertThat(stored.pending()).hasSize(10);
        }
        assertThat(logBytes()).isLessThan(20_000);
    }
}
