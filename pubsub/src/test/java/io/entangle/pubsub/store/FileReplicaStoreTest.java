package io.entangle.pubsub.store;

import static io.entangle.pubsub.store.TestDisk.killed;
import static io.entangle.pubsub.store.Writes.append;
import static io.entangle.pubsub.store.Writes.confirmed;
import static io.entangle.pubsub.store.Writes.put;
import static io.entangle.pubsub.store.Writes.save;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.replica.StoreException;
import io.entangle.value.Doc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is particular about a store in a directory. */
final class FileReplicaStoreTest extends ReplicaStoreContract {
    private final FaultyDisk disk = (FaultyDisk) disk();

    @Override
    TestDisk newDisk() {
        return new FaultyDisk();
    }

    @Override
    String whenFull() {
        return "No space left on device";
    }

    @Override
    int tidyBytes() {
        return 512;
    }

    @Override
    long roomTaken() {
        return 0;
    }

    private long logBytes() throws Exception {
        return Files.size(place().resolve("log"));
    }

    @Test
    void append_ofSeveralAtoms_isOneRecord() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        save(store, "b", confirmed(4, Doc.of(), 1));
        long before = logBytes();
        append(store, put(store, "a", 1, "x", 1), put(store, "b", 1, "y", 2), put(store, "a", 2, "z", 3));
        long after = logBytes();

        for (long length = before; length < after; length++) {
            Path copy = killed(place(), temporary().resolve("torn" + length));
            LocalDisk.INSTANCE.open(copy.resolve("log"), length).close();
            assertThat(open(copy).unsent()).as("cut to %d", length).isEmpty();
        }
        assertThat(crash("whole").unsent()).containsExactly("a", "b");
    }

    @Test
    void save_ofSeveralAtoms_isOneRecord() throws Exception {
        ReplicaStore store = open();
        Stored first = confirmed(3, Doc.of("text", "x".repeat(200), "n", 1), 1);
        store.save(Map.of("a", first, "b", first));
        long before = logBytes();
        Stored second = confirmed(4, first.value().with("n", 2), 1);
        store.save(Map.of("a", second, "b", second, "c", second));
        long after = logBytes();

        for (long length = before; length < after; length++) {
            Path copy = killed(place(), temporary().resolve("torn" + length));
            LocalDisk.INSTANCE.open(copy.resolve("log"), length).close();
            ReplicaStore torn = open(copy);
            assertThat(List.of(torn.load("a"), torn.load("b"))).containsOnly(first);
            assertThat(torn.load("c")).isNull();
        }
        ReplicaStore whole = crash("whole");
        assertThat(List.of(whole.load("a"), whole.load("b"), whole.load("c"))).containsOnly(second);
    }

    @Test
    void open_leftovers_ofALogWrittenAnew_areRemoved() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of("n", 1), 1));
        Path both = killed(place(), temporary().resolve("both"));
        Files.copy(both.resolve("log"), both.resolve("log.new"));
        Path alone = Files.createDirectories(temporary().resolve("alone"));
        Files.write(alone.resolve("log.new"), new byte[] {1, 2, 3});

        assertThat(open(both).load("a")).isEqualTo(store.load("a"));
        assertThat(open(alone).load("a")).isNull();
        assertThat(both.resolve("log.new")).doesNotExist();
        assertThat(alone.resolve("log.new")).doesNotExist();
    }

    @Test
    void directory_isForItsOwnerAlone() throws Exception {
        open();

        assertThat(Files.getPosixFilePermissions(place())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void open_notADirectory_saysSo() throws Exception {
        Path file = Files.createFile(temporary().resolve("file"));

        assertThatThrownBy(() -> open(file)).isInstanceOf(StoreException.class).hasMessageContaining(file.toString());
    }

    @Test
    void diskFull_andNotToBeCut_theStoreIsBroken_andKeepsWhatItHad() throws Exception {
        ReplicaStore store = open();
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
    void diskFull_whenTheLogIsWrittenAnew_theOldOneGoesOn() throws Exception {
        ReplicaStore store = open();
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
        ReplicaStore store = open();
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
}
