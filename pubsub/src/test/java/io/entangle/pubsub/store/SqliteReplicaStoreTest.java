package io.entangle.pubsub.store;

import static io.entangle.pubsub.store.TestDisk.killed;
import static io.entangle.pubsub.store.Writes.append;
import static io.entangle.pubsub.store.Writes.confirmed;
import static io.entangle.pubsub.store.Writes.put;
import static io.entangle.pubsub.store.Writes.save;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Version;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridTimestamp;
import io.entangle.journal.sql.Journals;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.replica.StoreException;
import io.entangle.sql.DurableFiles;
import io.entangle.sql.Migrations;
import io.entangle.testing.Sqlite;
import io.entangle.value.Doc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** What is particular about a store in SQLite. */
final class SqliteReplicaStoreTest extends ReplicaStoreContract {
    private static final int MEGABYTE = 1 << 20;

    private final FaultySqlite disk = (FaultySqlite) disk();

    @Override
    TestDisk newDisk() {
        return new FaultySqlite();
    }

    @Override
    String whenFull() {
        return "the disk is full";
    }

    @Override
    int tidyBytes() {
        return 400_000;
    }

    @Override
    long roomTaken() {
        return 500_000;
    }

    private ReplicaStore open(Migrations migrations) {
        return SqliteReplicaStore.open(place(), Entropy.seeded(1), disk, tidyBytes(), migrations);
    }

    private static Path log(Path place) {
        return DurableFiles.beside(place, "-wal");
    }

