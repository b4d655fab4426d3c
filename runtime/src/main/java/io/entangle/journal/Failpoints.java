package io.entangle.journal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places at which a test may end the process, as a loss of power would. Outside such tests they cost nothing: the system
 * property {@code entangle.failpoint} names the one that ends the process, and, after a colon, at which passing.
 */
public final class Failpoints {
    private static final String CHOSEN = name(System.getProperty("entangle.failpoint", ""));
    private static final AtomicInteger LEFT = new AtomicInteger(passings(System.getProperty("entangle.failpoint", "")));
    /** What a process that ends here returns. */
    private static final int STATUS = 77;

    private Failpoints() {}

    private static String name(String property) {
        return property.split(":")[0];
    }

    private static int passings(String property) {
        return property.contains(":") ? Integer.parseInt(property.split(":")[1]) : 1;
    }

    /**
     * Ends the process at once if this is the chosen place.
     *
     * @param name the place
     */
    public static void pass(String name) {
        if (!CHOSEN.isEmpty() && CHOSEN.equals(name) && LEFT.decrementAndGet() == 0) {
            System.err.println("failpoint " + name);
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
