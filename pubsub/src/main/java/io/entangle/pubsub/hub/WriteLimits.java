package io.entangle.pubsub.hub;

/**
 * The limits of what a client may write to an atom. A write beyond them is refused as {@code too-large}: its writer is told
 * why, and its other writes go on. {@link Integer#MAX_VALUE} means that there is no limit. Immutable.
 *
 * @param maxPathDepth how many keys may lead to a place that is written; 32
 * @param maxKeyChars the longest key that may be written; 256 characters
 * @param maxStringChars the longest string that may be written; 65,536 characters
 * @param maxValues how many values, those within others among them, one write may put; 20,000
 * @param maxOperations how many places one write may edit; 256
 * @param maxStateBytes how large a write may leave an atom's value, about as JSON; 1 MiB. A value that is larger may be made
 *     smaller
 * @param maxUnanswered how many writes of one connection may wait to be written down; it is not read on until there are fewer;
 *     256
 */
public record WriteLimits(
        int maxPathDepth,
        int maxKeyChars,
        int maxStringChars,
        int maxValues,
        int maxOperations,
        int maxStateBytes,
        int maxUnanswered) {
    /** The defaults of a hub that asks who its clients are. */
    public static final WriteLimits DEFAULT = new WriteLimits(32, 256, 65_536, 20_000, 256, 1024 * 1024, 256);

    /** No limits but that of the writes that wait, 1,024. */
    public static final WriteLimits NONE = new WriteLimits(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            1_024);

    /**
     * Checks the ranges.
     *
     * @param maxPathDepth at least 1
     * @param maxKeyChars at least 1
     * @param maxStringChars at least 1
     * @param maxValues at least 1
     * @param maxOperations at least 1
     * @param maxStateBytes at least 1
     * @param maxUnanswered at least 1
     */
    public WriteLimits {
        Bounds.positive(maxPathDepth, "maxPathDepth");
        Bounds.positive(maxKeyChars, "maxKeyChars");
        Bounds.positive(maxStringChars, "maxStringChars");
        Bounds.positive(maxValues, "maxValues");
        Bounds.positive(maxOperations, "maxOperations");
        Bounds.positive(maxStateBytes, "maxStateBytes");
        Bounds.positive(maxUnanswered, "maxUnanswered");
    }

    /**
     * {@return these limits with another depth of paths}
     *
     * @param keys at least 1
     */
    public WriteLimits withMaxPathDepth(int keys) {
        return new WriteLimits(
                keys, maxKeyChars, maxStringChars, maxValues, maxOperations, maxStateBytes, maxUnanswered);
    }

    /**
     * {@return these limits with another length of keys}
     *
     * @param chars at least 1
     */
    public WriteLimits withMaxKeyChars(int chars) {
        return new WriteLimits(
                maxPathDepth, chars, maxStringChars, maxValues, maxOperations, maxStateBytes, maxUnanswered);
    }

    /**
     * {@return these limits with another length of strings}
     *
     * @param chars at least 1
     */
    public WriteLimits withMaxStringChars(int chars) {
        return new WriteLimits(
                maxPathDepth, maxKeyChars, chars, maxValues, maxOperations, maxStateBytes, maxUnanswered);
    }

    /**
     * {@return these limits with another number of values}
     *
     * @param count at least 1
     */
    public WriteLimits withMaxValues(int count) {
        return new WriteLimits(
                maxPathDepth, maxKeyChars, maxStringChars, count, maxOperations, maxStateBytes, maxUnanswered);
    }

    /**
     * {@return these limits with another number of places}
     *
     * @param count at least 1
     */
    public WriteLimits withMaxOperations(int count) {
        return new WriteLimits(
                maxPathDepth, maxKeyChars, maxStringChars, maxValues, count, maxStateBytes, maxUnanswered);
    }

    /**
     * {@return these limits with another size of values}
     *
     * @param bytes at least 1
     */
    public WriteLimits withMaxStateBytes(int bytes) {
        return new WriteLimits(
                maxPathDepth, maxKeyChars, maxStringChars, maxValues, maxOperations, bytes, maxUnanswered);
    }

    /**
     * {@return these limits with another number of writes that wait}
     *
     * @param count at least 1
     */
    public WriteLimits withMaxUnanswered(int count) {
        return new WriteLimits(
                maxPathDepth, maxKeyChars, maxStringChars, maxValues, maxOperations, maxStateBytes, count);
    }
}
