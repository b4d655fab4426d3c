package io.entangle.datalog.edn;

/**
 * What a text may ask of the reader.
 *
 * @param maxLength UTF-16 units of the text
 * @param maxForms scalars, collections and tags in it, those within others and those discarded included
 * @param maxDepth collections and tags within one another, at most 1,000
 * @param maxDigits digits of a number, and how large the exponent of a decimal may be
 */
public record EdnLimits(int maxLength, int maxForms, int maxDepth, int maxDigits) {
    /** For texts of one's own: 64 M units, 16 M forms, 200 deep, 10,000 digits. */
    public static final EdnLimits GENEROUS = new EdnLimits(64 << 20, 16 << 20, 200, 10_000);

    /** For texts that come from outside: 256 K units, 32 K forms, 64 deep, 100 digits. */
    public static final EdnLimits STRICT = new EdnLimits(256 << 10, 32 << 10, 64, 100);

    /** Each step down takes the thread's stack, when reading, writing, comparing and hashing. */
    static final int DEEPEST = 1_000;

    /**
     * Checks the limits.
     *
     * @param maxLength not negative
     * @param maxForms not negative
     * @param maxDepth between 0 and 1,000
     * @param maxDigits not negative
     * @throws IllegalArgumentException if one is negative, or the depth more than 1,000
     */
    public EdnLimits {
        if (maxLength < 0 || maxForms < 0 || maxDigits < 0) {
            throw new IllegalArgumentException("limits are not negative: length %d, forms %d, digits %d"
                    .formatted(maxLength, maxForms, maxDigits));
        }
        if (maxDepth < 0 || maxDepth > DEEPEST) {
            throw new IllegalArgumentException("depth is between 0 and " + DEEPEST + ", not " + maxDepth);
        }
    }
}
