package io.entangle.clock;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Where random numbers come from. Everything that needs them is given one, so that a simulation can give a seeded one. */
public interface Entropy {
    /** The operating system's; thread-safe. */
    Entropy SYSTEM = new SecureRandom()::nextLong;

    /**
     * {@return numbers that follow from a seed; not thread-safe}
     *
     * @param seed the seed
     */
    static Entropy seeded(long seed) {
        return new SplittableRandom(seed)::nextLong;
    }

    /** {@return 64 random bits} */
    long nextLong();

    /**
     * {@return a number from 0 to below {@code bound}}
     *
     * @param bound at least 1
     */
    default long nextLong(long bound) {
        return Math.floorMod(nextLong() >>> 1, bound);
    }
}
