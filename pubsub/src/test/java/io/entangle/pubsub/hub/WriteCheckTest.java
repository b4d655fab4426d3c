package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.replica.Intent;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.RefusedWriteException;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import org.junit.jupiter.api.Test;

final class WriteCheckTest {
    private static final Doc EMPTY = Doc.of();
    private static final WriteLimits FEW = new WriteLimits(3, 8, 10, 12, 4, 200, 1);

    private static void check(Doc before, Doc after) {
        new WriteCheck(FEW).check(new Intent.Edits(Delta.diff(before, after)), before);
    }

    private static void refused(Intent intent, String reason) {
        assertThatThrownBy(() -> new WriteCheck(FEW).check(intent, EMPTY))
                .isInstanceOfSatisfying(
                        RefusedWriteException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.TOO_LARGE))
                .hasMessage(reason);
    }

    private static Intent edits(Doc before, Doc after) {
        return new Intent.Edits(Delta.diff(before, after));
    }

    private static Doc nested(int depth, Object value) {
        Doc doc = Doc.of("k", value);
        for (int i = 1; i < depth; i++) {
            doc = Doc.of("k", doc);
        }
        return doc;
    }

    @Test
    void write_withinTheLimits_passes() {
        check(EMPTY, Doc.of("12345678", "1234567890", "b", 1, "c", Doc.list(1, 2, 3)));
        check(nested(3, 1), nested(3, 2));
    }

    @Test
    void path_tooDeep_isRefused() {
        refused(edits(nested(4, 1), nested(4, 2)), "a path has at most 3 keys, but found 4");
        refused(new Intent.Increment(Path.of("a", "b", "c", "d"), 1L), "a path has at most 3 keys, but found 4");
    }

    @Test
    void key_tooLong_isRefusedWhereverItStands() {
        refused(edits(EMPTY, Doc.of("123456789", 1)), "a key has at most 8 characters, but found 9");
        refused(edits(EMPTY, Doc.of("a", Doc.of("123456789", 1))), "a key has at most 8 characters, but found 9");
        refused(new Intent.Increment(Path.of("123456789"), 1L), "a key has at most 8 characters, but found 9");
    }

    @Test
    void string_tooLong_isRefused() {
        refused(edits(EMPTY, Doc.of("a", Doc.list("12345678901"))), "a string has at most 10 characters, but found 11");
        refused(new Intent.Call("m", Doc.of("a", "12345678901")), "a string has at most 10 characters, but found 11");
    }

    @Test
    void values_tooMany_areRefused() {
        Doc many = Doc.list(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

        refused(edits(EMPTY, Doc.of("a", many)), "a write puts at most 12 values, but found 13");
    }

    @Test
    void operations_tooMany_areRefused_alsoThoseOfAnUndo() {
        Doc five = Doc.of("a", 1, "b", 1, "c", 1, "d", 1, "e", 1);

        refused(edits(EMPTY, five), "a write edits at most 4 places, but found 5");
        refused(
                new Intent.Undo(Delta.diff(five, EMPTY), new HybridTimestamp(1, 0, new SiteId(1))),
                "a write edits at most 4 places, but found 5");
    }

    @Test
    void operations_ofAWriteOfTheWholeValue_doNotCount() {
        Doc five = Doc.of("a", 1, "b", 1, "c", 1, "d", 1, "e", 1);

        new WriteCheck(FEW).checkWhole(Delta.diff(EMPTY, five));

        assertThatThrownBy(() -> new WriteCheck(FEW).checkWhole(Delta.diff(EMPTY, Doc.of("123456789", 1))))
                .isInstanceOf(RefusedWriteException.class);
    }

    @Test
    void outcome_overTheSize_isRefusedUnlessItMakesTheValueSmaller() {
        WriteCheck check = new WriteCheck(FEW);
        Doc large = Doc.of("a", "x".repeat(250), "b", 1);

        assertThatThrownBy(() -> check.checkOutcome(EMPTY, Delta.diff(EMPTY, large)))
                .isInstanceOf(RefusedWriteException.class)
                .hasMessageStartingWith("the value would take about ")
                .hasMessageEndingWith(" bytes, but 200 are the most");
        assertThatThrownBy(() -> check.checkOutcome(large, Delta.diff(large, large.with("c", 1))))
                .isInstanceOf(RefusedWriteException.class);
        check.checkOutcome(large, Delta.diff(large, large.with("b", 2)));
        check.checkOutcome(large, Delta.diff(large, large.without("b")));
        check.checkOutcome(EMPTY, Delta.diff(EMPTY, Doc.of("a", "x".repeat(100))));
    }

    @Test
    void nothing_isRefusedWithoutLimits() {
        WriteCheck check = new WriteCheck(WriteLimits.NONE);
        Doc large = nested(60, "x".repeat(2_000_000));

        check.check(edits(EMPTY, large), EMPTY);
        check.checkOutcome(EMPTY, Delta.diff(EMPTY, large));
    }
}
