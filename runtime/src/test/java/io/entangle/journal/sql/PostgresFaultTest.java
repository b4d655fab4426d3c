package io.entangle.journal.sql;

import static io.entangle.journal.Chain.entries;
import static io.entangle.journal.Chain.entry;
import static io.entangle.journal.Chain.snapshot;
import static io.entangle.journal.Chain.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.entangle.clock.Entropy;
import io.entangle.journal.ClientMark;
import io.entangle.journal.Durability;
import io.entangle.journal.Entry;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.Recovery;
import io.entangle.journal.sql.CuttingProxy.Cut;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are lost, at the worst moments, and servers that go and come back. */
final class PostgresFaultTest {
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final String url = Postgres.freshUrl();
    private CuttingProxy proxy;
    private Journal journal;

    @BeforeEach
    void begin() throws IOException {
        proxy = new CuttingProxy(Postgres.shared().getPort());
        // commits are written out each time, so that the proxy can see them
        journal = open(url.replace(":" + Postgres.shared().getPort(), ":" + proxy.port()) + "&prepareThreshold=0");
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 1, snapshot(0));
        journal.append(List.of(entries("a", 0, 2)));
    }

    private static Journal open(String url) {
        PostgresServer server = new PostgresServer(url, new Properties(), Durability.DISK);
        return new SqlJournal(PostgresEngine.open(server, Durability.DISK, Entropy.SYSTEM, Schema.CURRENT, PATIENCE));
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
        proxy.close();
    }

    @Test
    void append_cutBeforeCommit_findsOutAndKeepsOnce() {
        proxy.cutAt(Cut.BEFORE_COMMIT, false);

        assertThat(journal.append(List.of(List.of(written("a", 3, "c", 1, null), entry("b", 1)))))
                .containsExactly(true);

        assertThat(proxy.cuts()).isEqualTo(1);
        assertKeptOnce();
    }

    @Test
    void append_answerLost_findsOutAndKeepsOnce() {
        proxy.cutAt(Cut.AFTER_COMMIT, false);

        assertThat(journal.append(List.of(List.of(written("a", 3, "c", 1, null), entry("b", 1)))))
                .containsExactly(true);

        assertThat(proxy.cuts()).isEqualTo(1);
        assertKeptOnce();
    }

    @Test
    void append_answerLostAndServerToo_isInDoubtUntilItIsBack() {
        assertInDoubtUntilBack(Cut.AFTER_COMMIT);
    }

    @Test
    void append_cutBeforeCommitAndServerToo_isInDoubtUntilItIsBack() {
        assertInDoubtUntilBack(Cut.BEFORE_COMMIT);
    }

    private void assertInDoubtUntilBack(Cut cut) {
        List<List<Entry>> groups =
                List.of(List.of(written("a", 3, "c", 1, null), entry("b", 1)), List.of(entry("b", 3)));
        proxy.cutAt(cut, true);

        assertFails(Failure.IN_DOUBT, () -> journal.append(groups));
        assertFails(Failure.IN_DOUBT, () -> journal.append(groups));
        proxy.heal();

        assertThat(journal.append(groups)).containsExactly(true, false);
        assertKeptOnce();
        assertThat(journal.append(List.of(List.of(entry("a", 4))))).containsExactly(true);
    }

    @Test
    void append_inDoubtAndAnotherAppendedMeanwhile_tellsTheTwoApart() {
        proxy.cutAt(Cut.AFTER_COMMIT, true);
        assertFails(Failure.IN_DOUBT, () -> journal.append(List.of(List.of(entry("a", 3)))));
        try (Journal other = open(url)) {
            other.append(List.of(entries("a", 3, 5)));
        }
        proxy.heal();
        assertThat(journal.append(List.of(List.of(entry("a", 3))))).containsExactly(true);

        proxy.cutAt(Cut.BEFORE_COMMIT, true);
        assertFails(Failure.IN_DOUBT, () -> journal.append(List.of(List.of(written("a", 6, "c", 1, null)))));
        try (Journal other = open(url)) {
            other.append(List.of(entries("a", 5, 7)));
        }
        proxy.heal();
        assertThat(journal.append(List.of(List.of(written("a", 6, "c", 1, null)))))
                .containsExactly(false);

        assertThat(recover("a").entries()).isEqualTo(entries("a", 0, 7));
        assertThat(recover("a").clients()).isEmpty();
    }

    @Test
    void otherWrites_answerLost_findOut() {
        proxy.cutAt(Cut.AFTER_COMMIT, false);
        assertThat(journal.begin("c", 5, snapshot(0)).epoch()).isEqualTo(5);
        proxy.cutAt(Cut.AFTER_COMMIT, false);
        journal.snapshot("a", snapshot(1));
        proxy.cutAt(Cut.AFTER_COMMIT, false);
        assertThat(journal.compact("a", 1)).isEqualTo(1);
        proxy.cutAt(Cut.BEFORE_COMMIT, false);
        journal.beginEpoch("a", 77);

        assertThat(proxy.cuts()).isEqualTo(4);
        assertThat(recover("a").head().epoch()).isEqualTo(77);
        assertThat(journal.verify(progress -> {})).isEmpty();
    }

    @Test
    void append_noServer_isUnavailableAndThenWorks() {
        proxy.refuse();

        assertFails(Failure.UNAVAILABLE, () -> journal.append(List.of(List.of(entry("a", 3)))));
        assertFails(Failure.UNAVAILABLE, () -> journal.append(List.of(List.of(entry("a", 3)))));
        proxy.heal();

        assertThat(journal.append(List.of(List.of(entry("a", 3))))).containsExactly(true);
        assertThat(recover("a").entries()).isEqualTo(entries("a", 0, 3));
    }

    @Test
    void append_connectionEndedByTheServer_goesOn() throws Exception {
        for (long version = 3; version < 6; version++) {
            Postgres.run(
                    url,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE application_name = 'entangle' AND pid <> pg_backend_pid()");

            assertThat(journal.append(List.of(List.of(entry("a", version))))).containsExactly(true);
        }
        assertThat(recover("a").entries()).isEqualTo(entries("a", 0, 5));
    }

    @Test
    void append_rowHeldByAnother_waitsForIt() throws Exception {
        try (java.sql.Connection other = java.sql.DriverManager.getConnection(url)) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT 1 FROM atom WHERE name = 'a' FOR UPDATE");
            Thread release = new Thread(() -> {
                await().until(() -> !Postgres.text(url, "SELECT 1 FROM pg_locks WHERE NOT granted")
                        .equals("none"));
                try {
                    other.rollback();
                } catch (java.sql.SQLException e) {
                    throw new AssertionError(e);
                }
            });
            release.start();

            assertThat(journal.append(List.of(List.of(entry("a", 3))))).containsExactly(true);
            release.join();
        }
    }

    @Test
    void onAppended_connectionLost_isToldOfAllWhenItIsBack() {
        Set<String> told = ConcurrentHashMap.newKeySet();
        journal.onAppended(told::add);
        await().until(() -> told.equals(Set.of("a", "b")));
        proxy.refuse();
        try (Journal other = open(url)) {
            other.append(List.of(List.of(entry("a", 3))));
        }
        told.clear();
        proxy.heal();

        await().until(() -> told.equals(Set.of("a", "b")));
    }

    @Test
    void server_stoppedAndStarted_isUsedAgain(@TempDir Path data) throws Exception {
        EmbeddedPostgres server = Postgres.start(data, 0);
        int port = server.getPort();
        Journal own = open(Postgres.url(server, "entangle"));
        try (own) {
            own.begin("a", 1, snapshot(0));
            own.append(List.of(entries("a", 0, 2)));
            server.close();

            assertFails(Failure.UNAVAILABLE, () -> own.append(List.of(List.of(entry("a", 3)))));
            assertFails(Failure.UNAVAILABLE, own::atoms);
            server = Postgres.start(data, port);

            assertThat(own.append(List.of(List.of(entry("a", 3))))).containsExactly(true);
            assertThat(own.recover("a", 9).entries()).isEqualTo(entries("a", 0, 3));
            assertThat(own.recover("a", 9).head().epoch()).isEqualTo(1);
        } finally {
            server.close();
        }
    }

    private void assertKeptOnce() {
        assertThat(recover("a").entries()).hasSize(3).endsWith(written("a", 3, "c", 1, null));
        assertThat(recover("a").clients()).containsExactly(new ClientMark("c", 1, null, 30));
        assertThat(recover("b").entries()).containsExactly(entry("b", 1));
        assertThat(journal.verify(progress -> {})).isEmpty();
    }

    private Recovery recover(String atom) {
        Recovery recovery = journal.recover(atom, 1000);
        assertThat(recovery).isNotNull();
        return recovery;
    }

    private static void assertFails(Failure failure, ThrowingCallable use) {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(use)
                .matches(e -> e.failure() == failure, "says " + failure);
    }
}
