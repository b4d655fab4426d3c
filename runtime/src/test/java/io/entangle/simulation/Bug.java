package io.entangle.simulation;

/** Wrong variants of the code under test, switched on one at a time to see that the simulator finds each. */
enum Bug {
    /** The hub forgets which writes of a client it has processed. */
    NO_DEDUPLICATION,
    /** A write is dropped from the top when it is accepted, before the version that holds it is there. */
    ACKNOWLEDGED_IS_VISIBLE,
    /** Writes are stamped when they arrive: the last to arrive wins. */
    WINNER_BY_ARRIVAL,
    /** A removed field leaves no stamp. */
    NO_TOMBSTONES,
    /** The snapshot is taken before the stream of updates begins, and what comes between is missed. */
    SUBSCRIBE_RACE,
    /** A hub that lost its history goes on in the same epoch. */
    EPOCH_REUSED,
    /** Updates are sent whether or not the subscriber takes any. */
    UNBOUNDED_QUEUE,
    /** An update is applied to whatever version the replica has. */
    UPDATE_ANYWHERE,
    /** Only a part of an update is applied. */
    HALF_AN_UPDATE,
    /** A refused write is never done with, and what comes after it waits for ever. */
    REFUSAL_BLOCKS,
    /** A refused write stays on top. */
    REFUSAL_NOT_ROLLED_BACK,
    /** What was refused while the replica was away is not told when it comes back. */
    REFUSALS_FORGOTTEN,
    /** A replica takes in what comes over a connection that it has given up. */
    ZOMBIE_APPLIED,
    /** The hub believes stamps however far ahead of its clock they are. */
    NO_DRIFT_BOUND,
    /** A write is taken in though one before it is missing. */
    SEQUENCE_GAP_TAKEN,
    /** Lists are sent as edits by index. */
    LISTS_BY_INDEX,
    /** Heads are not announced. */
    NO_HEADS,
    /** A replica shows a write before it is on its disk. */
    SHOWN_BEFORE_STORED,
    /** A replica that begins with stored writes does not set its clock after them. */
    CLOCK_NOT_SEEDED,
    /** The writes of a group are taken one by one: one may be refused, and the others not. */
    GROUP_IN_PARTS,
    /** Changes of several atoms are sent one by one. */
    ATOMS_ONE_BY_ONE,
    /** An atom is subscribed again by itself, and answered without the news of the others. */
    SUBSCRIBED_ALONE,
    /** Updates are taken in though the answer to a subscription, which begins before them, is on its way. */
    UPDATES_BEFORE_ANSWER,
    /** The hub takes writes over connections of a client that has opened another. */
    OLDER_NOT_REPLACED,
    /** A replica that wants every version is not told that some were lost to it. */
    MISSED_IN_SILENCE,
    /** Writes accepted in an epoch that is lost are not sent again. */
    NOT_SENT_AGAIN,
    /** The journal says that something is kept before it is. */
    ACKNOWLEDGED_BEFORE_KEPT,
    /** An older copy of the journal is used in the same epoch. */
    COPY_IN_THE_SAME_EPOCH,
    /** The journal does not keep how far the writes of each client were taken in. */
    CLIENTS_NOT_KEPT,
    /** The journal does not keep what the authority remembers beside the values. */
    NOTES_NOT_KEPT,
    /** When the power is lost, a part of a group may be kept. */
    HALF_A_GROUP_KEPT,
    /** A hub looks for what others have appended when the journal announces it, and not otherwise. */
    HINTS_ARE_ENOUGH,
    /** A hub answers a client that has been told more by another hub without looking. */
    NOT_LOOKED_FOR_CLIENTS,
    /** What others have appended is taken in without whose writes it was. */
    OTHERS_NOT_COUNTED,
    /** How far the atoms reach is looked at one by one. */
    HEADS_ONE_BY_ONE,
    /** What is appended is appended to whatever epoch there is. */
    APPENDED_IN_ANY_EPOCH;

    /** {@return whether it is one of several hubs on one journal} */
    boolean isOfSeveralHubs() {
        return ordinal() >= HINTS_ARE_ENOUGH.ordinal();
    }

    /** {@return whether it is one of a hub with a journal} */
    boolean isOfJournal() {
        return ordinal() >= ACKNOWLEDGED_BEFORE_KEPT.ordinal();
    }
}
