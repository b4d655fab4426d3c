package io.entangle.replica;

import io.entangle.atom.Commit;
import io.entangle.clock.HybridTimestamp;
import io.entangle.journal.JournalException;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one client to several atoms that take effect together or not at all. If others have changed a field that the
 * group writes, and the writer had not seen it, the whole group is refused: were the one field merged, the group would be
 * torn. A single write is a group of one, which is merged whatever others have done.
 */
public final class AtomicGroup {
    private final String client;
    private final List<Member> members;
    private final Consumer<List<ToReplica>> answered;
    /** By which others wait for it, if it is written down before it is answered. */
    private long ticket;

    private AtomicGroup(String client, List<Member> members, Consumer<List<ToReplica>> answered) {
        this.client = client;
        this.members = List.copyOf(members);
        this.answered = answered;
    }

    /**
     * One write of the group.
     *
     * @param authority the authority of its atom
     * @param write the write
     * @param guard says whether it is let in
     */
    public record Member(Authority<?> authority, Write write, WriteGuard guard) {
        /**
         * A write that is let in, whatever it does.
         *
         * @param authority the authority of its atom
         * @param write the write
         */
        public Member(Authority<?> authority, Write write) {
            this(authority, write, WriteGuard.NONE);
        }
    }

    /**
     * Merges the writes into their atoms, at one instant; if one of them is refused, all are. A group that was processed
     * before is answered as it was. The answer comes before this returns, unless the atoms are on a journal.
     *
     * @param client whose writes they are; it must have subscribed to all the atoms
     * @param members at most one write to each atom
     * @param answered is given for each member {@link ToReplica.Accepted}, {@link Refused} or {@link OutOfSequence}, where
     *     the authorities are driven; it is not called if the journal is closed before the writes are written down
     */
    public static void write(String client, List<Member> members, Consumer<List<ToReplica>> answered) {
        new AtomicGroup(client, members, answered).begin();
    }

    /**
     * {@return as {@link #write(String, List, Consumer)}, the answers}
     *
     * @param client whose writes they are; it must have subscribed to all the atoms
     * @param members at most one write to each atom, none of them on a journal
     */
    public static List<ToReplica> write(String client, List<Member> members) {
        List<ToReplica> answers = new ArrayList<>();
        write(client, members, answers::addAll);
        if (answers.isEmpty()) {
            throw new IllegalStateException("the atom is on a journal: its answer comes later");
        }
        return List.copyOf(answers);
    }

