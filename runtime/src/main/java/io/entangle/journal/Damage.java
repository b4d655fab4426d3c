package io.entangle.journal;

/**
 * Something that a journal must hold and does not.
 *
 * @param atom the id of the atom it belongs to, or "" if it belongs to none
 * @param place where, exactly: the table, the atom and the version
 * @param found what was found there, and what was expected
 */
public record Damage(String atom, String place, String found) {
    /** {@return place and finding in one line, for people} */
    @Override
    public String toString() {
        return place + ": " + found;
    }
}
