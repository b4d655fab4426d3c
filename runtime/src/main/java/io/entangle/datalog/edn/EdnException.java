package io.entangle.datalog.edn;

/** Thrown for a text that is not EDN, or asks for more than the limits allow. The message begins with line and column. */
public final class EdnException extends IllegalArgumentException {
    /** What is wrong. */
    private final EdnError error;

    /** Counted from 1. */
    private final int line;

    /** Counted from 1, in UTF-16 units. */
    private final int column;

    EdnException(EdnError error, int line, int column, String message) {
        super(line + ":" + column + ": " + message);
        this.error = error;
        this.line = line;
        this.column = column;
    }

    /** {@return what is wrong} */
    public EdnError error() {
        return error;
    }

    /** {@return the line of the fault, counted from 1} */
    public int line() {
        return line;
    }

    /** {@return the column of the fault, counted from 1 in UTF-16 units} */
    public int column() {
        return column;
    }
}
