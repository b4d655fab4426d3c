package io.entangle.testing;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs a law over many seeded random cases. A failing case prints its seed and the command that repeats just that
 * case; {@code -Dseed=N} runs the case of seed {@code N} alone, {@code -Dcases.factor=N} runs N times as many cases.
 */
public final class Laws {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Laws() {}

    /** Runs {@code law} for {@code cases} different seeds, or for the one seed given by {@code -Dseed}. */
    public static void check(int cases, Consumer<Random> law) {
        StackWalker.StackFrame test =
                STACK.walk(frames -> frames.filter(frame -> frame.getDeclaringClass() != Laws.class)
                        .findFirst()
                        .orElseThrow());
        String asked = System.getProperty("seed");
        if (asked != null) {
            runOne(law, Long.parseLong(asked), test);
            return;
        }
        long base = Long.getLong("seed.base", System.nanoTime());
        SplittableRandom seeds = new SplittableRandom(base);
        for (long i = (long) cases * Integer.getInteger("cases.factor", 1); i > 0; i--) {
            runOne(law, seeds.nextLong(), test);
        }
    }

    private static void runOne(Consumer<Random> law, long seed, StackWalker.StackFrame test) {
        try {
            law.accept(new Random(seed));
        } catch (Throwable failure) {
            Class<?> type = test.getDeclaringClass();
            String command =
                    "Reproduce: mvn -q -pl %s -am test -Dtest=%s#%s -Dsurefire.failIfNoSpecifiedTests=false -Dseed=%d"
                            .formatted(module(), type.getSimpleName(), test.getMethodName(), seed);
            System.err.println(command);
            throw new AssertionError("seed " + seed + ": " + failure + System.lineSeparator() + command, failure);
        }
    }

    /** The module under test: Surefire runs with the module's folder as the working directory. */
    private static String module() {
        return java.nio.file.Path.of("").toAbsolutePath().getFileName().toString();
    }
}
