package io.entangle.journal;

/** A journal does not hold what it must: something else has written to it, or the disk has lost something. */
public final class DamagedJournalException extends JournalException {
    private static final long serialVersionUID = 1;

    private final String place;
    private final String found;

    /**
     * A damage.
     *
     * @param place where, exactly: the file or database, the table, the atom and the version
     * @param found what was found there, and what was expected
     */
    public DamagedJournalException(String place, String found) {
        super(Failure.DAMAGED, "the journal is damaged: " + place + ": " + found, null);
        this.place = place;
        this.found = found;
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
