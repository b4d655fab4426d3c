package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class DocDepthTest {
    /** A list that holds one and the same list twice, and that one the same, and so on: 2^(depth-1) ways down. */
    private static Doc doubled(Doc innermost, int levels) {
        Doc doc = innermost;
        for (int i = 0; i < levels; i++) {
            doc = Doc.list(doc, doc);
        }
        return doc;
    }

    @Test
    void list_sharedPartsNestTooDeep_isRefusedAtOnce() {
        Doc deepest = doubled(Doc.list(), Doc.MAX_DEPTH - 1);

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> Doc.list(deepest))
                        .isInstanceOf(InvalidValueException.class)
                        .hasMessage("documents nest at most 64 containers deep"));
    }

    @Test
    void list_sharedPartsOnceNestedDeeper_isTakenAtOnce() {
        Doc once = Doc.list(Doc.list(), 1).splice(0, 1, List.of());
        Doc doc = doubled(once, Doc.MAX_DEPTH - 2);

        Doc taken = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Doc.list(doc));

        assertThat(taken.get(Path.of(0, 0))).isEqualTo(doc.get(0));
        assertThatThrownBy(() -> Doc.list(taken)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void with_deepPartTakenAway_makesRoomAgain() {
        Doc deepest = Doc.list();
        for (int i = 1; i < Doc.MAX_DEPTH; i++) {
            deepest = Doc.of("a", deepest, "b", i);
        }
        Doc map = deepest;

        assertThatThrownBy(() -> Doc.of("x", map)).isInstanceOf(InvalidValueException.class);
        assertThat(Doc.of("x", map.with("a", 0)).get(Path.of("x", "b"))).isEqualTo(63L);
    }
}
