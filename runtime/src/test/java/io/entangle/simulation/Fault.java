package io.entangle.simulation;

/** What may go wrong. Each seed turns some of them on. */
enum Fault {
    /** A connection ends; what was on its way from some message on is lost. */
    CUT,
    /** A connection ends soon after a write was sent over it, perhaps before the answer is back. */
    CUT_AFTER_WRITE,
    /** A replica opens another connection while messages are on their way over the one it had. */
    MOVE,
    /** A connection carries nothing for a while, in one direction or both, and nobody is told. */
    STALL,
    /** A replica can't reach the hub for a while. */
    PARTITION,
    /** A replica's process dies, and another begins. */
    CRASH_REPLICA,
    /** The hub dies, and another begins with an older value. */
    CRASH_HUB,
    /** A process does nothing for a while. */
    PAUSE,
    /** A clock jumps. */
    STEP_CLOCK,
    /** Clocks are wrong from the start, by up to ten years. */
    SKEW,
    /** Clocks are too fast or too slow. */
    DRIFT,
    /** A replica takes in messages slowly. */
    SLOW_CONSUMER,
    /** The transport loses, repeats and reorders updates and heads, as the event bus may. */
    LOSSY,
    /** Messages are delayed by seconds now and then. */
    LATENCY,
    /** Replicas write what a validator refuses. */
    POISON,
    /** Replicas write what is too large for the hub. */
    OVERSIZE,
    /** The hub keeps very few versions to resume from. */
    SHORT_HISTORY,
    /** The hub forgets after seconds who wrote what when. */
    SHORT_HORIZON,
    /** The hub's journal takes nothing for a while. */
    DISK_FULL,
    /** The hub's journal does not say whether it has kept something. */
    FSYNC_ERROR,
    /** The hub's machine loses its power while its journal is being written. */
    POWER_LOSS,
    /** The hub begins again with an older copy of its journal. */
    OLDER_COPY,
    /** A client opens its next connection to another hub. */
    WANDER,
    /** The journal's announcement that another hub has appended is lost. */
    HINT_LOST,
    /** One of the hubs can't reach the journal for a while. */
    CUT_OFF,
    /** An older copy of the journal is put in its place while the hubs run. */
    COPY_UNDER_HUBS;

    /** {@return whether it befalls hubs that have a journal in common} */
    boolean isAmongHubs() {
        return ordinal() >= WANDER.ordinal();
    }
}
