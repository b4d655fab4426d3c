package io.entangle.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much a thread allocates: no input may make a multiple of itself. */
public final class Allocation {
    /** What an input may cost at most, for each of its bytes. */
    private static final int PER_BYTE = 20;

    /**
     * What is allocated for any input: parsers, buffers, an exception and its stack. The hooks of the fuzzer allocate a multiple of that:
     * under it, only what a length in the input makes be allocated is found; the rest where what it has found is read again.
     */
    private static final int BASE_BYTES = System.getenv("JAZZER_FUZZ") == null ? 64 * 1024 : 64 * 1024 * 1024;

    private static final int TIMES = 5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /**
     * Does something with an input of some bytes; fails if that allocates too much each time. What is allocated once only, to load
     * a class say, is not the input's.
     */
    public static void check(int bytes, Runnable action) {
        check(bytes, PER_BYTE, action);
    }

    /** As {@link #check(int, Runnable)}, with another multiple. */
    public static void check(int bytes, int perByte, Runnable action) {
        long most = BASE_BYTES + (long) perByte * bytes;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TIMES && least > most; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            action.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        if (least > most) {
            throw new AssertionError("an input of " + bytes + " bytes made " + least + " bytes be allocated");
        }
    }
}
