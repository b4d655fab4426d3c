package io.entangle.atom;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;

/** Runs a scenario in many interleavings of its threads. */
final class ModelChecker {
    /** Enough for every fault that the tests plant, several times over; more with {@code -Dcases.factor}. */
    private static final int INVOCATIONS = 120 * Integer.getInteger("cases.factor", 1);

    private static final int TRIES = 3;

    private ModelChecker() {}

    /** Fails if the scenario fails in any interleaving tried. */
    static void check(Runnable scenario) {
        initializeClassesOf(scenario);
        for (int left = TRIES; ; left--) {
            try {
                Lincheck.runConcurrentTest(INVOCATIONS, scenario);
                return;
            } catch (LincheckAssertionError e) {
                // An invocation has 10 s, in which classes may have to be rewritten first: too few on a busy machine.
                if (left == 1 || !String.valueOf(e.getMessage()).contains("has hung")) {
                    throw e;
                }
            }
        }
    }

    /** A class whose initializer is cut short, because an invocation is, could never be used again. */
    private static void initializeClassesOf(Runnable scenario) {
        try {
            scenario.run();
        } catch (AssertionError e) {
            // The checker will say so better.
        }
    }

    /** Fails unless {@link #check} finds a scenario wrong, for a reason that contains a text. */
    static void checkFails(Runnable scenario, String reason) {
        assertThatThrownBy(() -> check(scenario))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining(reason);
    }

    /** Runs code on two threads, waits for both, and fails if either did. */
    static void both(Runnable one, Runnable other) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread first = thread(one, failure);
        Thread second = thread(other, failure);
        first.start();
        second.start();
        try {
            first.join();
            second.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    /** A plain thread: of a subclass of its own, the checker does not follow {@code join}. */
    private static Thread thread(Runnable code, AtomicReference<Throwable> failure) {
        return new Thread(() -> {
            try {
                code.run();
            } catch (AssertionError e) {
                failure.set(e);
            }
        });
    }
}
