package io.entangle.journal.sql;

import static io.entangle.journal.Chain.entries;
import static io.entangle.journal.Chain.entry;
import static io.entangle.journal.Chain.snapshot;
import static io.entangle.journal.Chain.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.entangle.clock.Entropy;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.journal.Damage;
import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Durability;
import io.entangle.journal.Entry;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.Recovery;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular about a journal in PostgreSQL. */
final class PostgresJournalTest {
    private final String url = Postgres.freshUrl();

    @Test
    void postgres_openedAgain_isAsItWas() {
        Recovery before;
        try (Journal journal = begun()) {
            journal.snapshot("a", snapshot(7));
            before = journal.recover("a", 10);
        }

        try (Journal journal = Journals.postgres(url)) {
            assertThat(journal.recover("a", 10)).isEqualTo(before);
            assertThat(journal.name()).contains("localhost", "test_").doesNotContain("password");
        }
    }

    @Test
    void postgres_badAddresses_areRefused() {
        for (String bad : List.of("jdbc:sqlite:x", "postgresql://host/y", url.replace("test_", "No\"Schema"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Journals.postgres(bad));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Journals.postgres(url, new Properties(), Durability.MEMORY, Entropy.SYSTEM));
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journals.postgres("jdbc:postgresql://localhost:1/postgres", "me", "topsecret"))
                .matches(e -> e.failure() == Failure.UNAVAILABLE)
                .withMessageContaining("localhost:1")
                .withMessageNotContaining("topsecret");
    }

    @Test
    void postgres_lessDurableOnPurpose_isToldSo() {
        try (Journal journal = Journals.postgres(url, new Properties(), Durability.PROCESS, Entropy.SYSTEM)) {
            assertThat(journal.durability()).isEqualTo(Durability.PROCESS);
        }
    }

