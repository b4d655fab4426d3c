package io.entangle.sql;

/** A database can't be used as it is: it is not what it was taken for, is newer, or can't be as durable as it must. */
public final class UnusableDatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A database that can't be used.
     *
     * @param message what was found, and what was expected
     */
    public UnusableDatabaseException(String message) {
        super(message);
    }
}
