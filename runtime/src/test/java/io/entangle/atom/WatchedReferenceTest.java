package io.entangle.atom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatchedReferenceTest {
    private final WatchedReference<String> reference = new WatchedReference<>("", 0, WatchErrorHandler.LOG);
    private final List<Long> told = new ArrayList<>();

    /** A watch that, told of version 1, makes two more changes and then does something. */
    private void watchThat(Runnable afterTwoChanges) {
        reference.watch("key", change -> {
            told.add(change.version());
            if (change.version() == 1) {
                reference.swap(s -> s + "b");
                reference.swap(s -> s + "c");
                afterTwoChanges.run();
            }
        });
    }

    @Test
    void watch_writes_isToldOfThatInOrderAfterItHasReturned() {
        watchThat(() -> assertThat(told).containsExactly(1L));

        reference.swap(s -> s + "a");

        assertThat(told).containsExactly(1L, 2L, 3L);
        assertThat(reference.get()).isEqualTo("abc");
    }

    @Test
    void unwatch_withChangesStillToTell_tellsNoMore() {
        watchThat(() -> reference.unwatch("key"));

        reference.swap(s -> s + "a");

        assertThat(told).containsExactly(1L);
    }

    @Test
    void watch_replacesOneWithChangesStillToTell_tellsItNoMore() {
        List<Long> toldInstead = new ArrayList<>();
        watchThat(() -> reference.watch("key", change -> toldInstead.add(change.version())));

        reference.swap(s -> s + "a");
        reference.swap(s -> s + "d");

        assertThat(told).containsExactly(1L);
        assertThat(toldInstead).containsExactly(4L);
    }
}
