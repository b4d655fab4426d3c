package io.entangle.simulation;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time in milliseconds: whatever is to happen, by when, things of the same moment in random order. */
final class Scheduler {
    private record Task(long time, int tie, long order, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task that) {
            if (time != that.time) {
                return Long.compare(time, that.time);
            }
            return tie != that.tie ? Integer.compare(tie, that.tie) : Long.compare(order, that.order);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final SplittableRandom ties;
    private long now;
    private long scheduled;

    Scheduler(SplittableRandom ties) {
        this.ties = ties;
    }

    long now() {
        return now;
    }

    void after(long ms, Runnable action) {
        tasks.add(new Task(now + Math.max(0, ms), ties.nextInt(), scheduled++, action));
    }

    /** Does what comes next. */
    void step() {
        Task next = tasks.remove();
        now = next.time;
        next.action.run();
    }
}
