package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.journal.Entry;
import io.entangle.journal.MemoryJournal;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written down of the outcomes that a client may have to be told again. */
final class JournaledOutcomesTest {
    private static final Doc FIRST = Doc.of("mine", 0, "ours", 0);

    private final FakeTime time = new FakeTime(1_000_000_000_000L);
    private final MemoryJournal journal = new MemoryJournal();
    private final JournaledHubSide hub = new JournaledHubSide(journal, time, AuthorityOptions.<Doc>defaults(), FIRST);

    private Write write(long sequence, String field) {
        return write(sequence, 0, field);
    }

    private Write write(long sequence, long seen, String field) {
        HybridTimestamp written = new HybridTimestamp(time.millis(), (int) sequence, new SiteId(7));
        Doc after = FIRST.with(field, 100 + sequence);
        return new Write(sequence, seen, written, new Intent.Edits(Delta.diff(FIRST, after)));
    }

    private List<Boolean> haveOutcomes() {
        List<Boolean> have = new ArrayList<>();
        journal.read("a", 0, hub.atom.version(), (Entry entry) -> {
            if (entry.origin() != null) {
                have.add(entry.origin().outcomes() != null);
            }
            return true;
        });
        return have;
    }

    private int mostOutcomes() {
        List<Integer> sizes = new ArrayList<>();
        journal.read("a", 0, hub.atom.version(), entry -> {
            if (entry.origin() != null && entry.origin().outcomes() != null) {
                sizes.add(entry.origin().outcomes().size());
            }
            return true;
        });
        return sizes.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    @Test
    void outcomes_ofManyWritesAtATime_areWrittenDownWhereTheyAreNew() {
        try (hub) {
            hub.atom.swap(doc -> doc.with("ours", 1));
            List<Write> writes = List.of(write(1, "mine"), write(2, "ours"), write(3, "mine"), write(4, "mine"));
            List<ToReplica> answers = new ArrayList<>();

            writes.forEach(write -> AtomicGroup.write(
                    "client", List.of(new AtomicGroup.Member(hub.authority, write)), answers::addAll));
            while (answers.size() < writes.size()) {
                hub.driveOnce();
            }

            assertThat(haveOutcomes()).containsExactly(false, true, false, false);
        }
    }

    @Test
    void answer_ofAMutation_isToldAgainAfterARestart() {
        AuthorityOptions<Doc> options = AuthorityOptions.<Doc>defaults()
                .withMutations(Mutations.<Doc>builder()
                        .addAnswering(
                                "number",
                                (doc, arguments) -> new Mutations.Answered<>(
                                        doc.with("mine", 8), Doc.of("number", 8, "of", arguments)))
                        .build());
        try (JournaledHubSide answering =
                new JournaledHubSide(JournaledAuthorityPropertyTest.kept(), time, options, FIRST)) {
            HybridTimestamp written = new HybridTimestamp(time.millis(), 1, new SiteId(7));
            Write call = new Write(1, 0, written, new Intent.Call("number", Doc.list(1)));
            ToReplica.Accepted expected =
                    new ToReplica.Accepted(1, 1, List.of(), Doc.of("number", 8, "of", Doc.list(1)));
            assertThat(answering.write("client", call)).isEqualTo(expected);

            answering.restart();

            assertThat(answering.write("client", call)).isEqualTo(expected);
            assertThat(answering
                            .authority
                            .subscribe("client", new ToAuthority.Subscribe(null, 1, Delivery.LATEST))
                            .opening())
                    .isInstanceOfSatisfying(
                            ToReplica.Snapshot.class,
                            snapshot -> assertThat(snapshot.outcomes()).containsExactly(expected));
            assertThat(answering.atom.version()).isEqualTo(1);
        }
    }

    @Test
    void outcomes_thatTheClientKnows_areNotWrittenDownAgain() {
        try (hub) {
            for (int sequence = 1; sequence <= 20; sequence++) {
                long seen = hub.atom.version();
                hub.atom.swap(doc -> doc.with("ours", ((Long) doc.get("ours")) + 1)); // which the client has not seen
                List<ToReplica> answers = new ArrayList<>();
                AtomicGroup.write(
                        "client",
                        List.of(new AtomicGroup.Member(hub.authority, write(sequence, seen, "ours"))),
                        answers::addAll);
                while (answers.isEmpty()) {
                    hub.driveOnce();
                }
                assertThat(((ToReplica.Accepted) answers.get(0)).conflicts()).hasSize(1);
            }

            assertThat(haveOutcomes()).hasSize(20).doesNotContain(false);
            assertThat(mostOutcomes()).isEqualTo(2); // that of the version it has, and its own
        }
    }
}
