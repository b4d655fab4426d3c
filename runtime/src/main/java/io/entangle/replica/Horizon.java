package io.entangle.replica;

import java.util.ArrayDeque;
import java.util.Deque;

/** Up to which version nothing is remembered of who wrote what: the newest one that is old enough. */
final class Horizon {
    /** Steps in which the horizon moves on; each costs a walk through all stamps. */
    private static final int STEPS = 64;

    /** Versions made close to each other: since when, and the last of them and when it was made. */
    private record Step(long sinceMs, long version, long atMs) {}

    private final long ageMs;
    private final Deque<Step> steps = new ArrayDeque<>();
    private long version = -1;

    Horizon(long ageMs) {
        this.ageMs = ageMs;
    }

    /** Nothing is remembered of what was written up to a version. */
    void begin(long forgotten) {
        version = forgotten;
    }

    /** The newest version that lies behind the horizon; -1 before there is one. */
    long version() {
        return version;
    }

    /** Takes note of a version made now. Returns whether the horizon has moved on. */
    boolean passed(long made, long nowMs) {
        long before = version;
        while (!steps.isEmpty() && steps.getFirst().atMs() <= nowMs - ageMs) {
            version = steps.removeFirst().version();
        }
        boolean goesOn = !steps.isEmpty() && nowMs - steps.getLast().sinceMs() < Math.max(1, ageMs / STEPS);
        long sinceMs = goesOn ? steps.removeLast().sinceMs() : nowMs;
        steps.addLast(new Step(sinceMs, made, nowMs));
        return version > before;
    }
}
