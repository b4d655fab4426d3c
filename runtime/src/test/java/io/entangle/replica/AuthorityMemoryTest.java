package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.atom.State;
import io.entangle.atom.Version;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.merge.Conflict;
import io.entangle.merge.MergePolicy;
import io.entangle.merge.Siblings;
import io.entangle.merge.Strategy;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.FellBehind;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Unresolved;
import io.entangle.replica.ToReplica.Update;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an authority remembers and for how long: versions to resume from, stamps to merge by, each version for audits. */
final class AuthorityMemoryTest {
    private static final long EPOCH = 7;
    private static final Doc START = Doc.of("rows", Doc.of("a", Doc.of("n", 1)), "x", 0);

    private final FakeTime time = new FakeTime(1_000_000_000_000L);
    private final Atom<Doc> atom = Atom.of(AtomType.doc(), START);
    private final List<Conflict> conflicts = new ArrayList<>();

    private Authority<Doc> authority(AuthorityOptions<Doc> options) {
        return new Authority<>(atom, EPOCH, new HybridClock(time, new SiteId(1)), options, conflicts::add);
    }

    private static Subscribe subscribe(Long known, Delivery delivery) {
        return new Subscribe(known == null ? null : new Version(EPOCH, known), 1, delivery);
    }

    private void set(String key, Object value) {
        atom.swap(doc -> doc.with(key, value));
    }

    private Write edits(long sequence, long seen, Doc from, Doc to) {
        HybridTimestamp written = new HybridTimestamp(time.millis(), 0, new SiteId(2));
        return new Write(sequence, seen, written, new Intent.Edits(Delta.diff(from, to)));
    }

    @Test
    void version_olderThanItIsKept_isAnsweredByASnapshot() {
        Authority<Doc> authority =
                authority(AuthorityOptions.<Doc>defaults().withRetention(1_000, Duration.ofHours(1)));
        set("x", 1);
        assertThat(authority.subscribe("c", subscribe(0L, Delivery.LATEST)).opening())
                .isInstanceOf(Resumed.class);

        time.pass(Duration.ofHours(1).toMillis() + 1);
        set("x", 2);

        assertThat(authority.subscribe("c", subscribe(0L, Delivery.LATEST)).opening())
                .isInstanceOf(Snapshot.class);
    }

    @Test
    void missed_heavierThanTheValue_isAnsweredByASnapshot() {
        Doc large = Doc.of();
        for (int i = 0; i < 500; i++) {
            large = large.with("key " + i, "a value that has some length " + i);
        }
        atom.reset(large);
        Authority<Doc> authority = authority(AuthorityOptions.defaults());
        Doc small = Doc.of("left", 1);
        atom.reset(small);

        assertThat(authority.subscribe("c", subscribe(1L, Delivery.LATEST)).opening())
                .isInstanceOfSatisfying(
                        Snapshot.class, snapshot -> assertThat(snapshot.value()).isEqualTo(small));
    }

