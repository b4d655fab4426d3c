package io.entangle.replica;

import io.entangle.atom.Commit;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Outcome;
import org.jspecify.annotations.Nullable;

/** One write on its way into its atom. */
final class Attempt<T> {
    private final Authority<T> authority;
    private final String client;
    private final Write write;
    private final WriteGuard guard;
    private final boolean isAlone;
    private @Nullable Proposal<T> proposal;
    private @Nullable Outcome outcome;

    Attempt(Authority<T> authority, String client, Write write, WriteGuard guard, boolean isAlone) {
        this.authority = authority;
        this.client = client;
        this.write = write;
        this.guard = guard;
        this.isAlone = isAlone;
    }

    Intake<T> intake() {
        return authority.intake();
    }

    /** Whether another process has taken it in meanwhile. */
    boolean isTakenElsewhere() {
        return authority.intake().isTakenElsewhere(client, write.sequence());
    }

    long sequence() {
        return write.sequence();
    }

    /** Works out what the write does to the newest version, and makes that part of a commit. */
    void join(Commit commit) {
        Intake<T> intake = authority.intake();
        Proposal<T> merged = intake.propose(write, guard);
        if (!isAlone && merged.merged().isContested()) {
            throw new GroupConflictException();
        }
        join(commit, merged, intake.accepted(write.sequence(), merged));
    }

    /** Makes part of a commit that the write was refused. */
    void joinRefused(Commit commit, Outcome refused) {
        join(commit, authority.intake().nothing(write), refused);
    }

    private void join(Commit commit, Proposal<T> joining, Outcome becoming) {
        proposal = joining;
        outcome = becoming;
        authority.intake().join(commit, client, joining, becoming);
    }

    /** The commit has begun: later writes are made on top of this one. */
    Outcome taken() {
        authority.intake().taken(client, joined(proposal), joined(outcome));
        return joined(outcome);
    }

    /** What was taken is seen, and will not go away again. */
    void seen() {
        authority.intake().seen(client, joined(proposal), joined(outcome));
    }

    private static <R> R joined(@Nullable R part) {
        if (part == null) {
            throw new IllegalStateException("it has not joined the commit");
        }
        return part;
    }
}
