package io.entangle.replica;

import java.util.ArrayDeque;
import java.util.Deque;

/** Up to which version nothing is remembered of who wrote what: the newest one that is old enough. */
final class Horizon {
    /** Steps in which the horizon moves on; each costs a walk through all stamps. */
    private static final int STEPS = 64;

    private record Mark(long version, long atMs) {}

    private final long ageMs;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long version = -1;

    Horizon(long ageMs) {
        this.ageMs = ageMs;
    }

    /** The newest version that lies behind the horizon; -1 before there is one. */
    long version() {
        return version;
    }

    /** Takes note of a version made now. Returns whether the horizon has moved on. */
    boolean passed(long made, long nowMs) {
        if (marks.isEmpty() || nowMs - marks.getLast().atMs() >= Math.max(1, ageMs / STEPS)) {
            marks.addLast(new Mark(made, nowMs));
        }
        return moved(nowMs);
    }

    boolean moved(long nowMs) {
        long before = version;
        while (!marks.isEmpty() && marks.getFirst().atMs() <= nowMs - ageMs) {
            version = marks.removeFirst().version();
        }
        return version > before;
    }
}
