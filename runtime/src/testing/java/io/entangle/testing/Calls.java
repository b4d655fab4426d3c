package io.entangle.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Calls, and method references, that the architecture tests of the modules forbid in one place or another. */
public final class Calls {
    private static final Set<String> RANDOM = Set.of(
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.concurrent.ThreadLocalRandom",
            "java.security.SecureRandom",
            "java.util.random.RandomGenerator");

    private static final Set<String> THREADS =
            Set.of("<init>", "start", "startVirtualThread", "ofVirtual", "ofPlatform");

    private Calls() {}

    /** Reads a clock, or draws a random number. */
    public static DescribedPredicate<JavaAccess<?>> clockOrRandomness() {
        return describe("a clock or a source of random numbers", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            return RANDOM.contains(owner)
                    || owner.startsWith("java.time.")
                            && Set.of("now", "system", "systemUTC").contains(name)
                    || owner.equals("java.util.Date") && name.equals("<init>")
                    || is(access, "java.lang.System", "currentTimeMillis", "nanoTime")
                    || is(access, "java.lang.Math", "random")
                    || is(access, "java.lang.StrictMath", "random")
                    || is(access, "java.util.UUID", "randomUUID")
                    || is(access, "java.util.Collections", "shuffle");
        });
    }

    /** Makes a thread, or hands work to one. */
    public static DescribedPredicate<JavaAccess<?>> threads() {
        return describe("a thread or an executor", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getTarget().getName();
            return owner.isAssignableTo(Thread.class) && THREADS.contains(name)
                    || owner.isAssignableTo(Executor.class)
                    || owner.isEquivalentTo(Executors.class)
                    || owner.isEquivalentTo(Timer.class)
                    || name.equals("parallelStream")
                    || owner.getName().startsWith("java.util.concurrent.") && name.endsWith("Async");
        });
    }

    /** Waits for time to pass. */
    public static DescribedPredicate<JavaAccess<?>> sleeping() {
        return describe(
                "sleeping",
                access -> is(access, "java.lang.Thread", "sleep")
                        || is(access, "java.util.concurrent.TimeUnit", "sleep")
                        || is(access, "java.util.concurrent.locks.LockSupport", "parkNanos", "parkUntil"));
    }

    private static boolean is(JavaAccess<?> access, String owner, String... names) {
        return access.getTargetOwner().getName().equals(owner)
                && Set.of(names).contains(access.getTarget().getName());
    }
}
