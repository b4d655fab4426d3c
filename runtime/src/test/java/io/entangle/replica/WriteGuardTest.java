package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.journal.MemoryJournal;
import io.entangle.replica.AtomicGroup.Member;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Writes that a guard does not let in: nothing happens, and the writer goes on with the next. */
final class WriteGuardTest {
    private static final Doc FIRST = Doc.of("n", 0);
    private static final WriteGuard NOBODY = new WriteGuard() {
        @Override
        public void check(Intent intent, Doc before) {
            throw new RefusedWriteException(RefusalCode.FORBIDDEN, "not you");
        }
    };
    private static final WriteGuard SMALL = new WriteGuard() {
        @Override
        public void checkOutcome(Doc before, Delta does) {
            if (does.apply(before).size() > 2) {
                throw new RefusedWriteException(RefusalCode.TOO_LARGE, "at most two entries");
            }
        }
    };

    private final FakeTime time = new FakeTime(1_000_000_000_000L);
    private final HybridClock clock = new HybridClock(time, new SiteId(1));
    private final Authority<Doc> one = authority();
    private final Authority<Doc> two = authority();

    private Authority<Doc> authority() {
        return new Authority<>(Atom.of(FIRST), 7, clock, AuthorityOptions.defaults(), conflict -> {});
    }

    private Write put(long sequence, String key) {
        HybridTimestamp written = new HybridTimestamp(time.millis(), (int) sequence, new SiteId(7));
        Delta delta = Delta.diff(FIRST, FIRST.with(key, sequence));
        return new Write(sequence, 0, written, new Intent.Edits(delta));
    }

    private static Refused forbidden(long sequence) {
        return new Refused(sequence, RefusalCode.FORBIDDEN, "not you");
    }

    @Test
    void write_notLetIn_isRefused_andTheNextIsTaken() {
        List<ToReplica> refused = AtomicGroup.write("ada", List.of(new Member(one, put(1, "a"), NOBODY)));
        List<ToReplica> taken = AtomicGroup.write("ada", List.of(new Member(one, put(2, "b"))));

        assertThat(refused).containsExactly(forbidden(1));
        assertThat(taken).containsExactly(new Accepted(2, 1, List.of()));
        assertThat(one.atom().get()).isEqualTo(Doc.of("n", 0, "b", 2));
    }

    @Test
    void write_notLetInAndSentAgain_isRefusedAgain_whoeverGuardsThen() {
        AtomicGroup.write("ada", List.of(new Member(one, put(1, "a"), NOBODY)));

        assertThat(AtomicGroup.write("ada", List.of(new Member(one, put(1, "a")))))
                .containsExactly(forbidden(1));
        assertThat(one.atom().get()).isEqualTo(FIRST);
    }

    @Test
    void write_whoseOutcomeIsNotLetIn_isRefused() {
        List<Member> writes = List.of(new Member(one, put(1, "a"), SMALL));
        assertThat(AtomicGroup.write("ada", writes)).containsExactly(new Accepted(1, 1, List.of()));

        assertThat(AtomicGroup.write("ada", List.of(new Member(one, put(2, "b"), SMALL))))
                .containsExactly(new Refused(2, RefusalCode.TOO_LARGE, "at most two entries"));
        assertThat(one.atom().get()).isEqualTo(Doc.of("n", 0, "a", 1));
    }

    @Test
    void group_ofWhichOneIsNotLetIn_isRefusedWhole() {
        List<ToReplica> answers =
                AtomicGroup.write("ada", List.of(new Member(one, put(1, "a")), new Member(two, put(1, "a"), NOBODY)));

        assertThat(answers)
                .containsExactly(
                        new Refused(1, RefusalCode.GROUP, "another write of its group was refused"), forbidden(1));
        assertThat(one.atom().get()).isEqualTo(FIRST);
        assertThat(two.atom().get()).isEqualTo(FIRST);
    }

    @Test
    void write_notLetInOnAJournal_isRefusedBehindThoseBeforeIt() {
        try (JournaledHubSide hub =
                new JournaledHubSide(new MemoryJournal(), time, AuthorityOptions.<Doc>defaults(), FIRST)) {
            List<ToReplica> answers = new ArrayList<>();
            for (Member member : List.of(
                    new Member(hub.authority, put(1, "a")),
                    new Member(hub.authority, put(2, "b"), NOBODY),
                    new Member(hub.authority, put(3, "c")))) {
                AtomicGroup.write("ada", List.of(member), answers::addAll);
            }
            while (answers.size() < 3) {
                hub.driveOnce();
            }

            assertThat(answers)
                    .containsExactly(new Accepted(1, 1, List.of()), forbidden(2), new Accepted(3, 2, List.of()));
            assertThat(hub.atom.get()).isEqualTo(Doc.of("n", 0, "a", 1, "c", 3));
        }
    }
}
