package io.entangle.pubsub.kill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * How one life of the hub goes.
 *
 * @param failpoint where it ends itself, or nothing
 * @param passing at which passing of that
 * @param livesFor how long it lives, from when it is ready or else from its start
 * @param isKilledWhenReady whether it lives until it is ready at least
 * @param stopsFor how long it is stopped before it is killed; zero if it is not
 * @param fault what else happens to it halfway, or nothing
 */
record Life(
        String failpoint, int passing, Duration livesFor, boolean isKilledWhenReady, Duration stopsFor, String fault) {
    /** The failpoints, with at how late a passing it is worth to end. Each is passed many times in a second. */
    private record Failpoint(String name, int most) {}

    private static final List<Failpoint> FAILPOINTS = List.of(
            new Failpoint("before-append", 40),
            new Failpoint("after-append", 40),
            new Failpoint("before-commit", 60),
            new Failpoint("after-commit", 60),
            new Failpoint("before-acknowledge", 600),
            new Failpoint("after-acknowledge", 600),
            new Failpoint("before-snapshot", 3),
            new Failpoint("after-snapshot", 3));

    /** These come when something is old enough to be forgotten. */
    private static final List<Failpoint> LATE =
            List.of(new Failpoint("before-compaction", 3), new Failpoint("after-compaction", 3));

    /** After a compaction has become possible. */
    private static final int LATE_FROM = 9;

    private static final Duration MOST = Duration.ofSeconds(12);

    static List<String> failpoints() {
        List<String> names = new ArrayList<>();
        FAILPOINTS.forEach(each -> names.add(each.name));
        LATE.forEach(each -> names.add(each.name));
        return names;
    }

    /** {@return the first lives, in which each failpoint comes once, and after them more} */
    static List<Life> plan(int count, List<String> faults, Random random) {
        List<Failpoint> first = new ArrayList<>(FAILPOINTS);
        Collections.shuffle(first, random);
        List<Life> lives = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i < first.size()) {
                lives.add(at(first.get(i), random));
            } else if (i >= LATE_FROM && i < LATE_FROM + LATE.size()) {
                lives.add(at(LATE.get(i - LATE_FROM), random));
            } else if (i < LATE_FROM + LATE.size() + faults.size() && i >= LATE_FROM + LATE.size()) {
                lives.add(killed(random, 0, faults.get(i - LATE_FROM - LATE.size())));
            } else {
                lives.add(any(faults, random));
            }
        }
        return lives;
    }

    private static Life any(List<String> faults, Random random) {
        int choice = random.nextInt(100);
        if (choice < 15) {
            List<Failpoint> all = new ArrayList<>(FAILPOINTS);
            all.addAll(LATE);
            return at(all.get(random.nextInt(all.size())), random);
        }
        if (choice < 25) {
            return new Life("", 0, Duration.ofMillis(50 + random.nextInt(900)), false, Duration.ZERO, "");
        }
        if (choice < 30) {
            return killed(random, 1_000 + random.nextInt(2_000), "");
        }
        return killed(random, 0, choice < 40 && !faults.isEmpty() ? faults.get(random.nextInt(faults.size())) : "");
    }

    private static Life at(Failpoint failpoint, Random random) {
        return new Life(failpoint.name, 1 + random.nextInt(failpoint.most), MOST, false, Duration.ZERO, "");
    }

    private static Life killed(Random random, int stopsMs, String fault) {
        return new Life("", 0, Duration.ofMillis(1_000 + random.nextInt(2_000)), true, Duration.ofMillis(stopsMs), fault);
    }

    /** {@return whether it may be left out for another} */
    boolean isOrdinary() {
        return failpoint.isEmpty() && fault.isEmpty();
    }

    boolean isEndedByItself() {
        return !failpoint.isEmpty();
    }

    @Override
    public String toString() {
        return isEndedByItself()
                ? failpoint + ":" + passing
                : "killed " + livesFor.toMillis() + " ms after " + (isKilledWhenReady ? "it was ready" : "its start")
                        + (stopsFor.isZero() ? "" : ", stopped for " + stopsFor.toMillis() + " ms")
                        + (fault.isEmpty() ? "" : ", " + fault);
    }
}
