package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.done;
import static io.entangle.pubsub.client.HubAndClients.until;
import static io.entangle.pubsub.client.HubAndClients.untilEqual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.merge.Conflict;
import io.entangle.merge.MergePolicy;
import io.entangle.merge.Merged;
import io.entangle.merge.Strategy;
import io.entangle.replica.Mutations;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.collections.api.factory.Sets;
import org.eclipse.collections.api.set.ImmutableSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conflicts, strategies, increments, mutations and undo between real clients of a real hub. */
final class MergingIT {
    private static final Mutations<Doc> STOCK = Mutations.<Doc>builder()
            .add("take", (doc, arguments) -> {
                long left = doc.get("stock", Long.class) - arguments.get("count", Long.class);
                if (left < 0) {
                    throw new RefusedException("only " + doc.get("stock") + " left");
                }
                return doc.with("stock", left);
            })
            .build();

    private final List<Conflict> atHub = new CopyOnWriteArrayList<>();
    private final HubAndClients all =
            new HubAndClients(builder -> builder.onConflict((atom, conflict) -> atHub.add(conflict)));

    record Tagged(String title, ImmutableSet<String> tags) {}

    @AfterEach
    void close() {
        all.close();
    }

    /** So that which of two writes is later does not hang on the random ids of their sites. */
    private static void passAMillisecond() {
        long before = System.currentTimeMillis();
        until(() -> System.currentTimeMillis() > before);
    }

    @Test
    void conflict_isToldAtTheHubAndToItsWriter_withAllThereIsToKnow() {
        Atom<Doc> atom = all.hub.atom("a", Doc.of("x", 0, "y", 0));
        Replica<Doc> one = all.client().replica("a");
        Replica<Doc> other = all.client().replica("a");
        List<Conflict> toldOne = new CopyOnWriteArrayList<>();
        List<Conflict> toldOther = new CopyOnWriteArrayList<>();
        one.onConflict(toldOne::add);
        other.onConflict(toldOther::add);
        all.offline();
        one.swap(doc -> doc.with("x", "earlier").with("y", 1));
        passAMillisecond();
        other.swap(doc -> doc.with("x", "later"));

        all.online();
        untilEqual(atom, one, other);
        until(() -> !atHub.isEmpty()
                && one.status().pendingWrites() + other.status().pendingWrites() == 0);

        assertThat(atom.get()).isEqualTo(Doc.of("x", "later", "y", 1));
        Conflict conflict = atHub.get(0);
        assertThat(atHub).hasSize(1);
        assertThat(conflict.path()).isEqualTo(Path.of("x"));
        assertThat(conflict.base()).isEqualTo(0L);
        assertThat(Set.of(conflict.mine(), conflict.theirs())).isEqualTo(Set.of("earlier", "later"));
        assertThat(conflict.chosen()).isEqualTo("later");
        assertThat(conflict.rule()).isEqualTo("last-write-wins");
        // Told to the one whose write met the other's, whichever of the two reached the hub last.
        until(() -> toldOne.size() + toldOther.size() == 1);
        assertThat(toldOne.isEmpty() ? toldOther : toldOne).containsExactly(conflict);
    }

    @Test
    void keepBoth_theSiblingIsSeenEverywhere_andGoneWhenResolved() {
        Atom<Doc> atom = all.hub.atom(
                "a",
                Atom.builder(AtomType.doc()),
                Doc.of("note", ""),
                all.hub.<Doc>settings().withPolicy(MergePolicy.LAST_WRITE_WINS.with("/note", Strategy.KEEP_BOTH)));
        Replica<Doc> one = all.client().replica("a");
        Replica<Doc> other = all.client().replica("a");
        all.offline();
        one.swap(doc -> doc.with("note", "from one"));
        passAMillisecond();
        other.swap(doc -> doc.with("note", "from the other"));
        all.online();
        untilEqual(atom, one, other);

        until(() -> one.siblings().at(Path.of("note")).size() == 1
                && other.siblings().equals(one.siblings())
                && done(all.hub.siblings("a")).equals(one.siblings()));
        assertThat(atom.get()).isEqualTo(Doc.of("note", "from the other"));
        assertThat(one.siblings().at(Path.of("note")))
                .extracting(Merged.Sibling::value)
                .containsExactly("from one");

        one.swap(doc -> doc.with("note", "from both"));
        untilEqual(atom, one, other);
        until(() -> one.siblings().isEmpty() && other.siblings().isEmpty());
    }

