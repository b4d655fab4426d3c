package io.entangle.journal;

import io.entangle.atom.State;

/**
 * Is told what becomes of an atom on a journal before that is seen. Told in order, and while nothing else can be changed: it
 * takes note and returns.
 *
 * @param <T> the type of the atom's values
 */
public interface Follower<T> {
    /**
     * A version was made, by this process but not by the follower, or by another process.
     *
     * @param state the version
     * @param entry what is written down of it
     * @param position its place among all changes on the journal
     */
    void appended(State<T> state, Entry entry, long position);

    /**
     * What was made after a version could not be written down: it has never been.
     *
     * @param seen the version from which the atom goes on
     */
    void backTo(State<T> seen);

    /**
     * The atom goes on with another history, or so far on that what lies between is not read back: whoever follows it from
     * now on begins as with an atom that has just been opened. This follower is not told anything any more.
     *
     * @param found what the journal holds
     * @return who follows from now on
     */
    Follower<T> beginsAnew(Recovered<T> found);

    /**
     * Versions are written down, and are about to be seen: this is said of all atoms that were changed together before
     * the first of them is seen.
     */
    void written();

    /** What was written down is seen. */
    void seen();
}
