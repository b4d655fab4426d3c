package io.entangle.simulation;

/** A process of the simulated world: it has a clock, can pause, and can die and begin anew. */
abstract class Node {
    final String name;
    final Simulation world;
    final SimClock clock;
    private long pausedUntil;
    private int incarnation;

    Node(String name, Simulation world) {
        this(name, world, world.faults.clock());
    }

    Node(String name, Simulation world, SimClock clock) {
        this.name = name;
        this.world = world;
        this.clock = clock;
    }

    /** Does something later, unless this process has died by then. */
    final void later(long ms, Runnable action) {
        int mine = incarnation;
        world.scheduler.after(ms, () -> whenAwake(mine, action));
    }

    private void whenAwake(int mine, Runnable action) {
        if (incarnation != mine) {
            return;
        }
        long paused = pausedFor();
        if (paused > 0) {
            world.scheduler.after(paused, () -> whenAwake(mine, action));
        } else {
            action.run();
        }
    }

    final void pause(long ms) {
        pausedUntil = world.scheduler.now() + ms;
    }

    final void wake() {
        pausedUntil = 0;
    }

    /** {@return for how many milliseconds this process will do nothing} */
    final long pausedFor() {
        return Math.max(0, pausedUntil - world.scheduler.now());
    }

    /** All that the process was about to do is forgotten. */
    final void die() {
        incarnation++;
        pausedUntil = 0;
    }
}
