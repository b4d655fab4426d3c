package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplicaStateTest {
    private static final HybridTimestamp TIME = new HybridTimestamp(1, 0, new SiteId(1));

    /** At version 4 of epoch 1, where the value is {@code {n: 4}}. */
    private final ReplicaState at4 = ReplicaState.empty()
            .receive(new Snapshot(false, version(4), TIME, 0, List.of(), n(4)))
            .state();

    private static Version version(long number) {
        return new Version(1, number);
    }

    private static Doc n(int n) {
        return Doc.of("n", n);
    }

    private static Update update(int from, int to) {
        return new Update(from, to, TIME, Delta.diff(n(from), n(to)));
    }

    private static ReplicaState written(ReplicaState state, String key, Object value) {
        Doc after = state.local().with(key, value);
        return state.write(Delta.diff(state.local(), after), after, TIME, 1);
    }

    private static Refused refused(long sequence) {
        return new Refused(sequence, RefusalCode.VALIDATION, "no");
    }

    @Test
    void empty_subscribes_asKnowingNothing() {
        assertThat(ReplicaState.empty().subscribe()).isEqualTo(new Subscribe(null, 1, Delivery.LATEST));
    }

    @Test
    void write_beforeTheFirstSnapshot_isRefused() {
        ReplicaState empty = ReplicaState.empty();

        assertThatThrownBy(() -> written(empty, "a", 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void write_isVisibleAtOnceAndPending() {
        ReplicaState state = written(at4, "a", 1);

        assertThat(state.local()).isEqualTo(n(4).with("a", 1));
        assertThat(state.confirmed()).isEqualTo(n(4));
        assertThat(state.pending().collect(PendingWrite::sequence)).containsExactly(1L);
        assertThat(state.subscribe()).isEqualTo(new Subscribe(version(4), 1, Delivery.LATEST));
    }

    @Test
    void before_leavesOutLaterWrites_asIfTheyHadNotBeenMade() {
        ReplicaState one = written(at4, "a", 1);
        ReplicaState three = written(written(one, "b", 2), "c", 3);

        ReplicaState state = three.before(2);

        assertThat(state.local()).isEqualTo(one.local());
        assertThat(state.pending()).isEqualTo(one.pending());
        assertThat(state.nextSequence()).isEqualTo(2);
        assertThat(three.before(1).pending()).isEmpty();
        assertThat(three.before(1).local()).isEqualTo(n(4));
        assertThat(three.pending()).hasSize(3);
    }

    @Test
    void update_fromTheConfirmedVersion_isAppliedUnderPendingWrites() {
        ReplicaState state = written(at4, "a", 1).receive(update(4, 6)).state();

        assertThat(state.version()).isEqualTo(version(6));
        assertThat(state.confirmed()).isEqualTo(n(6));
        assertThat(state.local()).isEqualTo(n(6).with("a", 1));
    }

    @Test
    void update_thatLeadsNoFurther_isDropped() {
        Received received = at4.receive(update(3, 4));

        assertThat(received.state()).isSameAs(at4);
        assertThat(received.resubscribe()).isFalse();
    }

    @Test
    void update_thatSkipsVersions_asksToResubscribe() {
        Received received = at4.receive(update(5, 6));

        assertThat(received.state()).isSameAs(at4);
        assertThat(received.resubscribe()).isTrue();
    }

    @Test
    void update_thatDoesNotFit_forgetsTheVersionAndAsksForASnapshot() {
        Delta other = Delta.diff(Doc.of("m", Doc.of("x", 1)), Doc.of("m", Doc.of("x", 2)));

        Received received = at4.receive(new Update(4, 5, TIME, other));

        assertThat(received.resubscribe()).isTrue();
        assertThat(received.state().subscribe()).isEqualTo(new Subscribe(null, 1, Delivery.LATEST));
        assertThat(received.state().local()).isEqualTo(n(4));
    }

    @Test
    void resumed_appliesWhatWasMissedAndDropsWrittenWrites() {
        ReplicaState state = written(written(at4, "a", 1), "b", 2);
        Delta missed = Delta.diff(n(4), n(4).with("a", 1));

        ReplicaState after = state.receive(new Resumed(version(4), 5, TIME, 1, List.of(), missed))
                .state();

        assertThat(after.version()).isEqualTo(version(5));
        assertThat(after.pending().collect(PendingWrite::sequence)).containsExactly(2L);
        assertThat(after.local()).isEqualTo(n(4).with("a", 1).with("b", 2));
    }

    @Test
    void resumed_fromAnotherVersion_asksAgain() {
        assertThat(at4.receive(new Resumed(version(3), 5, TIME, 0, List.of(), Delta.NONE))
                        .resubscribe())
                .isTrue();
    }

    @Test
    void snapshot_keepsWritesItDoesNotContainAndRollsBackRefused() {
        ReplicaState state = written(written(written(at4, "a", 1), "b", 2), "c", 3);

        Received received =
                state.receive(new Snapshot(false, version(9), TIME, 2, List.of(refused(2)), Doc.of("n", 9, "a", 1)));

        assertThat(received.refused())
                .extracting(refused -> refused.write().sequence())
                .containsExactly(2L);
        assertThat(received.state().local()).isEqualTo(Doc.of("n", 9, "a", 1, "c", 3));
    }

    @Test
    void snapshot_theFirst_writesGoOnBehindThoseOfAnEarlierReplica() {
        Snapshot first = new Snapshot(false, version(4), TIME, 57, List.of(), n(4));

        ReplicaState state = ReplicaState.empty().receive(first).state();

        assertThat(state.nextSequence()).isEqualTo(58);
        assertThat(written(state, "a", 1).pending().collect(PendingWrite::sequence))
                .containsExactly(58L);
    }

    @Test
    void snapshot_ofAnotherEpoch_forgetsWhatWasAcceptedAndAnnouncedBefore() {
        ReplicaState state = written(at4, "a", 1)
                .receive(new Accepted(1, 5, List.of()))
                .state()
                .receive(new Head(version(5), 0))
                .state();
        Snapshot snapshot = new Snapshot(true, new Version(2, 0), TIME, 0, List.of(), n(0));

        ReplicaState after = state.receive(snapshot).state();

        assertThat(after.pending().getOnly().acceptedIn()).isEqualTo(PendingWrite.NOT_YET);
        assertThat(after.lag()).isZero();
        assertThat(after.receive(new Head(new Version(2, 0), after.confirmed().digest()))
                        .resubscribe())
                .isFalse();
    }

    @Test
    void accepted_beforeTheUpdate_keepsTheWriteUntilItIsVisible() {
        ReplicaState accepted =
                written(at4, "a", 1).receive(new Accepted(1, 5, List.of())).state();
        Update update = new Update(4, 5, TIME, Delta.diff(n(4), n(4).with("a", 1)));

        assertThat(accepted.pending()).hasSize(1);
        assertThat(accepted.receive(update).state().pending()).isEmpty();
        assertThat(accepted.receive(update).state().local()).isEqualTo(accepted.local());
    }

    @Test
    void accepted_inAVersionAlreadyThere_dropsTheWrite() {
        ReplicaState state =
                written(at4, "a", 1).receive(new Accepted(1, 4, List.of())).state();

        assertThat(state.pending()).isEmpty();
        assertThat(state.local()).isEqualTo(n(4));
    }

    @Test
    void snapshotOrResumed_withAnAcceptedWriteOfWhichTheAuthorityKnowsNoMore_dropsTheWrite() {
        ReplicaState accepted =
                written(at4, "a", 1).receive(new Accepted(1, 5, List.of())).state();
        Snapshot snapshot = new Snapshot(false, version(6), TIME, 0, List.of(), n(6));
        Resumed resumed = new Resumed(version(4), 6, TIME, 0, List.of(), Delta.diff(n(4), n(6)));

        assertThat(accepted.receive(snapshot).state().pending()).isEmpty();
        assertThat(accepted.receive(resumed).state().pending()).isEmpty();
    }

    @Test
    void refused_rollsBackTheWriteAlone() {
        ReplicaState state = written(written(at4, "a", 1), "b", 2);

        Received received = state.receive(refused(1));

        assertThat(received.refused()).hasSize(1);
        assertThat(received.state().local()).isEqualTo(n(4).with("b", 2));
    }

    @Test
    void refused_unknownWrite_changesNothing() {
        assertThat(at4.receive(refused(7)).state()).isSameAs(at4);
    }

    @Test
    void head_announcedTwiceWithoutGettingThere_asksToResubscribe() {
        Received once = at4.receive(new Head(version(6), 0));

        assertThat(once.resubscribe()).isFalse();
        assertThat(once.state().lag()).isEqualTo(2);
        assertThat(once.state().receive(new Head(version(6), 0)).resubscribe()).isTrue();
    }

    @Test
    void head_ofAnotherEpoch_asksToResubscribe() {
        assertThat(at4.receive(new Head(new Version(2, 4), 0)).resubscribe()).isTrue();
    }

    @Test
    void head_ofTheSameVersionAndAnotherDigest_asksForASnapshot_andWritesGoOn() {
        Received diverged = at4.receive(new Head(version(4), 12345));

        assertThat(diverged.diverged()).isTrue();
        assertThat(diverged.resubscribe()).isTrue();
        ReplicaState written = written(diverged.state(), "mine", 1);
        assertThat(written.subscribe()).isEqualTo(new Subscribe(null, 1, Delivery.LATEST));
        assertThat(written.receive(update(4, 5)).state()).isSameAs(written);
        ReplicaState healed = written.receive(new Snapshot(false, version(4), TIME, 0, List.of(), n(9)))
                .state();
        assertThat(healed.local()).isEqualTo(n(9).with("mine", 1));
        assertThat(healed.receive(new Head(version(4), n(9).digest())).diverged())
                .isFalse();
    }

    @Test
    void snapshot_ofAnotherEpoch_pendingWritesHaveSeenNothingOfIt() {
        ReplicaState written =
                written(at4, "mine", 1).receive(new Accepted(1, 9, List.of())).state();

        ReplicaState reset = written.receive(new Snapshot(true, new Version(2, 100), TIME, 0, List.of(), n(0)))
                .state();

        assertThat(reset.pending().getOnly().seen()).isZero();
        assertThat(reset.pending().getOnly().acceptedIn()).isEqualTo(PendingWrite.NOT_YET);
        assertThat(reset.local()).isEqualTo(n(0).with("mine", 1));
    }

    @Test
    void outOfSequence_asksToResubscribe() {
        assertThat(at4.receive(new OutOfSequence(1)).resubscribe()).isTrue();
    }

    @Test
    void fitting_writesThatDoNotFit_areNotShown_butPending() {
        ReplicaState three = written(written(written(at4, "a", 1), "b", "unfit"), "c", 3);

        ReplicaState state = three.fitting((before, after) -> !after.has("b"));

        assertThat(state.local()).isEqualTo(n(4).with("a", 1).with("c", 3));
        assertThat(state.pending()).isEqualTo(three.pending());
        assertThat(written(state, "d", 4).local())
                .isEqualTo(n(4).with("a", 1).with("c", 3).with("d", 4));
        assertThat(state.receive(refused(2)).state().local())
                .as("without the one that did not fit")
                .isEqualTo(n(4).with("a", 1).with("c", 3));
        assertThat(state.receive(refused(1)).state().local())
                .as("it may fit again, now that the one before is gone")
                .isEqualTo(n(4).with("b", "unfit").with("c", 3));
    }
}
