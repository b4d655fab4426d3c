package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.ClockSkew;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.merge.Conflict;
import io.entangle.merge.WholeLists;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.testing.Laws;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What rivals fail at and this library must not, each by its name. Which rivals do what is in the reference measurements
 * that {@code docs/semantics.md} quotes.
 */
final class RivalBehaviourTest {
    private final FakeTime time = new FakeTime(1_000_000_000_000L);
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<ClockSkew> skews = new ArrayList<>();

    private final AuthorityListener listener = new AuthorityListener() {
        @Override
        public void conflict(Conflict conflict) {
            conflicts.add(conflict);
        }

        @Override
        public void clockSkew(ClockSkew skew) {
            skews.add(skew);
        }
    };

    private Authority<Doc> authority(Doc start) {
        return new Authority<>(
                Atom.of(AtomType.doc(), start),
                1,
                new HybridClock(time, new SiteId(1)),
                AuthorityOptions.defaults(),
                listener);
    }

    /** A replica that has seen version 0 and no more, and that makes one write after another. */
    private final class Unsynced {
        private final String name;
        private final HybridClock clock;
        private final List<Write> queue = new ArrayList<>();
        private Doc shown;

        Unsynced(long site, FakeTime itsTime, Doc start) {
            this.name = "replica " + site;
            this.clock = new HybridClock(itsTime, new SiteId(site));
            this.shown = start;
        }

        Unsynced write(Doc after) {
            HybridTimestamp now = clock.now();
            Delta delta = WholeLists.of(Delta.diff(shown, after), after);
            queue.add(new Write(queue.size() + 1, 0, now, new Intent.Edits(delta)));
            shown = after;
            return this;
        }

        void sync(Authority<Doc> authority) {
            authority.subscribe(name, new Subscribe(null, 1, Delivery.LATEST));
            queue.forEach(write -> assertThat(authority.write(name, write)).isInstanceOf(Accepted.class));
        }
    }

    @Test
    void ofTwoWritesInTimeOrder_onTwoUnsyncedReplicas_theLaterWins_200TimesOf200() {
        int[] laterWon = {0};
        Laws.check(200, random -> {
            Doc start = Doc.of("key", "start");
            Unsynced one = new Unsynced(random.nextLong(), time, start);
            Unsynced other = new Unsynced(random.nextLong(), time, start);
            one.write(Doc.of("key", "earlier"));
            time.pass(1);
            other.write(Doc.of("key", "later"));
            Authority<Doc> authority = authority(start);

            boolean oneFirst = random.nextBoolean();
            (oneFirst ? one : other).sync(authority);
            (oneFirst ? other : one).sync(authority);

            assertThat(authority.atom().get()).isEqualTo(Doc.of("key", "later"));
            laterWon[0]++;
        });

        assertThat(laterWon[0]).isGreaterThanOrEqualTo(200);
    }

    @Test
    void concurrentCreationOfANestedMap_keepsBothSides() {
        Doc start = Doc.of();
        Unsynced one = new Unsynced(2, time, start).write(Doc.of("settings", Doc.of("a", 1)));
        Unsynced other = new Unsynced(3, time, start).write(Doc.of("settings", Doc.of("b", 2)));
        Authority<Doc> authority = authority(start);

        one.sync(authority);
        other.sync(authority);

        assertThat(authority.atom().get()).isEqualTo(Doc.of("settings", Doc.of("a", 1, "b", 2)));
        assertThat(conflicts).isEmpty();
    }

    @Test
    void aClockSixMinutesFast_isReportedAndDoesNotWin() {
        Doc start = Doc.of("key", "start");
        FakeTime fast = new FakeTime(time.millis() + Duration.ofMinutes(6).toMillis());
        Unsynced hasty = new Unsynced(2, fast, start).write(Doc.of("key", "from a clock 6 minutes fast"));
        Authority<Doc> authority = authority(start);
        hasty.sync(authority);

        time.pass(2);
        new Unsynced(3, time, start).write(Doc.of("key", "later")).sync(authority);

        assertThat(authority.atom().get()).isEqualTo(Doc.of("key", "later"));
        assertThat(skews).containsExactly(new ClockSkew(new SiteId(2), Duration.ofMinutes(6)));
    }

    @Test
    void deletingAThousandRows_shrinksTheMetadata() {
        Doc rows = Doc.of();
        for (int i = 0; i < 1_000; i++) {
            rows = rows.with("row " + i, Doc.of("name", "n" + i, "size", i));
        }
        Authority<Doc> authority = authority(Doc.of());
        Unsynced client = new Unsynced(2, time, Doc.of());
        client.write(rows);
        client.sync(authority);
        int afterCreation = authority.stamps().size();

        Unsynced deleting = new Unsynced(3, time, rows);
        for (int i = 0; i < 1_000; i++) {
            deleting.write(deleting.shown.without("row " + i));
        }
        deleting.queue.replaceAll(write ->
                new Write(write.sequence(), authority.head().version().number(), write.written(), write.intent()));
        deleting.sync(authority);
        int afterDeletion = authority.stamps().size();
        time.pass(AuthorityOptions.defaults().horizon().toMillis() + 1);
        authority.atom().swap(doc -> doc.with("later", true));
        int beyondTheHorizon = authority.stamps().size();

        assertThat(afterDeletion)
                .as("one stamp a row, where there were one a field")
                .isLessThan(afterCreation / 2);
        assertThat(beyondTheHorizon)
                .as("stamps when all who might write are past it")
                .isEqualTo(1);
    }

    @Test
    void aFieldEditedByOne_andAnotherByTheOther_bothSurvive() {
        Doc start = Doc.of("todo", Doc.of("text", "buy milk", "done", false));
        Unsynced one = new Unsynced(2, time, start).write(start.with(Path.of("todo", "text"), "buy oat milk"));
        Unsynced other = new Unsynced(3, time, start).write(start.with(Path.of("todo", "done"), true));
        Authority<Doc> authority = authority(start);

        other.sync(authority);
        one.sync(authority);

        assertThat(authority.atom().get()).isEqualTo(Doc.of("todo", Doc.of("text", "buy oat milk", "done", true)));
        assertThat(conflicts).isEmpty();
    }
}
