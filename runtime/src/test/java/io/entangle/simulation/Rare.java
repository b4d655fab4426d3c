package io.entangle.simulation;

/** What must happen now and then, or the simulation tests less than it seems to. */
enum Rare {
    /** A replica caught up with a delta. */
    RESUMED,
    /** A replica that knew a version of this epoch was given a snapshot: it was no longer kept, or all has changed. */
    HISTORY_GONE,
    /** A replica learned that the history was lost. */
    EPOCH_RESET,
    /** A replica had writes pending when it learned that. */
    PENDING_ACROSS_EPOCHS,
    /** A replica that wants every version was told of one. */
    EVERY_VERSION,
    /** A replica that wants every version was told that it has missed some. */
    FELL_BEHIND,
    /** An update led over several versions. */
    CONFLATED,
    /** A change was not sent because a replica took nothing. */
    HELD_BACK,
    /** An update came that led no further. */
    STALE_UPDATE,
    /** An update came whose predecessor was lost. */
    MISSED_UPDATE,
    /** A loss was found by announced heads alone. */
    FOUND_BY_HEADS,
    /** A write was accepted in a version that the replica did not have yet. */
    ACKNOWLEDGED_NOT_VISIBLE,
    /** A write came before one that was missing. */
    OUT_OF_SEQUENCE,
    /** A write took effect, and the connection was lost before the replica was told. */
    CUT_BEFORE_ACCEPTED,
    /** The hub took a write from a connection that the replica had given up. */
    ZOMBIE_WRITE,
    /** A message came over a connection that the replica had given up. */
    ZOMBIE_MESSAGE,
    /** A side gave up a connection because it heard nothing. */
    TIMED_OUT,
    /** A write was refused and rolled back. */
    REFUSED,
    /** A replica learned of a refusal when it subscribed. */
    REFUSED_WHILE_AWAY,
    /** A write was too large to be sent. */
    TOO_LARGE,
    /** A stamp too far ahead was taken as the present. */
    CLAMPED,
    /** A write met one that its writer had not seen, and won. */
    CONFLICT_WON,
    /** A write met one that its writer had not seen, and lost. */
    CONFLICT_LOST,
    /** A map was put where another had been put meanwhile. */
    MAPS_MERGED,
    /** A field came back into a map that was gone. */
    MAP_REVIVED,
    /** A field outlived the earlier removal or replacement of its map. */
    FIELD_KEPT,
    /** A write came later than the removal of its field, and lost. */
    LOST_TO_REMOVAL,
    /** A number grew by a write whose maker had not seen it grow by another. */
    COUNTED_TOGETHER,
    /** A group was refused because it met others. */
    GROUP_REFUSED,
    /** A write was made on so old a version that it was taken as made in the present, and reported. */
    REBASED,
    /** A call did at the replica what it could not do at the hub. */
    CALL_REFUSED,
    /** A replica's process died with writes pending. */
    CRASHED_WITH_PENDING,
    /** A process took up the pending writes of the one before it. */
    RESTORED_WITH_PENDING,
    /** A process that took up such writes began with a clock behind them. */
    RESTORED_WITH_CLOCK_BEHIND,
    /** A write was refused because the hub's journal took nothing. */
    UNAVAILABLE,
    /** The journal found out that it had kept what it could not say it had. */
    DOUBT_RESOLVED,
    /** The hub's machine lost its power while the journal was being written. */
    POWER_LOST,
    /** The hub went on in the same epoch. */
    WENT_ON,
    /** The hub went on from something that was kept, and that nobody had been told of. */
    KEPT_AND_NOT_TOLD,
    /** The hub went on without something that it had taken in. */
    TAKEN_AND_NOT_KEPT,
    /** The hub began again with an older copy of its journal. */
    COPY_RESTORED,
    /** A client came to another hub with writes pending. */
    WANDERED_WITH_PENDING,
    /** A hub looked for what a client had been told by the other. */
    LOOKED_FOR_A_CLIENT,
    /** A client was told by one hub what became of a write that the other had taken in. */
    TOLD_OF_ANOTHER,
    /** A hub made a change again, on what the other had appended. */
    OVERTAKEN,
    /** A refusal was written down. */
    REFUSAL_KEPT,
    /** An older copy of the journal was put in its place while the hubs ran. */
    COPY_UNDER_HUBS,
    /** A hub went on with another history of an atom than it knew. */
    BEGUN_ANEW
}
