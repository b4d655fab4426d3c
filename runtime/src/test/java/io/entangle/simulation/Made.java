package io.entangle.simulation;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import java.util.List;

/**
 * A write as it was made, which the checkers know without asking the code under test.
 *
 * @param client who made it
 * @param sequence which of the client's writes it is
 * @param written when
 * @param changes what it does
 * @param raw what it does, with lists edited by index: what must not be sent
 * @param kind what is to become of it
 */
record Made(String client, long sequence, HybridTimestamp written, List<Change> changes, Delta raw, Kind kind) {
    enum Kind {
        /** Takes effect, unless a later write wins. */
        ORDINARY,
        /** A validator of the atom refuses it. */
        POISON,
        /** A call of a mutation, which refuses if there is too little left, or one of a group, refused if it met others. */
        MAY_BE_REFUSED,
        /** The hub does not take messages of that size. */
        OVERSIZE
    }

    static final String POISON_FIELD = "p";
    static final String POISON_VALUE = "poison";

    @Override
    public String toString() {
        return client + "#" + sequence + (kind == Kind.ORDINARY ? "" : " " + kind) + " at " + written.ms() + " "
                + changes;
    }
}