    @Test
    void postgres_serverLessDurableThanAsked_isRefused() throws Exception {
        try (EmbeddedPostgres server = Postgres.startWithoutForcing()) {
            String there = Postgres.url(server, "entangle");

            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> Journals.postgres(there))
                    .matches(e -> e.failure() == Failure.UNAVAILABLE)
                    .withMessageContainingAll("disk durable", "fsync is off", "full_page_writes off");
            Journals.postgres(there, new Properties(), Durability.PROCESS, Entropy.SYSTEM)
                    .close();
        }
    }

    @Test
    void postgres_commitsThatDoNotWait_waitHere() throws Exception {
        Postgres.run(url, "ALTER ROLE postgres SET synchronous_commit = off");
        try (Journal journal = Journals.postgres(url)) {
            String here =
                    ((SqlJournal) journal).engine().write("look", session -> session.text("SHOW synchronous_commit"));
            assertThat(here).isEqualTo("on");
        } finally {
            Postgres.run(url, "ALTER ROLE postgres RESET synchronous_commit");
        }
    }

    @Test
    void postgres_roleWithoutPrivileges_isEnough() throws Exception {
        String schema = url.substring(url.lastIndexOf('=') + 1);
        String role = "role_" + schema;
        Postgres.run(
                url,
                "CREATE ROLE " + role + " LOGIN PASSWORD 'x'",
                "CREATE SCHEMA " + schema + " AUTHORIZATION " + role);
        String asRole = url.replaceAll("user=postgres", "user=" + role).replaceAll("password=postgres", "password=x");

        try (Journal journal = Journals.postgres(asRole)) {
            journal.begin("a", 1, snapshot(0));
            assertThat(journal.append(List.of(entries("a", 0, 2)))).containsExactly(true);
        }
    }

    @Test
    void postgres_tablesOfOthers_areNotTouched() throws Exception {
        String schema = url.substring(url.lastIndexOf('=') + 1);
        Postgres.run(url, "CREATE SCHEMA " + schema, "CREATE TABLE " + schema + ".entry (mine TEXT)");

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journals.postgres(url))
                .withMessageContainingAll("is not a journal", "entry", "not touched");
        assertThat(Postgres.text(url, "SELECT count(*) FROM pg_tables WHERE schemaname = '" + schema + "'"))
                .isEqualTo("1");
    }

    @Test
    void postgres_newerTables_areRefusedAndOlderMigrated() {
        begun().close();
        Schema second = new Schema(List.of(session -> session.run("ALTER TABLE atom ADD COLUMN added BIGINT")));
        PostgresServer server = new PostgresServer(url, new Properties(), Durability.DISK);

        for (int i = 0; i < 2; i++) {
            PostgresEngine.open(server, Durability.DISK, Entropy.SYSTEM, second, java.time.Duration.ZERO)
                    .close();
        }

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> Journals.postgres(url))
                .withMessageContaining("newer version of this library");
    }

    @Test
    void postgres_openedByManyAtOnce_isMadeOnce() {
        List<CompletableFuture<Void>> openings = java.util.stream.IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    try (Journal journal = Journals.postgres(url)) {
                        journal.begin("shared", i, snapshot(0));
                        journal.begin("own " + i, i, snapshot(0));
                    }
                }))
                .toList();
        openings.forEach(CompletableFuture::join);

        try (Journal journal = Journals.postgres(url)) {
            assertThat(journal.atoms()).hasSize(5);
            assertThat(journal.verify(progress -> {})).isEmpty();
        }
    }

    @Test
    void postgres_copiedTables_beginEpochs() throws Exception {
        begun().close();
        String schema = url.substring(url.lastIndexOf('=') + 1);
        String copy = schema + "_copy";
        Postgres.run(url, "CREATE SCHEMA " + copy);
        for (String table : List.of("meta", "atom", "entry", "snapshot", "client")) {
            Postgres.run(
                    url,
                    "CREATE TABLE " + copy + "." + table + " (LIKE " + schema + "." + table + " INCLUDING ALL)",
                    "INSERT INTO " + copy + "." + table + " SELECT * FROM " + schema + "." + table);
        }

        Set<Long> epochs = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            try (Journal journal = Journals.postgres(url + "_copy")) {
                epochs.add(journal.recover("a", 0).head().epoch());
                assertThat(journal.verify(progress -> {})).isEmpty();
            }
        }

        assertThat(epochs).hasSize(1).doesNotContain(1L);
        try (Journal journal = Journals.postgres(url)) {
            assertThat(journal.recover("a", 0).head().epoch()).isEqualTo(1);
        }
    }

    @Test
    void append_twoProcesses_onlyOneFollows() {
        try (Journal one = begun();
                Journal two = Journals.postgres(url)) {
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> appendAll(one, 1));
            int second = appendAll(two, 2);

            assertThat(first.join() + second).isEqualTo(100);
            Recovery recovery = one.recover("a", 1000);
            assertThat(recovery.head().version()).isEqualTo(120);
            assertThat(recovery.entries()).hasSize(120);
            assertThat(two.verify(progress -> {})).isEmpty();
        }
    }

    /** Appends until version 120 is there. */
    private static int appendAll(Journal journal, long site) {
        int kept = 0;
        for (long version = journal.recover("a", 0).head().version(); version < 120; ) {
            HybridTimestamp made = new HybridTimestamp(0, 0, new SiteId(site));
            Entry entry = new Entry(
                    "a",
                    version + 1,
                    1_000_000,
                    made,
                    new Entry.Origin("site " + site, kept + 1, null),
                    Delta.NONE,
                    null);
            if (journal.append(List.of(List.of(entry))).get(0)) {
                kept++;
                version++;
            } else {
                version = journal.recover("a", 0).head().version();
            }
        }
        return kept;
    }

    @Test
    void onAppended_anotherProcess_isToldOfItsAtomsAlone() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        try (Journal one = begun();
                Journal two = Journals.postgres(url)) {
            two.begin("ä/😀 '\"", 1, snapshot(0));
            two.onAppended(told::add);
            await().until(() -> told.size() == 2);
            told.clear();

            two.append(List.of(List.of(entry("a", 21))));
            one.append(List.of(List.of(entry("a", 22), entry("ä/😀 '\"", 1)), List.of(entry("a", 23))));
            await().until(() -> told.size() == 2);

            assertThat(told).containsExactlyInAnyOrder("a", "ä/😀 '\"");
        }
    }

    @Test
    void onAppended_listenerThrows_isToldAgain() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        try (Journal one = begun();
                Journal two = Journals.postgres(url)) {
            two.onAppended(atom -> {
                told.add(atom);
                Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> told.add(e.getMessage()));
                throw new IllegalStateException("thrown");
            });
            await().until(() -> told.contains("thrown"));

            one.append(List.of(List.of(entry("a", 21))));

            await().until(() -> told.size() >= 4);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE entry SET delta = '[]' WHERE version = 15 | table entry, atom \"a\", version 15",
                "DELETE FROM entry WHERE version = 15 | table entry, atom \"a\", version 15",
                "DELETE FROM entry WHERE version = 20 | table entry, atom \"a\", version 20",
                "UPDATE snapshot SET value = '1' | table snapshot, atom \"a\", version 0",
                "DELETE FROM snapshot | table snapshot, atom \"a\"",
                "UPDATE client SET sequence = 9 | table client, atom \"a\", client \"c\"",
                "DELETE FROM client | table client, atom \"a\"",
                "UPDATE atom SET version = 19 | table atom, atom \"a\""
            })
    void recover_damaged_isRefusedWithThePlace(String sql, String place) throws Exception {
        begun().close();
        Postgres.run(url, sql);

        try (Journal journal = Journals.postgres(url)) {
            assertThatExceptionOfType(DamagedJournalException.class)
                    .isThrownBy(() -> journal.recover("a", 50))
                    .matches(e -> e.place().startsWith(journal.name() + ", " + place), place);
            assertThat(journal.verify(progress -> {})).extracting(Damage::place).contains(place);
        }
    }

    private Journal begun() {
        Journal journal = Journals.postgres(url);
        journal.begin("a", 1, snapshot(0));
        assertThat(journal.append(List.of(
                        List.of(written("a", 1, "c", 1, null)),
                        List.of(written("a", 2, "c", 2, null)),
                        entries("a", 2, 20))))
                .containsExactly(true, true, true);
        return journal;
    }
}