    @Test
    void write_olderThanTheHorizon_isTakenAsMadeNow_andReported() {
        Authority<Doc> authority = authority(AuthorityOptions.<Doc>defaults().withHorizon(Duration.ofDays(1)));
        authority.subscribe("c", subscribe(0L, Delivery.LATEST));
        Write old = edits(1, 0, START, START.with("x", "from long ago").with(Path.of("rows", "a", "n"), 2));
        set("x", "newer");
        authority.head();
        time.pass(Duration.ofDays(2).toMillis());
        set("other", 1);
        set("other", 2);

        ToReplica answer = authority.write("c", old);

        assertThat(atom.get()).isEqualTo(Doc.of("rows", Doc.of("a", Doc.of("n", 2)), "x", "from long ago", "other", 2));
        assertThat(conflicts).extracting(Conflict::rule).containsOnly(Conflict.REBASED);
        assertThat(conflicts).extracting(Conflict::theirs).containsExactlyInAnyOrder("newer", 1L);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.conflicts()).isEqualTo(conflicts));
    }

    @Test
    void write_olderThanTheHorizon_toARowThatIsGone_isRefusedAndBringsNothingBack() {
        Authority<Doc> authority = authority(AuthorityOptions.<Doc>defaults().withHorizon(Duration.ofDays(1)));
        authority.subscribe("c", subscribe(0L, Delivery.LATEST));
        Write old = edits(1, 0, START, START.with(Path.of("rows", "a", "n"), 2));
        atom.swap(doc -> doc.with("rows", Doc.of()));
        authority.head();
        time.pass(Duration.ofDays(2).toMillis());
        set("other", 1);
        set("other", 2);

        assertThat(authority.write("c", old)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.EXPIRED);
            assertThat(refused.reason()).contains("\"/rows/a\"");
        });
        assertThat(atom.get().get("rows")).isEqualTo(Doc.of());
    }

    @Test
    void lateWrite_withinTheHorizon_doesNotBringBackWhatWasRemovedLater() {
        Authority<Doc> authority = authority(AuthorityOptions.defaults());
        authority.subscribe("c", subscribe(0L, Delivery.LATEST));
        Write late = edits(1, 0, START, START.with(Path.of("rows", "a", "n"), 2));
        time.pass(Duration.ofDays(20).toMillis());
        atom.swap(doc -> doc.with("rows", Doc.of()));
        authority.head();
        time.pass(Duration.ofDays(9).toMillis());

        authority.write("c", late);

        assertThat(atom.get().get("rows")).isEqualTo(Doc.of());
    }

    @Test
    void everyVersion_givesOneUpdateForEach_evenOfThoseMadeBetweenTwoCalls() {
        Authority<Doc> authority = authority(AuthorityOptions.defaults());
        Authority<Doc>.Subscription every = authority.subscribe("c", subscribe(0L, Delivery.EVERY_VERSION));
        atom.watchChanges("feed", change -> authority.passed(new State<>(change.version(), change.after())));
        set("x", 1);
        set("x", 2);
        set("x", 3);

        List<Long> to = new ArrayList<>();
        Doc value = START;
        for (Update update = every.next(); update != null; update = every.next()) {
            assertThat(every.notice()).isNull();
            to.add(update.to());
            value = update.delta().apply(value);
            assertThat(value.get("x")).isEqualTo(update.to());
        }

        assertThat(to).containsExactly(1L, 2L, 3L);
    }

    @Test
    void everyVersion_ofMoreThanAreKept_isToldThatItFellBehind() {
        Authority<Doc> authority = authority(AuthorityOptions.<Doc>defaults().withRetention(4, Duration.ofDays(1)));
        Authority<Doc>.Subscription every = authority.subscribe("c", subscribe(0L, Delivery.EVERY_VERSION));
        atom.watchChanges("feed", change -> authority.passed(new State<>(change.version(), change.after())));
        for (int i = 1; i <= 10; i++) {
            set("x", i);
        }

        assertThat(every.notice()).isEqualTo(new FellBehind(0, 7));
        assertThat(every.notice()).isNull();
        assertThat(every.next().to()).isEqualTo(7);
        assertThat(every.next().to()).isEqualTo(8);
    }

    @Test
    void everyVersion_whileTheAuthorityIsNotCalled_keepsNoMoreThanAreRetained() {
        Authority<Doc> authority = authority(AuthorityOptions.<Doc>defaults().withRetention(100, Duration.ofDays(1)));
        Authority<Doc>.Subscription every = authority.subscribe("c", subscribe(0L, Delivery.EVERY_VERSION));
        for (int i = 1; i <= 10; i++) {
            set("x", i);
            if (i > 3) {
                authority.passed(atom.state());
            }
        }

        assertThat(every.notice()).isEqualTo(new FellBehind(0, 4));
        Authority<Doc> small = authority(AuthorityOptions.<Doc>defaults().withRetention(2, Duration.ofDays(1)));
        Authority<Doc>.Subscription behind = small.subscribe("c", subscribe(10L, Delivery.EVERY_VERSION));
        for (int i = 11; i <= 20; i++) {
            set("x", i);
            small.passed(atom.state());
        }
        assertThat(behind.notice()).isEqualTo(new FellBehind(10, 19));
        assertThat(behind.next().to()).isEqualTo(19);
        assertThat(behind.next().to()).isEqualTo(20);
    }

    @Test
    void siblingsResolvedWhileAReplicaWasAway_areToldWhenItComesBack() {
        Authority<Doc> authority =
                authority(AuthorityOptions.<Doc>defaults().withPolicy(MergePolicy.of(Strategy.KEEP_BOTH)));
        authority.subscribe("c", subscribe(0L, Delivery.LATEST));
        set("x", "theirs");
        authority.write("c", edits(1, 0, START, START.with("x", "mine")));
        Authority<Doc>.Subscription before = authority.subscribe("c", subscribe(0L, Delivery.LATEST));
        assertThat(before.notice())
                .isInstanceOfSatisfying(
                        Unresolved.class,
                        told -> assertThat(told.siblings().isEmpty()).isFalse());
        set("x", "resolved");

        Authority<Doc>.Subscription after = authority.subscribe("c", subscribe(0L, Delivery.LATEST));

        assertThat(after.notice()).isEqualTo(new Unresolved(Siblings.NONE));
        assertThat(after.notice()).isNull();
    }

    @Test
    void updated_neverGoesBack_whenAnEarlierWriteComesLate() {
        Authority<Doc> authority = authority(AuthorityOptions.defaults());
        authority.subscribe("c", subscribe(0L, Delivery.LATEST));
        Write early = edits(1, 0, START, START.with("y", 1));
        time.pass(5_000);
        set("x", 1);
        HybridTimestamp before = ((Snapshot) authority
                        .subscribe("d", subscribe(null, Delivery.LATEST))
                        .opening())
                .updated();

        authority.write("c", early);

        HybridTimestamp after = ((Snapshot) authority
                        .subscribe("d", subscribe(null, Delivery.LATEST))
                        .opening())
                .updated();
        assertThat(after).isGreaterThanOrEqualTo(before);
    }
}
