package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.atom.Version;
import io.entangle.clock.ClockSkew;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.delta.Delta;
import io.entangle.merge.Conflict;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AuthorityTest {
    private static final long EPOCH = 7;
    private static final long NOW_MS = 5_000;
    private static final AuthorityOptions<Doc> OPTIONS =
            AuthorityOptions.<Doc>defaults().withRetention(3, Duration.ofDays(1));
    private static final TimeSource TIME = new TimeSource() {
        @Override
        public long millis() {
            return NOW_MS;
        }

        @Override
        public long nanos() {
            return 0;
        }
    };

    private final Atom<Doc> atom = Atom.builder(AtomType.doc())
            .validator(doc -> doc.has("bad") ? "bad is not welcome" : null)
            .build(Doc.of("n", 0));
    private final List<Conflict> conflicts = new ArrayList<>();
    private final Authority<Doc> authority =
            new Authority<>(atom, EPOCH, new HybridClock(TIME, new SiteId(1)), OPTIONS, conflicts::add);

    private static Version version(long number) {
        return new Version(EPOCH, number);
    }

    private static HybridTimestamp stamp(long ms, long site) {
        return new HybridTimestamp(ms, 0, new SiteId(site));
    }

    private static Write put(long sequence, long seen, long ms, long site, String key, Object value) {
        Doc before = Doc.of();
        return new Write(
                sequence, seen, stamp(ms, site), new Intent.Edits(Delta.diff(before, before.with(key, value))));
    }

    private void setTo(int n) {
        atom.swap(doc -> doc.with("n", n));
    }

    @Test
    void mutation_thatAnswers_isAnsweredAgain_untilTheClientHasTheVersion() {
        Mutations<Doc> mutations = Mutations.<Doc>builder()
                .addAnswering("take", (doc, arguments) -> {
                    long left = (long) doc.get("n") - 1;
                    return new Mutations.Answered<>(doc.with("n", left), Doc.of("left", left));
                })
                .build();
        Authority<Doc> answering = new Authority<>(
                Atom.of(Doc.of("n", 5)),
                EPOCH,
                new HybridClock(TIME, new SiteId(1)),
                OPTIONS.withMutations(mutations),
                conflicts::add);
        answering.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        Intent take = new Intent.Call("take", Doc.of());
        Accepted expected = new Accepted(1, 1, List.of(), Doc.of("left", 4));

        assertThat(answering.write("a", new Write(1, 0, stamp(NOW_MS, 2), take)))
                .isEqualTo(expected);
        assertThat(answering.write("a", new Write(1, 0, stamp(NOW_MS, 2), take)))
                .isEqualTo(expected);
        assertThat(answering
                        .subscribe("a", new Subscribe(version(0), 1, Delivery.LATEST))
                        .opening())
                .isInstanceOfSatisfying(
                        Resumed.class, resumed -> assertThat(resumed.outcomes()).containsExactly(expected));
        Accepted next = new Accepted(2, 2, List.of(), Doc.of("left", 3));
        assertThat(answering.write("a", new Write(2, 1, stamp(NOW_MS, 2), take)))
                .isEqualTo(next);
        assertThat(answering.write("a", new Write(3, 2, stamp(NOW_MS, 2), take)))
                .isInstanceOf(Accepted.class);
        assertThat(answering
                        .subscribe("a", new Subscribe(version(2), 1, Delivery.LATEST))
                        .opening())
                .isInstanceOfSatisfying(
                        Resumed.class,
                        resumed -> assertThat(resumed.outcomes())
                                .extracting(Outcome::sequence)
                                .containsExactly(2L, 3L));
    }

    @Test
    void subscribe_nothingKnown_givesSnapshot() {
        setTo(1);

        ToReplica opening = authority
                .subscribe("a", new Subscribe(null, 1, Delivery.LATEST))
                .opening();

        assertThat(opening).isInstanceOfSatisfying(Snapshot.class, snapshot -> {
            assertThat(snapshot.reset()).isFalse();
            assertThat(snapshot.version()).isEqualTo(version(1));
            assertThat(snapshot.written()).isZero();
            assertThat(snapshot.outcomes()).isEmpty();
            assertThat(snapshot.value()).isEqualTo(Doc.of("n", 1));
        });
    }

    @Test
    void subscribe_versionRetained_resumesFromIt() {
        authority.head();
        setTo(1);
        setTo(2);

        ToReplica opening = authority
                .subscribe("a", new Subscribe(version(0), 1, Delivery.LATEST))
                .opening();

        assertThat(opening).isInstanceOfSatisfying(Resumed.class, resumed -> {
            assertThat(resumed.from()).isEqualTo(version(0));
            assertThat(resumed.to()).isEqualTo(2);
            assertThat(resumed.delta().apply(Doc.of("n", 0))).isEqualTo(Doc.of("n", 2));
        });
    }

    @Test
    void subscribe_versionForgotten_givesSnapshotWithoutReset() {
        for (int n = 1; n <= 4; n++) {
            setTo(n);
            authority.head();
        }

        ToReplica opening = authority
                .subscribe("a", new Subscribe(version(0), 1, Delivery.LATEST))
                .opening();

        assertThat(opening)
                .isInstanceOfSatisfying(
                        Snapshot.class, snapshot -> assertThat(snapshot.reset()).isFalse());
    }

    @Test
    void subscribe_versionOfAnotherEpoch_resets() {
        ToReplica opening = authority
                .subscribe("a", new Subscribe(new Version(EPOCH + 1, 0), 1, Delivery.LATEST))
                .opening();

        assertThat(opening)
                .isInstanceOfSatisfying(
                        Snapshot.class, snapshot -> assertThat(snapshot.reset()).isTrue());
    }

    @Test
    void subscribe_versionNotYetMade_givesSnapshot() {
        assertThat(authority
                        .subscribe("a", new Subscribe(version(9), 1, Delivery.LATEST))
                        .opening())
                .isInstanceOf(Snapshot.class);
    }

    @Test
    void subscribe_again_tellsWhatBecameOfWrites() {
        authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        authority.write("a", put(1, 0, NOW_MS, 2, "n", 1));
        authority.write("a", put(2, 0, NOW_MS, 2, "bad", 1));
        authority.write("a", put(3, 0, NOW_MS, 2, "n", 3));

        ToReplica opening = authority
                .subscribe("a", new Subscribe(version(0), 2, Delivery.LATEST))
                .opening();

        assertThat(opening).isInstanceOfSatisfying(Resumed.class, resumed -> {
            assertThat(resumed.written()).isEqualTo(3);
            assertThat(resumed.outcomes()).extracting(Outcome::sequence).containsExactly(2L);
        });
    }

    @Test
    void subscribe_again_tellsOfConflictsUntilAWriteFollowsThem() {
        authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        setTo(1);
        authority.write("a", put(1, 0, NOW_MS, 2, "n", 5)); // comes to nothing at version 1
        authority.write("a", put(2, 1, NOW_MS, 2, "other", 1));

        assertThat(outcomes("a")).extracting(Outcome::sequence).containsExactly(1L);

        authority.write("a", put(3, 2, NOW_MS, 2, "other", 2));

        assertThat(outcomes("a")).isEmpty();
    }

    private List<Outcome> outcomes(String client) {
        Subscribe request = new Subscribe(null, 1, Delivery.LATEST);
        return ((Snapshot) authority.subscribe(client, request).opening()).outcomes();
    }

    @Test
    void next_nothingNew_isNull() {
        Authority<Doc>.Subscription subscription = authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));

        assertThat(subscription.next()).isNull();
    }

    @Test
    void next_afterManyChanges_isOneUpdate() {
        Authority<Doc>.Subscription subscription = authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        setTo(1);
        setTo(2);

        Update update = subscription.next();

        assertThat(update.from()).isZero();
        assertThat(update.to()).isEqualTo(2);
        assertThat(update.delta().apply(Doc.of("n", 0))).isEqualTo(Doc.of("n", 2));
        assertThat(subscription.next()).isNull();
    }

    @Test
    void next_forTwoAtTheSameVersion_isTheSameObject() {
        Authority<Doc>.Subscription one = authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        Authority<Doc>.Subscription other = authority.subscribe("b", new Subscribe(null, 1, Delivery.LATEST));
        setTo(1);

        assertThat(one.next()).isSameAs(other.next());
    }

    @Test
    void write_inSequence_isAcceptedInTheVersionItMade() {
        authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));

        assertThat(authority.write("a", put(1, 0, NOW_MS, 2, "n", 5))).isEqualTo(new Accepted(1, 1, List.of()));
        assertThat(atom.get()).isEqualTo(Doc.of("n", 5));
    }

    @Test
    void write_repeated_takesEffectOnce() {
        authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        authority.write("a", put(1, 0, NOW_MS, 2, "n", 5));
        setTo(6);

        assertThat(authority.write("a", put(1, 0, NOW_MS, 2, "n", 5))).isEqualTo(new Accepted(1, 2, List.of()));
        assertThat(atom.get()).isEqualTo(Doc.of("n", 6));
    }

    @Test
    void write_refusedAndRepeated_isRefusedAgain() {
        authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        Refused expected = new Refused(1, RefusalCode.VALIDATION, "bad is not welcome");

        assertThat(authority.write("a", put(1, 0, NOW_MS, 2, "bad", 1))).isEqualTo(expected);
        assertThat(authority.write("a", put(1, 0, NOW_MS, 2, "bad", 1))).isEqualTo(expected);
        assertThat(authority.write("a", put(2, 0, NOW_MS, 2, "n", 1))).isEqualTo(new Accepted(2, 1, List.of()));
    }

    @Test
    void write_othersBeforeItMissing_isOutOfSequence() {
        authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));

        assertThat(authority.write("a", put(3, 0, NOW_MS, 2, "n", 5))).isEqualTo(new OutOfSequence(1));
        assertThat(atom.version()).isZero();
    }

    @Test
    void write_afterThoseGivenUp_isAccepted() {
        authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        authority.subscribe("a", new Subscribe(version(0), 3, Delivery.LATEST));

        assertThat(authority.write("a", put(3, 0, NOW_MS, 2, "n", 5))).isEqualTo(new Accepted(3, 1, List.of()));
    }

    @Test
    void write_ofTwoSitesUnseen_laterWinsAndConflictIsTold() {
        authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        authority.subscribe("b", new Subscribe(null, 1, Delivery.LATEST));
        authority.write("a", put(1, 0, NOW_MS + 2, 2, "n", 5));

        ToReplica answer = authority.write("b", put(1, 0, NOW_MS + 1, 3, "n", 6));
        assertThat(atom.get()).isEqualTo(Doc.of("n", 5));
        assertThat(conflicts)
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.chosen()).isEqualTo(5L));
        assertThat(answer).isEqualTo(new Accepted(1, 1, conflicts));
    }

    @Test
    void write_stampTooFarAhead_countsAsMadeNow() {
        authority.subscribe("a", new Subscribe(null, 1, Delivery.LATEST));
        authority.subscribe("b", new Subscribe(null, 1, Delivery.LATEST));
        authority.write("a", put(1, 0, NOW_MS + 3_600_000, 2, "n", 5));

        authority.write("b", put(1, 0, NOW_MS + 500, 3, "n", 6));

        assertThat(atom.get()).isEqualTo(Doc.of("n", 6));
    }

    @Test
    void head_afterAChangeByOthers_isTheNewestVersion() {
        setTo(1);

        assertThat(authority.head()).isEqualTo(new Head(version(1), atom.get().digest()));
    }

    @Test
    void write_byAClockSixMinutesFast_isReportedAndDoesNotWin() {
        List<ClockSkew> skews = new ArrayList<>();
        AuthorityListener listener = new AuthorityListener() {
            @Override
            public void conflict(Conflict conflict) {}

            @Override
            public void clockSkew(ClockSkew skew) {
                skews.add(skew);
            }
        };
        long[] nowMs = {NOW_MS};
        TimeSource time = new TimeSource() {
            @Override
            public long millis() {
                return nowMs[0];
            }

            @Override
            public long nanos() {
                return 0;
            }
        };
        Authority<Doc> watchful = new Authority<>(atom, EPOCH, new HybridClock(time, new SiteId(1)), OPTIONS, listener);
        watchful.subscribe("fast", new Subscribe(null, 1, Delivery.LATEST));
        watchful.subscribe("honest", new Subscribe(null, 1, Delivery.LATEST));

        watchful.write("fast", put(1, 0, NOW_MS + 360_000, 2, "n", "fast"));
        nowMs[0] += 1;
        watchful.write("honest", put(1, 0, nowMs[0], 3, "n", "honest"));

        assertThat(skews).containsExactly(new ClockSkew(new SiteId(2), Duration.ofMinutes(6)));
        assertThat(atom.get()).isEqualTo(Doc.of("n", "honest"));
    }
}
