package io.entangle.pubsub.store;

import static io.entangle.pubsub.store.TestDisk.killed;
import static io.entangle.pubsub.store.Writes.append;
import static io.entangle.pubsub.store.Writes.confirmed;
import static io.entangle.pubsub.store.Writes.put;
import static io.entangle.pubsub.store.Writes.save;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.replica.ReplicaStore;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.replica.StoreException;
import io.entangle.sql.DurableFiles;
import io.entangle.testing.Laws;
import io.entangle.testing.Sqlite;
import io.entangle.value.Doc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a store in SQLite makes of a file that is not as it was written. */
final class DamagedSqliteStoreTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path temporary;

    private Path file;

    /** The store as it is when its process is killed: nothing was merged into the file yet. */
    private Path unmerged;

    private Map<String, Stored> whole;

    @BeforeEach
    void write() throws Exception {
        file = temporary.resolve("store.db");
        try (ReplicaStore store = SqliteReplicaStore.open(file)) {
            Doc value = Doc.of("text", "some words that are longer than a change".repeat(5), "n", 0);
            save(store, "a", confirmed(3, value, 1));
            save(store, "b", confirmed(3, Doc.of("large", "y".repeat(3 * PAGE)), 1));
            for (int i = 1; i <= 3; i++) {
                append(store, put(store, "a", i, "x", "written " + i));
            }
            save(
                    store,
                    "a",
                    confirmed(4, value.with("n", 1), store.load("a").pending().subList(1, 3), 4));
            save(
                    store,
                    "a",
                    confirmed(5, value.with("n", 2), store.load("a").pending().subList(0, 2), 4));
            append(store, put(store, "b", 1, "x", 1));
            unmerged = killed(file, temporary.resolve("unmerged.db"));
            whole = contents(store);
        }
    }

    private static Map<String, Stored> contents(ReplicaStore store) {
        Map<String, Stored> all = new TreeMap<>();
        for (String atom : new String[] {"a", "b"}) {
            all.put(atom, store.load(atom));
        }
        return all;
    }

    private static Path log(Path file) {
        return DurableFiles.beside(file, "-wal");
    }

    private static Map<String, Stored> read(Path file) {
        try (ReplicaStore store = SqliteReplicaStore.open(file)) {
            return contents(store);
        }
    }

    private static void assertDamaged(Path file, String place) throws IOException {
        byte[] before = Files.readAllBytes(file);
        byte[] logBefore = Files.exists(log(file)) ? Files.readAllBytes(log(file)) : new byte[0];

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the store " + file + " is damaged: ")
                .hasMessageContaining(place)
                .hasMessageContaining("Nothing was changed");

        assertThat(file).hasBinaryContent(before);
        assertThat(Files.exists(log(file)) ? Files.readAllBytes(log(file)) : new byte[0])
                .isEqualTo(logBefore);
    }

    @Test
    void undamaged_isRead() {
        assertThat(whole.get("a").pending()).hasSize(2);
        assertThat(read(file)).isEqualTo(whole);
        assertThat(read(unmerged)).isEqualTo(whole);
    }

    /** SQL that damages a store, and what the place of the damage says. */
    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of("UPDATE meta SET value = 'me' WHERE key = 'client'", "table meta, key \"client\""),
                Arguments.of("DELETE FROM meta WHERE key = 'site'", "table meta, key \"site\": the row is missing"),
                Arguments.of("UPDATE meta SET value = '1' WHERE key = 'atoms'", "table meta, key \"atoms\""),
                Arguments.of("UPDATE atom SET version = 6 WHERE name = 'a'", "table atom, atom \"a\""),
                Arguments.of("UPDATE atom SET next_sequence = 9 WHERE name = 'a'", "table atom, atom \"a\""),
                Arguments.of("UPDATE atom SET latest_ms = 0 WHERE name = 'a'", "table atom, atom \"a\""),
                Arguments.of("UPDATE atom SET made_site = 'x' WHERE name = 'a'", "table atom, atom \"a\""),
                Arguments.of("UPDATE atom SET name = 'c' WHERE name = 'a'", "table atom, atom \"c\""),
                Arguments.of("DELETE FROM atom WHERE name = 'b'", "table atom: it has 1 rows, and had 2"),
                Arguments.of("UPDATE value SET value = '{}' WHERE atom = 'a'", "table value, atom \"a\""),
                Arguments.of("UPDATE value SET version = 4 WHERE atom = 'a'", "table value, atom \"a\""),
                Arguments.of("UPDATE value SET atom = 'c' WHERE atom = 'a'", "table value, atom \"c\""),
                Arguments.of("DELETE FROM value WHERE atom = 'b'", "table atom, atom \"b\""),
                Arguments.of("DELETE FROM value WHERE atom = 'a'", "table change, atom \"a\", number 1"),
                Arguments.of("UPDATE change SET delta = '[]' WHERE number = 2", "table change, atom \"a\", number 2"),
                Arguments.of("DELETE FROM change WHERE number = 1", "table change, atom \"a\", number 2"),
                Arguments.of("DELETE FROM change WHERE number = 2", "table atom, atom \"a\""),
                Arguments.of(
                        "INSERT INTO change SELECT atom, 3, version, checksum, delta FROM change WHERE number = 2",
                        "table change, atom \"a\", number 3"),
                Arguments.of(
                        "UPDATE pending SET intent = replace(intent, 'written', 'forged')",
                        "table pending, atom \"a\", sequence 2"),
                Arguments.of("UPDATE pending SET intent = 'x'", "table pending, atom \"a\", sequence 2"),
                Arguments.of(
                        "UPDATE pending SET made_ms = made_ms + 1 WHERE sequence = 3",
                        "table pending, atom \"a\", sequence 3"),
                Arguments.of(
                        "UPDATE pending SET group_size = 2 WHERE sequence = 3",
                        "table pending, atom \"a\", sequence 3"),
                Arguments.of("DELETE FROM pending WHERE sequence = 3", "table atom, atom \"a\""),
                Arguments.of("DELETE FROM pending WHERE atom = 'b'", "table atom, atom \"b\""),
                Arguments.of("DROP TABLE pending", "no such table: pending"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void rowsChangedBySomethingElse_areFoundWithTheirPlace(String sql, String place) throws Exception {
        Sqlite.run(file, sql);

        assertDamaged(file, place);
    }

    @Test
    void flippedBits_areFoundOrMeanNothing() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        Path copy = temporary.resolve("flipped.db");
        Laws.check(30, random -> {
            byte[] flipped = bytes.clone();
            int at = random.nextInt(bytes.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            assertFoundOrHarmless(copy, flipped, "byte " + at);
        });
    }

    private void assertFoundOrHarmless(Path copy, byte[] bytes, String how) {
        try {
            Files.write(copy, bytes);
            Map<String, Stored> found;
            try {
                found = read(copy);
            } catch (StoreException e) {
                assertThat(e).as(how).hasMessageContaining(copy.toString());
                assertThat(copy).as(how).hasBinaryContent(bytes);
                return;
            }
            assertThat(found).as(how).isEqualTo(whole);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void flippedBits_ofTexts_areFound() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        for (String text : new String[] {"some words", "yyyy", "written 2", "[[\"\",", "\"n\""}) {
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
            if (at >= 0) {
                Path copy = temporary.resolve("text" + at + ".db");
                byte[] flipped = bytes.clone();
                flipped[at + 1] ^= 1;
                Files.write(copy, flipped);
                assertDamaged(copy, "");
            }
        }
    }

    @Test
    void cutAtEveryPage_andZeroedPages_areFound() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes.length / PAGE).isGreaterThan(8);
        for (int at = 0; at < bytes.length; at += PAGE) {
            Path cut = temporary.resolve("cut" + at + ".db");
            Files.write(cut, Arrays.copyOf(bytes, at + PAGE / 2));
            assertDamaged(cut, "");
            byte[] zeroed = bytes.clone();
            Arrays.fill(zeroed, at, at + PAGE, (byte) 0);
            assertFoundOrHarmless(temporary.resolve("zeroed" + at + ".db"), zeroed, "page at " + at);
        }
    }

    @Test
    void emptiedFile_isFound() throws Exception {
        Files.write(file, new byte[0]);

        assertDamaged(file, "the file is empty, and it was a store before");
    }

    @Test
    void flippedBits_ofTheLog_areFound() throws Exception {
        byte[] log = Files.readAllBytes(log(unmerged));
        for (int at = 8; at < FaultySqlite.framesEnd(log); at += 2_503) {
            Path copy = killed(unmerged, temporary.resolve("log" + at + ".db"));
            byte[] flipped = log.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(log(copy), flipped);
            assertDamaged(copy, "the end of the log is damaged or missing, or an older copy was put here");
        }
    }

    @Test
    void logGone_orOlderCopyPutBack_isFound() throws Exception {
        Path without = killed(unmerged, temporary.resolve("without.db"));
        Files.delete(log(without));
        Path older = temporary.resolve("older.db");
        try (ReplicaStore store = SqliteReplicaStore.open(older)) {
            save(store, "a", confirmed(3, Doc.of(), 1));
        }
        byte[] then = Files.readAllBytes(older);
        try (ReplicaStore store = SqliteReplicaStore.open(older)) {
            append(store, put(store, "a", 1, "x", 1));
        }
        Files.write(older, then);

        assertDamaged(without, "and all up to 8 were durable");
        assertDamaged(older, "they end with change 1, and all up to 2 were durable");
    }

    @Test
    void fileGone_butNotItsLog_isFound() throws Exception {
        Files.delete(unmerged);

        assertThatThrownBy(() -> read(unmerged))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the file is missing")
                .hasMessageContaining(log(unmerged).toString());
        assertThat(unmerged).doesNotExist();
    }

    @Test
    void numberOfTheLock_isThatOfTheLastForcedChange() throws Exception {
        byte[] number = Files.readAllBytes(DurableFiles.beside(unmerged, "-lock"));

        assertThat(ByteBuffer.wrap(number).getLong()).isEqualTo(8);
        assertThat(Sqlite.text(unmerged, "SELECT max(position) FROM atom")).isEqualTo("8");
    }
}