    @Test
    void tables_areReadByOthersWhileTheStoreIsUsed() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of("n", 1, "text", "x".repeat(100)), 1));
        save(store, "a", confirmed(4, Doc.of("n", 2, "text", "x".repeat(100)), 1));
        store.append(List.of(put(store, "a", 1, "x", 5)));

        assertThat(Sqlite.text(place(), "SELECT value FROM meta WHERE key = 'client'"))
                .isEqualTo(store.identity().client());
        assertThat(Sqlite.text(
                        place(), "SELECT name || ' ' || epoch || ' ' || version || ' ' || next_sequence FROM atom"))
                .isEqualTo("a 5 4 2");
        assertThat(Sqlite.text(place(), "SELECT value ->> 'n' || ' ' || version FROM value"))
                .isEqualTo("1 3");
        assertThat(Sqlite.text(place(), "SELECT number || ' ' || version || ' ' || delta FROM change"))
                .startsWith("1 4 [")
                .contains("\"n\"");
        assertThat(Sqlite.text(place(), "SELECT sequence || ' ' || made_ms || ' ' || intent FROM pending"))
                .startsWith("1 1001 [")
                .contains("\"x\"");
    }

    @Test
    void connection_commitsToALogThatIsForcedFromOutside() throws Exception {
        open();

        assertThat(disk.writer().text("PRAGMA journal_mode")).isEqualTo("wal");
        assertThat(disk.writer().number("PRAGMA synchronous")).isEqualTo(1);
        assertThat(disk.writer().number("PRAGMA auto_vacuum")).isEqualTo(2);
        assertThat(disk.forces.get()).isEqualTo(1);
    }

    @Test
    void changesOfSeveralAtoms_areWholeOrNotAtAll_whereverTheLogEnds() throws Exception {
        ReplicaStore store = open();
        Stored first = confirmed(3, Doc.of("text", "x".repeat(200), "n", 1), 1);
        store.save(Map.of("a", first, "b", first));
        int start = FaultySqlite.framesEnd(Files.readAllBytes(log(place())));
        Stored second = confirmed(4, first.value().with("n", 2), 1);
        store.save(Map.of("a", second, "b", second, "c", second));
        int middle = FaultySqlite.framesEnd(Files.readAllBytes(log(place())));
        store.append(List.of(put(store, "a", 1, "x", 1), put(store, "b", 1, "y", 2), put(store, "c", 1, "z", 3)));
        Path whole = killed(place(), temporary().resolve("whole"));
        byte[] log = Files.readAllBytes(log(whole));
        int end = FaultySqlite.framesEnd(log);
        assertThat(start).isLessThan(middle);
        assertThat(middle).isLessThan(end);

        for (int length = start; length < end + 500; length += 500) {
            int left = Math.min(length, end);
            Path torn = killed(whole, temporary().resolve("torn" + length));
            Files.write(log(torn), Arrays.copyOf(log, left));
            try (ReplicaStore after = SqliteReplicaStore.open(torn)) {
                assertThat(after.unsent()).as("cut to %d", left).hasSize(left == end ? 3 : 0);
                assertThat(List.of(after.load("a").value(), after.load("b").value()))
                        .containsOnly(left < middle ? first.value() : second.value());
                assertThat(after.load("c") == null).isEqualTo(left < middle);
            }
        }
    }

    @Test
    void oneField_ofALargeValue_isWrittenWithoutTheRest() throws Exception {
        ReplicaStore store = SqliteReplicaStore.open(place());
        Doc value = Doc.of("text", "x".repeat(MEGABYTE));
        save(store, "a", confirmed(0, value, 1));
        store.force(store.append(List.of(put(store, "a", 1, "x", 1))));
        long before = TestDisk.bytes(place());

        for (int i = 1; i <= 100; i++) {
            value = value.with("n", i);
            save(store, "a", confirmed(i, value, store.load("a").pending(), 2));
        }

        assertThat(TestDisk.bytes(place()) - before).isLessThan(2 * MEGABYTE);
        assertThat(Sqlite.text(place(), "SELECT version FROM value")).isEqualTo("0");
        assertThat(Sqlite.text(place(), "SELECT count(*) FROM change")).isEqualTo("100");
        assertThat(store.load("a").value()).isSameAs(value);
        store.close();
        try (ReplicaStore again = SqliteReplicaStore.open(place())) {
            assertThat(again.load("a").value()).isEqualTo(value);
        }
    }

    @Test
    void changes_thatOutweighTheValue_giveWayToIt() throws Exception {
        ReplicaStore store = open();
        Doc value = Doc.of("text", "x".repeat(300));
        for (int i = 0; i < 500; i++) {
            value = value.with("n", i);
            save(store, "a", confirmed(i, value, 1));
            assertThat(Sqlite.text(place(), "SELECT coalesce(sum(length(delta)), 0) <= 320 FROM change"))
                    .isEqualTo("1");
        }

        assertThat(Sqlite.text(place(), "SELECT version > 400 FROM value")).isEqualTo("1");
        assertThat(reopen(store).load("a").value()).isEqualTo(value);
    }

    @Test
    void valueThatGetsSmall_givesItsRoomBack() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(0, Doc.of("text", "x".repeat(20 * MEGABYTE)), 1));
        assertThat(TestDisk.bytes(place())).isGreaterThan(20 * MEGABYTE);
        save(store, "a", new Stored(new Version(6, 0), new HybridTimestamp(9, 0, Writes.HUB), Doc.of(), List.of(), 1));

        for (int i = 1; i < 200; i++) {
            save(store, "b", confirmed(i, Doc.of("n", i), 1));
        }
        store = reopen(store);

        assertThat(TestDisk.bytes(place())).isLessThan(2 * MEGABYTE);
        assertThat(store.load("b").value()).isEqualTo(Doc.of("n", 199));
    }

    @Test
    void reader_thatDoesNotEnd_isNoHindrance() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(0, Doc.of("n", 0), 1));
        try (Connection other = Sqlite.connect(place())) {
            other.setAutoCommit(false);
            assertThat(other.createStatement()
                            .executeQuery("SELECT * FROM atom")
                            .next())
                    .isTrue();
            for (int i = 1; i < 100; i++) { // so many that it is put in order
                save(store, "a", confirmed(i, Doc.of("n", i), 1));
            }
            append(store, put(store, "a", 1, "x", 1));
        }

        assertThat(store.failure()).isNull();
        assertThat(crash("after").load("a")).isEqualTo(store.load("a"));
    }

    @Test
    void fileLockedByAnother_writeIsRefused_andThenTaken() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(0, Doc.of("n", 0), 1));
        disk.writer().run("PRAGMA busy_timeout = 50");
        try (Connection other = Sqlite.connect(place())) {
            other.createStatement().execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> store.append(List.of(put(store, "a", 1, "x", 1))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("another process holds the file locked");
            assertThat(store.failure()).isNull();
        }

        append(store, put(store, "a", 1, "x", 2));
        assertThat(store.load("a").pending()).hasSize(1);
    }

    @Test
    void writeThatIsTooLarge_isRefused_andOthersAreTaken() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(0, Doc.of("n", 0), 1));
        SQLiteConnection connection = (SQLiteConnection) disk.writer().connection();
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, 10_000);

        assertThatThrownBy(() ->
                        store.append(List.of(put(store, "a", 1, "x", 1), put(store, "a", 2, "x", "x".repeat(20_000)))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a row at its limit");

        append(store, put(store, "a", 1, "x", 2));
        assertThat(crash("after").load("a").pending())
                .isEqualTo(store.load("a").pending())
                .hasSize(1);
    }

    @Test
    void writeThatFailsForAnotherReason_breaksTheStore_whichKeepsWhatItHad() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(0, Doc.of("n", 0), 1));
        append(store, put(store, "a", 1, "x", 1));
        Stored before = store.load("a");
        Path copy = killed(place(), temporary().resolve("copy"));
        disk.writer().run("DROP TABLE pending");

        assertThatThrownBy(() -> store.append(List.of(put(store, "a", 2, "x", 1))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("can't be written any more")
                .hasMessageContaining("pending");

        assertThat(store.failure()).contains("can't be written any more");
        assertThatThrownBy(() -> save(store, "a", confirmed(1, Doc.of("n", 1), 2)))
                .isInstanceOf(StoreException.class);
        assertThat(store.load("a")).isEqualTo(before).isEqualTo(open(copy).load("a"));
    }

    @Test
    void forceFails_whatWasForcedAndConfirmedStays() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(3, Doc.of(), 1));
        save(store, "b", confirmed(3, Doc.of(), 1));
        append(store, put(store, "a", 1, "x", 1), put(store, "a", 2, "x", 2), put(store, "b", 1, "x", 1));
        store.append(List.of(put(store, "a", 3, "x", 3)));
        List<PendingWrite> pending = store.load("a").pending();
        save(store, "a", confirmed(4, Doc.of("x", 1), pending.subList(1, 3), 4));
        long position = store.append(List.of(put(store, "a", 4, "x", 4)));

        disk.forceFails = true;
        assertThatThrownBy(() -> store.force(position)).isInstanceOf(StoreException.class);
        disk.forceFails = false;

        ReplicaStore after = crash("after");
        assertThat(after.load("a")).isEqualTo(confirmed(4, Doc.of("x", 1), pending.subList(1, 2), 3));
        assertThat(after.load("b").pending()).hasSize(1);
    }

    @Test
    void forceFails_whenItIsPutInOrder_theStoreIsBroken() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(0, Doc.of("n", 0), 1));
        disk.forceFails = true;
        for (int i = 1; store.failure() == null; i++) {
            assertThat(i).isLessThan(1_000);
            save(store, "a", confirmed(i, Doc.of("n", i), 1));
        }

        assertThat(store.failure()).contains("has failed to make writes durable");
        assertThatThrownBy(() -> store.append(List.of(put(store, "a", 1, "x", 1))))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void open_whatIsNoStore_isRefusedAndNotTouched() throws Exception {
        Path text = temporary().resolve("text.db");
        Files.writeString(
                text, "a text that somebody wants to keep, longer than the header of a database of SQLite is");
        Path shorter = Files.writeString(temporary().resolve("short.db"), "x");
        Path foreign = temporary().resolve("foreign.db");
        Sqlite.run(foreign, "CREATE TABLE atom (mine TEXT)", "INSERT INTO atom VALUES ('precious')");
        Path journal = temporary().resolve("journal.db");
        Journals.sqlite(journal).close();

        for (Path path : List.of(text, shorter, foreign, journal)) {
            byte[] before = Files.readAllBytes(path);
            assertThatThrownBy(() -> open(path))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(path + " is not a client's store")
                    .hasMessageContaining("It was not touched");
            assertThat(path).hasBinaryContent(before);
        }
    }

    @Test
    void open_placesThatAreNoFiles_saysSo() throws Exception {
        Path directory = Files.createDirectories(temporary().resolve("directory"));
        Path below = Files.createFile(temporary().resolve("file")).resolve("below");

        for (Path path : List.of(directory, below)) {
            assertThatThrownBy(() -> open(path))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(path.toString());
        }
    }

    @Test
    void open_emptyFileAndWhatACreationLeft_beginAnew() throws Exception {
        Files.createFile(place());
        Files.writeString(DurableFiles.beside(place(), "-new"), "half a database");

        ReplicaStore store = open();

        save(store, "a", confirmed(0, Doc.of("n", 0), 1));
        assertThat(reopen(store).load("a")).isNotNull();
    }

    @Test
    void open_allFilesButTheLockGone_beginsAnew() throws Exception {
        ReplicaStore store = open();
        save(store, "a", confirmed(0, Doc.of("n", 0), 1));
        append(store, put(store, "a", 1, "x", 1));
        store.close();
        Files.delete(place());

        assertThat(open().load("a")).isNull();
    }

    @Test
    void open_linkOrOddName_isTheFile() throws Exception {
        Path odd = temporary().resolve("new/odd ?#%41 name.db");
        ReplicaStore store = open(odd);
        save(store, "a", confirmed(0, Doc.of("n", 0), 1));
        Path link = Files.createSymbolicLink(temporary().resolve("link.db"), odd);

        assertThatThrownBy(() -> open(link)).isInstanceOf(StoreException.class).hasMessageContaining("this process");
        store.close();
        assertThat(open(link).load("a")).isNotNull();
    }

    @Test
    void open_olderTables_areMigratedOnceAndWhole() throws Exception {
        ReplicaStore first = open();
        save(first, "a", confirmed(0, Doc.of("n", 0), 1));
        first.close();
        Migrations.Step step = session -> session.run("ALTER TABLE value ADD COLUMN added INTEGER");
        Migrations.Step failing = session -> session.run("ALTER TABLE change ADD COLUMN more INTEGER", "no SQL");
        Migrations second = new Migrations(List.of(step));
        String columns = "SELECT group_concat(name) FROM pragma_table_info('value')";

        assertThatThrownBy(() -> open(new Migrations(List.of(step, failing)))).isInstanceOf(StoreException.class);
        assertThat(Sqlite.text(place(), columns)).doesNotContain("added");
        open(second).close();
        try (ReplicaStore again = open(second)) {
            assertThat(again.load("a").value()).isEqualTo(Doc.of("n", 0));
        }
        assertThat(Sqlite.text(place(), columns)).contains("added");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer version of this library")
                .hasMessageContaining("version 2")
                .hasMessageContaining("up to 1");
    }
}