    @Test
    void increments_madeOffline_addUp() {
        Atom<Doc> atom = all.hub.atom("a", Doc.of("votes", 5));
        Replica<Doc> one = all.client().replica("a");
        Replica<Doc> other = all.client().replica("a");
        all.offline();
        for (int i = 0; i < 10; i++) {
            one.increment(Path.of("votes"), 2);
            other.increment(Path.of("votes"), -1);
        }
        assertThat(one.get()).isEqualTo(Doc.of("votes", 25));
        assertThat(other.get()).isEqualTo(Doc.of("votes", -5));

        all.online();
        untilEqual(atom, one, other);
        until(() -> atom.get().equals(Doc.of("votes", 15)));
        assertThat(atHub).isEmpty();
    }

    @Test
    void setsOfARecord_mergeAddWins() {
        AtomType<Tagged> type = AtomType.of(Tagged.class);
        Atom<Tagged> atom = all.hub.atom("a", type, new Tagged("t", Sets.immutable.of("old", "kept")));
        Replica<Tagged> one = all.client().replica("a", type);
        Replica<Tagged> other = all.client().replica("a", type);
        all.offline();
        one.swap(value -> new Tagged("t", value.tags().newWithout("old").newWith("old")));
        one.swap(value -> new Tagged("t", value.tags().newWith("from one")));
        other.swap(value -> new Tagged("t", value.tags().newWithout("old").newWith("from other")));

        all.online();
        untilEqual(atom, one, other);
        until(() -> atom.get().tags().containsAll(Set.of("kept", "from one", "from other")));
    }

    @Test
    void mutation_calledByTwoReplicasAtTheSameTime_losesNothing() {
        Mutations<Doc> counting = Mutations.<Doc>builder()
                .add("inc", (doc, arguments) -> doc.update("n", n -> (long) n + 1))
                .build();
        Atom<Doc> atom = all.hub.atom("a", AtomType.doc(), Doc.of("n", 0), counting);
        ReplicaOptions<Doc> options = ReplicaOptions.<Doc>defaults().withMutations(counting);
        Replica<Doc> one = all.client().replica("a", AtomType.doc(), options);
        Replica<Doc> other = all.client().replica("a", AtomType.doc(), options);
        all.offline();
        for (int i = 0; i < 500; i++) {
            one.mutate("inc", Doc.of());
            other.mutate("inc", Doc.of());
        }
        assertThat(one.get()).isEqualTo(Doc.of("n", 500));

        all.online();
        until(() -> atom.get().equals(Doc.of("n", 1_000)));
        untilEqual(atom, one, other);
    }

