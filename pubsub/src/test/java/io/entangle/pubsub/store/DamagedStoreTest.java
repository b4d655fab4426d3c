package io.entangle.pubsub.store;

import static io.entangle.pubsub.store.TestDisk.killed;
import static io.entangle.pubsub.store.Writes.confirmed;
import static io.entangle.pubsub.store.Writes.put;
import static io.entangle.pubsub.store.Writes.save;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.clock.Entropy;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.replica.StoreException;
import io.entangle.value.Doc;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store makes of a log that is not as it was written. */
final class DamagedStoreTest {
    @TempDir
    private Path temporary;

    private Path directory;
    private byte[] log;

    /** Where each record begins, the end of the last one, and what the atom was after each. */
    private final List<Integer> offsets = new ArrayList<>();

    private final List<@Nullable Stored> states = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        directory = temporary.resolve("store");
        try (FileReplicaStore store = FileReplicaStore.open(directory)) {
            offsets.add(LogFormat.HEADER_BYTES);
            note(store);
            save(store, "a", confirmed(3, Doc.of("text", "some words that are longer than a change", "n", 0), 1));
            note(store);
            for (int i = 1; i <= 3; i++) {
                store.force(store.append(List.of(put(store, "a", i, "x", i))));
                note(store);
            }
            save(
                    store,
                    "a",
                    confirmed(
                            4,
                            Doc.of("text", "some words that are longer than a change", "n", 1),
                            store.load("a").pending().subList(1, 3),
                            4));
            note(store);
            store.force(store.append(List.of(put(store, "a", 4, "x", 4))));
            note(store);
        }
        log = Files.readAllBytes(directory.resolve("log"));
    }

    private void note(FileReplicaStore store) throws Exception {
        offsets.add((int) Files.size(directory.resolve("log")));
        states.add(store.load("a"));
    }

    private int last() {
        return states.size() - 1;
    }

    /** What a store of these bytes has of the atom. */
    private @Nullable Stored read(byte[] bytes) throws Exception {
        Files.write(directory.resolve("log"), bytes);
        try (FileReplicaStore store = FileReplicaStore.open(directory)) {
            return store.load("a");
        }
    }

    private void assertDamagedAt(int offset, byte[] bytes) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(directory.resolve("log").toString())
                .hasMessageContaining("damaged at byte " + offset + ":")
                .hasMessageContaining("cutting the file to " + offset + " bytes");
        assertThat(directory.resolve("log")).hasBinaryContent(bytes);
    }

    private byte[] with(int from, int to, int value) {
        byte[] bytes = log.clone();
        Arrays.fill(bytes, from, to, (byte) value);
        return bytes;
    }

    @Test
    void undamaged_isRead() throws Exception {
        assertThat(read(log)).isEqualTo(states.get(last()));
        assertThat(offsets.get(last() + 1)).isEqualTo(log.length);
        assertThat(last()).isEqualTo(6);
    }

    @Test
    void cutAtEveryLength_keepsTheRecordsBefore_andGoesOnBehindThem() throws Exception {
        for (int length = offsets.get(1); length < log.length; length++) {
            int record = 1;
            while (offsets.get(record + 1) <= length) {
                record++;
            }
            Stored expected = states.get(record - 1);
            byte[] cut = Arrays.copyOf(log, length);

            assertThat(read(cut)).as("cut to %d bytes", length).isEqualTo(expected);

            assertThat(directory.resolve("log")).hasBinaryContent(Arrays.copyOf(log, offsets.get(record)));
            try (FileReplicaStore store = FileReplicaStore.open(directory)) {
                save(store, "b", confirmed(1, Doc.of("b", length), 1));
            }
            try (FileReplicaStore store = FileReplicaStore.open(directory)) {
                assertThat(store.load("a")).isEqualTo(expected);
                assertThat(store.load("b")).isEqualTo(confirmed(1, Doc.of("b", length), 1));
            }
        }
    }

    @Test
    void cutBeforeTheFirstRecordIsWhole_isDamage() {
        for (int length = 0; length < offsets.get(1); length++) {
            byte[] cut = Arrays.copyOf(log, length);

            assertThatThrownBy(() -> read(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void flippedBit_anywhere_isDamageAtItsRecord() throws Exception {
        for (int at = 0; at < log.length; at++) {
            int record = 0;
            while (record < last() && offsets.get(record + 1) <= at) {
                record++;
            }
            int damaged = at < LogFormat.HEADER_BYTES ? 0 : offsets.get(record);
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = log.clone();
                flipped[at] ^= (byte) (1 << bit);
                if (bit == at % 8) {
                    assertDamagedAt(damaged, flipped);
                } else {
                    Path file = Files.write(temporary.resolve("flipped"), flipped);
                    assertThatThrownBy(() -> LogReader.read(file, new StoredState()::read))
                            .isInstanceOfSatisfying(
                                    DamagedLogException.class,
                                    e -> assertThat(e.offset()).isEqualTo(damaged));
                }
            }
        }
    }

    @Test
    void swappedRecords_areDamage() {
        byte[] swapped = log.clone();
        int first = offsets.get(2);
        int second = offsets.get(3);
        int end = offsets.get(4);
        assertThat(second - first).isEqualTo(end - second);
        System.arraycopy(log, first, swapped, second, second - first);
        System.arraycopy(log, second, swapped, first, end - second);

        assertDamagedAt(first, swapped);
    }

    @Test
    void recordsOfAnotherStore_areDamage() throws Exception {
        Path other = temporary.resolve("other");
        try (FileReplicaStore store = FileReplicaStore.open(other, Entropy.seeded(1))) {
            save(store, "a", confirmed(3, Doc.of("text", "some words that are longer than a change", "n", 0), 1));
        }
        byte[] otherLog = Files.readAllBytes(other.resolve("log"));
        byte[] mixed = log.clone();
        System.arraycopy(otherLog, offsets.get(1), mixed, offsets.get(1), offsets.get(2) - offsets.get(1));

        assertDamagedAt(offsets.get(1), mixed);
    }

    @Test
    void zerosInPlaceOfTheLastRecord_areCut() throws Exception {
        int start = offsets.get(last());
        for (int from = start; from < log.length - 1; from++) {
            assertThat(read(with(from, log.length, 0))).isEqualTo(states.get(last() - 1));
        }
        assertThat(read(Arrays.copyOf(log, log.length + 5_000))).isEqualTo(states.get(last()));
        assertThat(directory.resolve("log")).hasBinaryContent(log);
    }

    @Test
    void zerosInPlaceOfADurableRecord_areDamage() {
        assertDamagedAt(offsets.get(2), with(offsets.get(2), offsets.get(3), 0));
    }

    @Test
    void zerosInPlaceOfARecordThatNobodyWaitedFor_areCutWithWhatFollows() throws Exception {
        Path fresh = temporary.resolve("fresh");
        Path copy;
        int saved;
        int written;
        try (FileReplicaStore store = FileReplicaStore.open(fresh)) {
            save(store, "a", confirmed(3, Doc.of(), 1));
            saved = (int) Files.size(fresh.resolve("log"));
            store.append(List.of(put(store, "a", 1, "x", 1)));
            written = (int) Files.size(fresh.resolve("log"));
            store.append(List.of(put(store, "a", 2, "x", 2)));
            copy = killed(fresh, temporary.resolve("copy"));
        }
        byte[] bytes = Files.readAllBytes(copy.resolve("log"));
        Arrays.fill(bytes, saved, written, (byte) 0);
        Files.write(copy.resolve("log"), bytes);

        try (FileReplicaStore store = FileReplicaStore.open(copy)) {
            assertThat(store.load("a")).isEqualTo(confirmed(3, Doc.of(), 1));
        }
    }

    @Test
    void garbageBehindTheLastRecord_isDamage() {
        byte[] longer = Arrays.copyOf(log, log.length + 100);
        Arrays.fill(longer, log.length, longer.length, (byte) 7);

        assertDamagedAt(log.length, longer);
    }

    @Test
    void otherFormat_isRefused() {
        byte[] newer = log.clone();
        newer[11] = 2;
        CRC32C crc = new CRC32C();
        crc.update(newer, 0, LogFormat.HEADER_BYTES - 4);
        ByteBuffer.wrap(newer).putInt(LogFormat.HEADER_BYTES - 4, (int) crc.getValue());

        assertThatThrownBy(() -> read(newer))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("it is of format 2, and this version reads format 1");
    }

    @Test
    void unknownKindOfRecord_isRefused() throws Exception {
        long salt = LogFormat.salt(Arrays.copyOf(log, LogFormat.HEADER_BYTES));
        byte[] record = LogFormat.record(salt, log.length, 0, new byte[] {(byte) 0x81, 0x18, 99});
        byte[] longer = Arrays.copyOf(log, log.length + record.length);
        System.arraycopy(record, 0, longer, log.length, record.length);

        assertThatThrownBy(() -> read(longer))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("damaged at byte " + log.length)
                .hasMessageContaining("its kind, 99, is not known");
    }
}
