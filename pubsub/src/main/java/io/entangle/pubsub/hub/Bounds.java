package io.entangle.pubsub.hub;

/** Checks what a limit may be. */
final class Bounds {
    private Bounds() {}

    static void positive(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, but found " + value);
        }
    }
}