    @Test
    void mutation_refusedOnTheNewestValue_isRolledBackAndReportedWithItsReason() {
        Atom<Doc> atom = all.hub.atom("a", AtomType.doc(), Doc.of("stock", 3), STOCK);
        ReplicaOptions<Doc> options = ReplicaOptions.<Doc>defaults().withMutations(STOCK);
        Replica<Doc> one = all.client().replica("a", AtomType.doc(), options);
        Replica<Doc> other = all.client().replica("a", AtomType.doc(), options);
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        one.onRefused(refused::add);
        other.onRefused(refused::add);
        all.offline();
        one.mutate("take", Doc.of("count", 2));
        other.mutate("take", Doc.of("count", 2));
        assertThatThrownBy(() -> one.mutate("take", Doc.of("count", 2)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("only 1 left");
        assertThatThrownBy(() -> one.mutate("steal", Doc.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no mutation \"steal\" is registered here; there are [take]");

        all.online();
        untilEqual(atom, one, other);
        until(() -> refused.size() == 1);

        assertThat(atom.get()).isEqualTo(Doc.of("stock", 1));
        assertThat(refused.get(0).refusal().code()).isEqualTo(RefusalCode.VALIDATION);
        assertThat(refused.get(0).refusal().reason()).isEqualTo("only 1 left");
    }

    @Test
    void mutation_unknownToTheHub_isRefusedWithACode_andTheQueueGoesOn() {
        Atom<Doc> atom = all.hub.atom("a", Doc.of("stock", 3));
        Replica<Doc> replica = all.client()
                .replica("a", AtomType.doc(), ReplicaOptions.<Doc>defaults().withMutations(STOCK));
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        replica.onRefused(refused::add);

        replica.mutate("take", Doc.of("count", 1));
        replica.swap(doc -> doc.with("after", true));

        until(() -> refused.size() == 1 && atom.get().has("after"));
        untilEqual(atom, replica);
        assertThat(refused.get(0).refusal().code()).isEqualTo(RefusalCode.UNKNOWN_MUTATION);
        assertThat(refused.get(0).refusal().reason()).contains("\"take\"");
        assertThat(atom.get()).isEqualTo(Doc.of("stock", 3, "after", true));
    }

    @Test
    void undoAndRedo_takeBackWhatNobodyElseHasWrittenSince() {
        Atom<Doc> atom = all.hub.atom("a", Doc.of("x", 0, "y", 0));
        Replica<Doc> one = all.client().replica("a");
        Replica<Doc> other = all.client().replica("a");
        List<Conflict> told = new CopyOnWriteArrayList<>();
        one.onConflict(told::add);
        one.swap(doc -> doc.with("x", 1));
        one.swap(doc -> doc.with("x", 2).with("y", 2));
        one.increment(Path.of("n"), 5);
        untilEqual(atom, one, other);
        until(() -> atom.get().has("n"));
        other.swap(doc -> doc.with("y", "theirs"));
        untilEqual(atom, one, other);
        until(() -> "theirs".equals(one.get().get("y")));

        assertThat(one.undo()).isTrue();
        assertThat(one.undo()).isTrue();
        until(() -> one.status().pendingWrites() == 0);
        untilEqual(atom, one, other);

        assertThat(atom.get()).isEqualTo(Doc.of("x", 1, "y", "theirs", "n", 0));
        assertThat(told).singleElement().satisfies(conflict -> {
            assertThat(conflict.path()).isEqualTo(Path.of("y"));
            assertThat(conflict.rule()).isEqualTo(Conflict.UNDO);
            assertThat(conflict.chosen()).isEqualTo("theirs");
        });

        assertThat(one.redo()).isTrue();
        until(() -> one.status().pendingWrites() == 0);
        assertThat(one.get()).isEqualTo(Doc.of("x", 2, "y", "theirs", "n", 0));
        assertThat(one.redo()).isTrue();
        assertThat(one.redo()).isFalse();
        until(() -> one.status().pendingWrites() == 0);
        untilEqual(atom, one, other);
        assertThat(atom.get()).isEqualTo(Doc.of("x", 2, "y", "theirs", "n", 5));
    }

    @Test
    void refusedWrite_namesThoseMadeOnIt() {
        all.hub.atom(
                "a",
                Atom.builder(AtomType.doc()).validator(doc -> Boolean.TRUE.equals(doc.get("bad")) ? "no" : null),
                Doc.of("bad", false),
                all.hub.settings());
        Replica<Doc> replica = all.client().replica("a");
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        replica.onRefused(refused::add);
        all.offline();
        replica.swap(doc -> doc.with("bad", true));
        replica.swap(doc -> doc.with("other", 1));
        replica.swap(doc -> doc.with("bad", false).with("third", 3));

        all.online();
        until(() -> refused.size() == 1 && replica.status().pendingWrites() == 0);

        assertThat(refused.get(0).dependants()).containsExactly(3L);
        assertThat(replica.get()).isEqualTo(Doc.of("bad", false, "other", 1, "third", 3));
    }

    /** A value of the type is one whose fields go together; the hub merges them field by field. */
    record Span(int from, int to) {
        Span {
            if (from > to) {
                throw new IllegalArgumentException(from + " is after " + to);
            }
        }
    }

    @Test
    void write_thatDoesNotGoTogetherWithTheirs_isNotShownOnThem_andRefused() {
        AtomType<Span> type = AtomType.of(Span.class);
        Atom<Span> atom = all.hub.atom("a", type, new Span(1, 9));
        Replica<Span> one = all.client().replica("a", type);
        Replica<Span> other = all.client().replica("a", type);
        List<RefusedWrite> refused = new CopyOnWriteArrayList<>();
        other.onRefused(refused::add);
        all.offline();
        atom.swap(span -> new Span(1, 5));
        other.swap(span -> new Span(6, 9));

        all.online();
        until(() -> refused.size() == 1 && other.status().pendingWrites() == 0);
        untilEqual(atom, one, other);

        assertThat(refused.get(0).refusal().code()).isEqualTo(RefusalCode.INVALID_VALUE);
        assertThat(atom.get()).isEqualTo(new Span(1, 5));
        other.swap(span -> new Span(2, span.to()));
        untilEqual(atom, one, other);
        assertThat(other.status().lastError()).contains("the record Span refused its components: 6 is after 5");
    }
}
