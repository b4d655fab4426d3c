package io.entangle.sql;

/** A row or a file is not as it was written. Whoever keeps something in it tells its callers in words of its own. */
public final class DamageFound extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String atom;
    private final String place;
    private final String found;

    /**
     * A damage.
     *
     * @param atom the id of the atom it belongs to, or "" if it belongs to none
     * @param place where, exactly: the table, the atom and the row
     * @param found what was found there, and what was expected
     */
    public DamageFound(String atom, String place, String found) {
        super(place + ": " + found);
        this.atom = atom;
        this.place = place;
        this.found = found;
    }

    /** {@return the id of the atom it belongs to, or "" if it belongs to none} */
    public String atom() {
        return atom;
    }

    /** {@return where, exactly} */
    public String place() {
        return place;
    }

    /** {@return what was found there, and what was expected} */
    public String found() {
        return found;
    }
}
