package io.entangle.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.merge.Strategy.Choice;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import org.junit.jupiter.api.Test;

final class StrategyTest {
    private static final SiteId A = new SiteId(1);
    private static final SiteId B = new SiteId(2);
    private static final SiteId C = new SiteId(3);
    private static final Doc START = Doc.of("x", 0, "n", 0, "tags", Doc.of("old", true));

    private static Held held(Strategy strategy) {
        return new Held(START, MergePolicy.of(strategy));
    }

    private static Doc x(Object value) {
        return START.with("x", value);
    }

    @Test
    void serverWins_whatArrivedFirstStays_howeverEarly() {
        Held held = held(Strategy.SERVER_WINS).write(A, 10, 0, START, x("a")).write(B, 20, 0, START, x("b"));

        assertThat(held.doc).isEqualTo(x("a"));
        assertThat(held.conflicts).singleElement().satisfies(conflict -> {
            assertThat(conflict.rule()).isEqualTo("server-wins");
            assertThat(conflict.chosen()).isEqualTo("a");
        });
    }

    @Test
    void clientWins_whatArrivesLastStands_howeverEarly() {
        Held held = held(Strategy.CLIENT_WINS).write(A, 20, 0, START, x("a")).write(B, 10, 0, START, x("b"));

        assertThat(held.doc).isEqualTo(x("b"));
        assertThat(held.conflicts).extracting(Conflict::rule).containsExactly("client-wins");
    }

    @Test
    void custom_getsBaseMineAndTheirs_andItsValueStands() {
        Strategy larger = Strategy.custom("larger", dispute -> {
            assertThat(dispute.base()).isEqualTo(0L);
            return Choice.value(Math.max((long) dispute.mine(), (long) dispute.theirs()) * 100);
        });

        Held held = held(larger).write(A, 20, 0, START, x(3)).write(B, 10, 0, START, x(5));

        assertThat(held.doc).isEqualTo(x(500));
        assertThat(held.conflicts)
                .containsExactly(new Conflict(
                        Path.of("x"),
                        0L,
                        5L,
                        3L,
                        500L,
                        "larger",
                        new HybridTimestamp(10, 0, B),
                        new HybridTimestamp(20, 0, A)));
    }

    @Test
    void keepBoth_theLaterStands_andTheOtherIsASiblingUntilALaterWriteResolvesThem() {
        Held held = held(Strategy.KEEP_BOTH).write(A, 20, 0, START, x("a")).write(B, 10, 0, START, x("b"));

        assertThat(held.doc).isEqualTo(x("a"));
        assertThat(held.siblings.at(Path.of("x")))
                .extracting(Merged.Sibling::value)
                .containsExactly("b");

        held.write(C, 5, held.version, x("a"), x("resolved"));

        assertThat(held.doc).isEqualTo(x("resolved"));
        assertThat(held.siblings.isEmpty()).isTrue();
    }

