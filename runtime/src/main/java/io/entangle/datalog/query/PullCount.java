package io.entangle.datalog.query;

import io.entangle.datalog.pull.PullVisitor;

/** Counts what the pulls of a query look at, and refuses to go on beyond its limits: patterns may go around in circles. */
final class PullCount implements PullVisitor {
    /** What a look at an attribute takes, in rows. */
    private static final int ROWS = 16;

    private final Execution execution;
    private long looks;

    PullCount(Execution execution) {
        this.execution = execution;
    }

    @Override
    public void attribute(long entity, Object attribute) {
        count();
    }

    @Override
    public void wildcard(long entity) {
        count();
    }

    @Override
    public void reverse(Object attribute, long entity) {
        count();
    }

    private void count() {
        execution.count(++looks, ROWS);
    }
}
