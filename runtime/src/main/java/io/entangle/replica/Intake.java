package io.entangle.replica;

import io.entangle.atom.Commit;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps in which an authority takes a write in; {@link AtomicGroup} takes them with those of several atoms.
 *
 * @param <T> the type of the atom's values
 */
final class Intake<T> {
    private final Authority<T> authority;
    private final Proposer<T> proposer;
    private final AuthorityListener listener;
    private final Writers writers;
    /** Null if the atom is in memory. */
    private final @Nullable Journaling<T> journaling;

    Intake(
            Authority<T> authority,
            Proposer<T> proposer,
            AuthorityListener listener,
            Writers writers,
            @Nullable Journaling<T> journaling) {
        this.authority = authority;
        this.proposer = proposer;
        this.listener = listener;
        this.writers = writers;
        this.journaling = journaling;
    }

    /** Whether the atom goes on with another authority: nothing is taken in here, and nobody is answered. */
    boolean isOver() {
        return journaling != null && journaling.isOver();
    }

    /** Whether a write has to wait: it has been taken in and its outcome is not certain yet, or others before it are dropped. */
    boolean mustWait(String client, long sequence) {
        authority.newest();
        return journaling != null && journaling.order().isRollingBack() || isTaken(client, sequence);
    }

    /** Whether a write has been taken in, here or by another process, and its outcome is not certain yet. */
    boolean isTaken(String client, long sequence) {
        Writers.Writer writer = writers.of(client, sequence);
        return sequence > writer.lastSequence() && sequence <= writer.taken();
    }

    /** Whether another process has taken in a write that was dropped here. */
    boolean isTakenElsewhere(String client, long sequence) {
        authority.newest();
        return writers.of(client, sequence).isCertain(sequence);
    }

    /** The answer to a write that was processed before or must not be yet; null if it is the next one. */
    @Nullable
    ToReplica known(String client, Write write) {
        authority.newest();
        return writers.of(client, write.sequence()).known(write, authority.shownVersion());
    }

    Write admitted(Write write) {
        return proposer.admitted(write);
    }

    Proposal<T> propose(Write write, WriteGuard guard) {
        Standing<T> newest = authority.newest();
        guard.check(write.intent(), newest.doc());
        Proposal<T> proposal = proposer.propose(write, newest, authority.horizon());
        guard.checkOutcome(newest.doc(), proposal.merged().delta());
        // In memory it is checked when it joins the commit.
        return journaling == null
                ? proposal
                : proposal.with(authority.atom().validated(proposal.before().value(), proposal.value()));
    }

    /** What a refused write does: nothing, in a version of its own, where that has to be written down. */
    Proposal<T> nothing(Write write) {
        return proposer.nothing(write, authority.newest());
    }

    /** Whether refusals are written down: another process may have got the same write, and must not take it in. */
    boolean isRefusalWritten() {
        return journaling != null && journaling.isShared();
    }

    void join(Commit commit, String client, Proposal<T> proposal, Outcome outcome) {
        if (journaling == null) {
            authority.atom().join(commit, proposal.before(), proposal.value(), proposal.isVersion());
        } else {
            journaling.join(
                    commit,
                    authority.current(),
                    proposal,
                    client,
                    outcome,
                    writers.of(client, outcome.sequence()).toWriteDown(outcome));
        }
    }

    Accepted accepted(long sequence, Proposal<T> proposal) {
        long version = proposal.before().version() + (proposal.isVersion() ? 1 : 0);
        return new Accepted(sequence, version, proposal.merged().conflicts(), proposal.answer());
    }

    /** Takes in this write as the next version; one that changed nothing may have made none. */
    void taken(String client, Proposal<T> proposal, Outcome outcome) {
        Writers.Writer writer = writers.of(client, outcome.sequence());
        writer.taken(outcome);
        Standing<T> head = authority.current();
        if (journaling != null) {
            authority.goOn(journaling.taken(head, proposal));
            if (proposal.isVersion()) {
                writer.beingWrittenDown(outcome.sequence());
            }
        } else if (proposal.isVersion()) {
            authority.goOnAndShow(
                    head.merged(proposal.after(), proposal.merged(), proposal.siblings(), proposal.time()));
        } else {
            authority.note(head.noted(proposal.merged()));
        }
    }

    /** What was taken is seen. */
    void seen(String client, Proposal<T> proposal, Outcome outcome) {
        authority.newest();
        writers.of(client, outcome.sequence()).processed(outcome);
        if (outcome instanceof Accepted) {
            proposal.merged().conflicts().forEach(listener::conflict);
        }
    }

    /** A write is refused, which is certain when those before it are. */
    void refused(String client, Outcome refused) {
        authority.newest();
        writers.of(client, refused.sequence()).refused(refused);
    }

    void processed(String client, Outcome outcome) {
        writers.of(client, outcome.sequence()).processed(outcome);
    }

    /** {@return whether the answer to what was taken last comes later} Later writes are made on top of it until then. */
    boolean isAnsweredLater() {
        return journaling != null && journaling.position() != 0;
    }

    /**
     * What was taken last is being written down. When it is seen or dropped, it is answered by the task, or taken in again.
     *
     * @param ticket that of its write, or 0 if it has none yet
     * @return its ticket
     */
    long beingWrittenDown(long ticket, CompletableFuture<Boolean> seen, BiConsumer<Boolean, Throwable> answering) {
        WriteOrder order = order();
        long position = journaled().position();
        seen.whenComplete((isSeen, failure) -> order.drive(() -> {
            order.answering(position);
            answering.accept(isSeen, failure);
        }));
        return order.taken(ticket, position);
    }

    /** A write that was being written down is answered, or never will be. */
    void answered(long ticket) {
        order().answered(ticket);
    }

    private WriteOrder order() {
        return journaled().order();
    }

    private Journaling<T> journaled() {
        if (journaling == null) {
            throw new IllegalStateException("the atom is in memory");
        }
        return journaling;
    }

    /** Has those who watch the atom told of what is seen, and replicas asked for. */
    void tellWatches() {
        if (journaling != null) {
            journaling.tellWatches();
            journaling.answered();
        }
    }

    /**
     * Does something when all is answered that was taken until now.
     *
     * @param ticket of a write that only those before it are waited for; 0 if it has none
     */
    void whenAnswered(long ticket, Runnable task) {
        if (journaling == null) {
            task.run();
        } else {
            order().whenAnswered(ticket, task);
        }
    }

    /** Does something later, when it is known what has become of all that was taken until now. */
    void whenSettled(Runnable task) {
        order().whenSettled(task);
    }
}
