package io.entangle.pubsub.packer;

/**
 * The limits of a message that a hub takes from a client: what is beyond them is not read to its end, and ends the
 * connection. What a client of this library sends is within them whatever the application writes. Immutable.
 *
 * @param maxBytes the largest message; the hub announces it; 256 KiB
 * @param maxDepth how deep arrays and objects may nest, those of the frame itself and of its edits among them; 144, with which
 *     everything within the value domain can be said
 * @param maxNumberChars the longest number; 64 characters
 */
public record MessageLimits(int maxBytes, int maxDepth, int maxNumberChars) {
    /** The defaults. */
    public static final MessageLimits DEFAULT = new MessageLimits(256 * 1024, JacksonPacker.MAX_DEPTH, 64);

    /**
     * Checks the ranges.
     *
     * @param maxBytes at least 1 KiB
     * @param maxDepth at least 8
     * @param maxNumberChars at least 25, which is what a double can take
     */
    public MessageLimits {
        atLeast(1024, maxBytes, "maxBytes");
        atLeast(8, maxDepth, "maxDepth");
        atLeast(25, maxNumberChars, "maxNumberChars");
    }

    private static void atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but found " + value);
        }
    }

    /**
     * {@return these limits with another size}
     *
     * @param bytes at least 1 KiB
     */
    public MessageLimits withMaxBytes(int bytes) {
        return new MessageLimits(bytes, maxDepth, maxNumberChars);
    }

    /**
     * {@return these limits with another depth}
     *
     * @param depth at least 8
     */
    public MessageLimits withMaxDepth(int depth) {
        return new MessageLimits(maxBytes, depth, maxNumberChars);
    }

    /**
     * {@return these limits with another length of numbers}
     *
     * @param chars at least 25
     */
    public MessageLimits withMaxNumberChars(int chars) {
        return new MessageLimits(maxBytes, maxDepth, chars);
    }
}
