package io.entangle.replica;

import io.entangle.atom.Commit;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import org.jspecify.annotations.Nullable;

/** One write on its way into its atom. */
final class Attempt<T> {
    private final Authority<T> authority;
    private final String client;
    private final Write write;
    private final WriteGuard guard;
    private final boolean isAlone;
    private @Nullable Proposal<T> proposal;

    Attempt(Authority<T> authority, String client, Write write, WriteGuard guard, boolean isAlone) {
        this.authority = authority;
        this.client = client;
        this.write = write;
        this.guard = guard;
        this.isAlone = isAlone;
    }

    Authority<T> authority() {
        return authority;
    }

    long sequence() {
        return write.sequence();
    }

    void join(Commit commit) {
        proposal = authority.propose(write, guard);
        if (!isAlone && proposal.merged().isContested()) {
            throw new GroupConflictException();
        }
        authority.join(commit, client, write.sequence(), proposal);
    }

    /** The commit has begun: later writes are made on top of this one. */
    Accepted taken() {
        return authority.taken(client, write.sequence(), proposed());
    }

    /** What was taken is seen, and will not go away again. */
    void seen() {
        authority.seen(client, write.sequence(), proposed());
    }

    private Proposal<T> proposed() {
        if (proposal == null) {
            throw new IllegalStateException("it has not joined the commit");
        }
        return proposal;
    }
}
