package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Laws;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeadlineWheelTest {
    private static final long TICK = 10;

    private final Map<String, Long> deadlines = new HashMap<>();
    private final List<String> looked = new ArrayList<>();
    private long now;
    private final DeadlineWheel<String> wheel = new DeadlineWheel<>(TICK, 8, 0, thing -> {
        looked.add(thing);
        return deadlines.getOrDefault(thing, 0L);
    });

    private void at(long time) {
        now = time;
        wheel.advance(now);
    }

    @Test
    void advance_beforeTheDeadline_looksAtNothing() {
        wheel.add("a", 35);

        at(30);

        assertThat(looked).isEmpty();
    }

    @Test
    void advance_pastTheDeadline_looksOnce() {
        wheel.add("a", 35);

        at(40);
        at(200);

        assertThat(looked).containsExactly("a");
    }

    @Test
    void advance_deadlineMovedOn_looksAgainThen() {
        wheel.add("a", 35);
        deadlines.put("a", 70L);

        at(40);
        deadlines.remove("a");
        at(60);
        assertThat(looked).containsExactly("a");
        at(70);

        assertThat(looked).containsExactly("a", "a");
    }

    @Test
    void advance_fartherThanTheWheel_isLookedAtMeanwhile() {
        wheel.add("far", 1_000);
        deadlines.put("far", 1_000L);

        at(900);
        looked.clear();
        deadlines.remove("far");
        at(1_000);

        assertThat(looked).containsExactly("far");
    }

    @Test
    void advance_randomDeadlines_noneIsLookedAtLate() {
        Laws.check(200, random -> {
            Map<Integer, Long> due = new HashMap<>();
            long[] time = {0};
            DeadlineWheel<Integer> one = new DeadlineWheel<>(TICK, 16, 0, thing -> {
                long deadline = due.get(thing);
                if (deadline > time[0]) {
                    return deadline;
                }
                due.remove(thing);
                return 0;
            });
            for (int i = 0; i < 50; i++) {
                due.put(i, time[0] + 1 + random.nextInt(500));
                one.add(i, due.get(i));
                time[0] += random.nextInt(40);
                one.advance(time[0]);
                long now = time[0];
                assertThat(due.values()).allMatch(deadline -> deadline > now - TICK);
            }
        });
    }
}