    @Test
    void keepBoth_threeWrites_keepsBothLosers_inEveryOrder() {
        Held first = held(Strategy.KEEP_BOTH)
                .write(A, 10, 0, START, x("a"))
                .write(B, 20, 0, START, x("b"))
                .write(C, 15, 0, START, x("c"));
        Held last = held(Strategy.KEEP_BOTH)
                .write(C, 15, 0, START, x("c"))
                .write(B, 20, 0, START, x("b"))
                .write(A, 10, 0, START, x("a"));

        assertThat(first.doc).isEqualTo(x("b"));
        assertThat(last.doc).isEqualTo(x("b"));
        assertThat(first.siblings.at(Path.of("x")))
                .extracting(Merged.Sibling::value)
                .containsExactlyInAnyOrder("a", "c");
        assertThat(last.siblings.at(Path.of("x")))
                .extracting(Merged.Sibling::value)
                .containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void siblings_ofAWriterWhoHasNotSeenThem_stay() {
        Held held = held(Strategy.KEEP_BOTH).write(A, 20, 0, START, x("a")).write(B, 10, 0, START, x("b"));

        held.write(C, 30, 0, START, x("c"));

        assertThat(held.siblings.at(Path.of("x")))
                .extracting(Merged.Sibling::value)
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void siblings_asADocumentAndBack_areEqual() {
        Held held = held(Strategy.KEEP_BOTH).write(A, 20, 0, START, x("a")).write(B, 10, 0, START, START.without("x"));

        assertThat(Siblings.of(held.siblings.toDoc())).isEqualTo(held.siblings);
        assertThatThrownBy(() -> Siblings.of(Doc.of("/x", Doc.list(1))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("siblings are lists of");
    }

    @Test
    void addWins_aMemberAddedStays_howeverLateTheRemoval_inEveryOrder() {
        Doc removed = START.with("tags", Doc.of());
        Doc added = START.with("tags", Doc.of("old", true, "new", true));
        Doc again = START.with("tags", Doc.of("old", "again"));
        MergePolicy policy = MergePolicy.LAST_WRITE_WINS.with("/tags", Strategy.ADD_WINS);

        Held removedFirst =
                new Held(START, policy).write(A, 99, 0, START, removed).write(B, 10, 0, START, again);
        Held addedFirst = new Held(START, policy).write(B, 10, 0, START, again).write(A, 99, 0, START, removed);
        Held both = new Held(START, policy).write(A, 99, 0, START, removed).write(B, 10, 0, START, added);

        assertThat(removedFirst.doc).isEqualTo(again);
        assertThat(addedFirst.doc).isEqualTo(again);
        assertThat(both.doc).isEqualTo(START.with("tags", Doc.of("new", true)));
    }

    @Test
    void policy_theLongestPatternThatFits_chooses() {
        Strategy special = Strategy.custom("special", dispute -> Choice.MINE);
        MergePolicy policy = MergePolicy.of(Strategy.SERVER_WINS)
                .with("/todos/*/notes", Strategy.KEEP_BOTH)
                .with("/todos", Strategy.CLIENT_WINS)
                .with("/todos/7/notes", special);

        assertThat(policy.at(Path.of("title"))).isSameAs(Strategy.SERVER_WINS);
        assertThat(policy.at(Path.of("todos", "1", "done"))).isSameAs(Strategy.CLIENT_WINS);
        assertThat(policy.at(Path.of("todos", "1", "notes", "x"))).isSameAs(Strategy.KEEP_BOTH);
        assertThat(policy.at(Path.of("todos", "7", "notes"))).isSameAs(special);
    }

    @Test
    void policy_noJsonPointer_isRefused() {
        assertThatThrownBy(() -> MergePolicy.LAST_WRITE_WINS.with("todos", Strategy.KEEP_BOTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("todos");
    }

    @Test
    void increments_ofManyWhoHaveNotSeenEachOther_addUp() {
        Held held = new Held(START)
                .increment(A, 10, 0, Path.of("n"), 3)
                .increment(B, 5, 0, Path.of("n"), 4)
                .increment(A, 11, 0, Path.of("n"), -1)
                .increment(C, 1, 0, Path.of("fresh"), 0.5);

        assertThat(held.doc).isEqualTo(START.with("n", 6).with("fresh", 0.5));
        assertThat(held.conflicts).isEmpty();
    }

    @Test
    void increment_earlierThanAPut_isInIt_andLaterComesOnTop_inEveryOrder() {
        Path n = Path.of("n");
        Doc put = START.with("n", 100);

        assertThat(new Held(START)
                        .increment(A, 5, 0, n, 1)
                        .write(B, 10, 0, START, put)
                        .increment(C, 20, 0, n, 7)
                        .doc)
                .isEqualTo(START.with("n", 107));
        assertThat(new Held(START)
                        .increment(C, 20, 0, n, 7)
                        .increment(A, 5, 0, n, 1)
                        .write(B, 10, 0, START, put)
                        .doc)
                .isEqualTo(START.with("n", 107));
        assertThat(new Held(START)
                        .write(B, 10, 0, START, put)
                        .increment(C, 20, 0, n, 7)
                        .increment(A, 5, 0, n, 1)
                        .doc)
                .isEqualTo(START.with("n", 107));
    }

    @Test
    void increment_ofSomethingElseThanANumber_isRefused() {
        assertThatThrownBy(() -> new Held(Doc.of("t", "text")).increment(A, 1, 0, Path.of("t"), 1))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at \"/t\": only a number can be incremented, but found \"text\"");
    }

    @Test
    void concurrentIncrementLostToALaterPut_isReported() {
        Held held = new Held(START).increment(A, 5, 0, Path.of("n"), 1).write(B, 10, 0, START, START.with("n", 100));

        assertThat(held.doc.get("n")).isEqualTo(100L);
        assertThat(held.conflicts).singleElement().satisfies(conflict -> {
            assertThat(conflict.mine()).isEqualTo(100L);
            assertThat(conflict.theirs()).isEqualTo(1L);
        });
    }
}
