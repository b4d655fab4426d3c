package io.entangle.simulation;

/** A promise was broken. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    private final String promise;

    Violation(String promise, String what) {
        super(promise + ": " + what);
        this.promise = promise;
    }

    String promise() {
        return promise;
    }

    static void unless(boolean kept, String promise, String what, Object... arguments) {
        if (!kept) {
            throw new Violation(promise, what.formatted(arguments));
        }
    }
}
