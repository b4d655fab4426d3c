package io.entangle.datalog.query;

/**
 * Some integers that follow each other.
 *
 * @param least the first; above the last if there are none
 * @param most the last
 */
record CodeRange(long least, long most) {
    static final CodeRange ALL = new CodeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    private static final CodeRange NONE = new CodeRange(Long.MAX_VALUE, Long.MIN_VALUE);

    boolean has(long number) {
        return least <= number && number <= most;
    }

    /** Those of them that are above a number, or at it if that is included. */
    CodeRange above(long number, boolean isInclusive) {
        if (!isInclusive && number == Long.MAX_VALUE) {
            return NONE;
        }
        return new CodeRange(Math.max(least, isInclusive ? number : number + 1), most);
    }

    /** Those of them that are below a number, or at it if that is included. */
    CodeRange below(long number, boolean isInclusive) {
        if (!isInclusive && number == Long.MIN_VALUE) {
            return NONE;
        }
        return new CodeRange(least, Math.min(most, isInclusive ? number : number - 1));
    }
}