    private void begin() {
        if (isOver()) {
            end();
            return;
        }
        List<@Nullable ToReplica> known = new ArrayList<>();
        for (Member member : members) {
            Intake<?> intake = member.authority().intake();
            if (intake.mustWait(client, member.write().sequence())) {
                intake.whenSettled(this::begin);
                return;
            }
            known.add(intake.known(client, member.write()));
        }
        if (known.stream().allMatch(answer -> answer == null)) {
            fresh();
            return;
        }
        List<ToReplica> answers = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            ToReplica answer = known.get(i);
            // Its turn, but not that of the others: they were not sent whole, or not in order.
            answers.add(
                    answer != null
                            ? answer
                            : new OutOfSequence(members.get(i).write().sequence()));
        }
        answer(answers);
    }

    private void answer(List<ToReplica> answers) {
        answered.accept(answers);
        end();
    }

    /** Others need not wait for this any more. */
    private void end() {
        if (ticket != 0) {
            members.get(0).authority().intake().answered(ticket);
        }
    }

    /** Whether an atom goes on with another history: the clients will come back, and send again what is not in it. */
    private boolean isOver() {
        return members.stream().anyMatch(member -> member.authority().intake().isOver());
    }

    private void fresh() {
        // Admitted once: the writes of a group share their time.
        HybridTimestamp time = members.get(0)
                .authority()
                .intake()
                .admitted(members.get(0).write())
                .written();
        List<Attempt<?>> attempts = new ArrayList<>();
        for (Member member : members) {
            Write write = member.write();
            attempts.add(new Attempt<>(
                    member.authority(),
                    client,
                    new Write(write.sequence(), write.seen(), time, write.intent()),
                    member.guard(),
                    members.size() == 1));
        }
        attempt(attempts);
    }

    private void attempt(List<Attempt<?>> attempts) {
        while (true) {
            Commit commit = new Commit();
            Attempt<?> failing = null;
            CompletableFuture<Boolean> begun;
            try {
                for (Attempt<?> attempt : attempts) {
                    failing = attempt;
                    attempt.join(commit);
                }
                begun = commit.begin();
            } catch (RuntimeException e) {
                if (refused(attempts, failing, e)) {
                    return;
                }
                continue;
            }
            if (begun != null) {
                begun(attempts, begun);
                return;
            }
        }
    }

    private void begun(List<Attempt<?>> attempts, CompletableFuture<Boolean> seen) {
        List<Outcome> outcomes = new ArrayList<>();
        attempts.forEach(attempt -> outcomes.add(attempt.taken()));
        Intake<?> first = attempts.get(0).intake();
        if (!first.isAnsweredLater()) {
            first.whenAnswered(ticket, () -> seen(attempts, outcomes));
            return;
        }
        ticket = first.beingWrittenDown(ticket, seen, (isSeen, failure) -> {
            attempts.forEach(attempt -> attempt.intake().tellWatches());
            if (failure != null) {
                failed(attempts, failure);
            } else if (isSeen) {
                seen(attempts, outcomes);
            } else {
                again(attempts);
            }
        });
    }

    /** Another process was first, perhaps with these very writes. */
    private void again(List<Attempt<?>> attempts) {
        if (isOver()) {
            end();
            return;
        }
        if (attempts.stream().anyMatch(Attempt::isTakenElsewhere)) {
            attempts.get(0).intake().whenSettled(this::begin);
        } else {
            attempt(attempts);
        }
    }

    private void seen(List<Attempt<?>> attempts, List<Outcome> outcomes) {
        attempts.forEach(Attempt::seen);
        answer(List.copyOf(outcomes));
    }

    /** What could not be written down has never been. */
    private void failed(List<Attempt<?>> attempts, Throwable failure) {
        if (failure instanceof JournalException cause && cause.failure() == JournalException.Failure.CLOSED) {
            end();
            return; // the client will ask the next life of the hub
        }
        RuntimeException reason =
                failure instanceof RuntimeException thrown ? thrown : new IllegalStateException(failure);
        List<Outcome> outcomes = new ArrayList<>();
        attempts.forEach(attempt -> outcomes.add(Refusals.of(attempt.sequence(), reason)));
        take(attempts, outcomes);
        process(attempts, outcomes);
    }

    /** Returns false if the atoms have changed since, so that the writes are to be attempted again. */
    private boolean refused(List<Attempt<?>> attempts, @Nullable Attempt<?> cause, RuntimeException e) {
        boolean isOfAll = e instanceof JournalException;
        List<Outcome> outcomes = new ArrayList<>();
        for (Attempt<?> attempt : attempts) {
            outcomes.add(
                    attempt == cause || isOfAll
                            ? Refusals.of(attempt.sequence(), e)
                            : new Refused(
                                    attempt.sequence(), RefusalCode.GROUP, "another write of its group was refused"));
        }
        if (!isOfAll && attempts.get(0).intake().isRefusalWritten()) {
            return refusalBegun(attempts, outcomes);
        }
        take(attempts, outcomes);
        // Not before the answers to what is still being written down.
        attempts.get(0).intake().whenAnswered(ticket, () -> process(attempts, outcomes));
        return true;
    }

    private boolean refusalBegun(List<Attempt<?>> attempts, List<Outcome> outcomes) {
        Commit commit = new Commit();
        CompletableFuture<Boolean> begun;
        try {
            for (int i = 0; i < attempts.size(); i++) {
                attempts.get(i).joinRefused(commit, outcomes.get(i));
            }
            begun = commit.begin();
        } catch (JournalException e) {
            return refused(attempts, null, e);
        }
        if (begun != null) {
            begun(attempts, begun);
        }
        return begun != null;
    }

    private void take(List<Attempt<?>> attempts, List<Outcome> outcomes) {
        for (int i = 0; i < attempts.size(); i++) {
            attempts.get(i).intake().refused(client, outcomes.get(i));
        }
    }

    private void process(List<Attempt<?>> attempts, List<Outcome> outcomes) {
        for (int i = 0; i < attempts.size(); i++) {
            attempts.get(i).intake().processed(client, outcomes.get(i));
        }
        answer(List.copyOf(outcomes));
    }
}
