package io.entangle.atom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommitTest {
    private final WatchedReference<String> a = new WatchedReference<>("a0", 0, WatchErrorHandler.LOG);
    private final WatchedReference<String> b = new WatchedReference<>("b5", 5, WatchErrorHandler.LOG);
    private final List<String> told = new ArrayList<>();

    private void watch(WatchedReference<String> reference) {
        reference.watch(
                "told",
                change -> told.add(change.before() + " -> " + change.after() + " @" + change.version() + ", a is "
                        + a.get() + " and b is " + b.get()));
    }

    @Test
    void link_severalStatesOfSeveralReferences_areSeenAtOnceAndToldOneByOne() {
        watch(a);
        watch(b);
        Commit commit = new Commit();
        commit.add(a, List.of(new State<>(1, "a1"), new State<>(2, "a2"), new State<>(3, "a3")));
        commit.add(b, List.of(new State<>(6, "b6")));

        assertThat(commit.link()).isTrue();
        assertThat(told).isEmpty();
        a.drainWatches();
        b.drainWatches();

        assertThat(a.state()).isEqualTo(new State<>(3, "a3"));
        assertThat(told)
                .containsExactly(
                        "a0 -> a1 @1, a is a3 and b is b6",
                        "a1 -> a2 @2, a is a3 and b is b6",
                        "a2 -> a3 @3, a is a3 and b is b6",
                        "b5 -> b6 @6, a is a3 and b is b6");
    }

    @Test
    void link_anOlderVersion_isToldEvenIfItsNumberIsTheSame() {
        watch(b);
        for (State<String> state : List.of(new State<>(5, "other b5"), new State<>(2, "b2"))) {
            Commit commit = new Commit();
            commit.add(b, List.of(state));
            assertThat(commit.link()).isTrue();
            b.drainWatches();
        }
        b.swap(state -> "b3");

        assertThat(b.state()).isEqualTo(new State<>(3, "b3"));
        assertThat(told)
                .containsExactly(
                        "b5 -> other b5 @5, a is a0 and b is other b5",
                        "other b5 -> b2 @2, a is a0 and b is b2",
                        "b2 -> b3 @3, a is a0 and b is b3");
    }

    @Test
    void link_changedSinceItWasBuilt_changesNothing() {
        watch(a);
        Commit commit = new Commit();
        commit.add(b, List.of(new State<>(6, "b6"), new State<>(7, "b7")));
        commit.add(a, List.of(new State<>(1, "a1")));
        a.swap(state -> "other a1");

        assertThat(commit.link()).isFalse();

        assertThat(b.state()).isEqualTo(new State<>(5, "b5"));
        b.swap(state -> "other b6");
        b.drainWatches();
        assertThat(b.state()).isEqualTo(new State<>(6, "other b6"));
        assertThat(told).containsExactly("a0 -> other a1 @1, a is other a1 and b is b5");
    }
}
