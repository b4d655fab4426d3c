package io.entangle.replica;

import io.entangle.atom.Commit;
import io.entangle.clock.HybridTimestamp;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one client to several atoms that take effect together or not at all. If others have changed a field that the
 * group writes, and the writer had not seen it, the whole group is refused: were the one field merged, the group would be
 * torn.
 */
public final class AtomicGroup {
    private AtomicGroup() {}

    /**
     * One write of the group.
     *
     * @param authority the authority of its atom
     * @param write the write
     */
    public record Member(Authority<?> authority, Write write) {}

    /**
     * Merges the writes into their atoms, at one instant; if one of them is refused, all are. A group that was processed
     * before is answered as it was.
     *
     * @param client whose writes they are; it must have subscribed to all the atoms
     * @param members at most one write to each atom
     * @return for each member {@link ToReplica.Accepted}, {@link Refused} or {@link OutOfSequence}
     */
    public static List<ToReplica> write(String client, List<Member> members) {
        List<@Nullable ToReplica> known = new ArrayList<>();
        members.forEach(member ->
                known.add(member.authority().known(client, member.write().sequence())));
        if (known.stream().allMatch(answer -> answer == null)) {
            return fresh(client, members);
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
        return answers;
    }

    private static List<ToReplica> fresh(String client, List<Member> members) {
        List<Attempt<?>> attempts = new ArrayList<>();
        // Admitted once: the writes of a group share their time.
        HybridTimestamp time =
                members.get(0).authority().admitted(members.get(0).write()).written();
        for (Member member : members) {
            Write write = member.write();
            attempts.add(
                    new Attempt<>(member.authority(), new Write(write.sequence(), write.seen(), time, write.intent())));
        }
        List<Outcome> outcomes = outcomes(attempts);
        for (int i = 0; i < members.size(); i++) {
            members.get(i).authority().processed(client, outcomes.get(i));
        }
        return List.copyOf(outcomes);
    }

    private static List<Outcome> outcomes(List<Attempt<?>> attempts) {
        while (true) {
            Commit commit = new Commit();
            Attempt<?> failing = null;
            try {
                for (Attempt<?> attempt : attempts) {
                    failing = attempt;
                    attempt.join(commit);
                }
            } catch (RuntimeException e) {
                return refused(attempts, failing, e);
            }
            if (commit.attempt()) {
                return attempts.stream().map(Attempt::taken).toList();
            }
        }
    }

    private static List<Outcome> refused(List<Attempt<?>> attempts, @Nullable Attempt<?> cause, RuntimeException e) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Attempt<?> attempt : attempts) {
            long sequence = attempt.write.sequence();
            outcomes.add(
                    attempt == cause
                            ? Refusals.of(sequence, e)
                            : new Refused(sequence, RefusalCode.GROUP, "another write of its group was refused"));
        }
        return outcomes;
    }

    /** One member on its way. */
    private static final class Attempt<T> {
        private final Authority<T> authority;
        private final Write write;
        private @Nullable Proposal<T> proposal;

        Attempt(Authority<T> authority, Write write) {
            this.authority = authority;
            this.write = write;
        }

        void join(Commit commit) {
            proposal = authority.propose(write);
            if (proposal.merged().isContested()) {
                throw new GroupConflictException();
            }
            authority.join(commit, proposal);
        }

        Outcome taken() {
            if (proposal == null) {
                throw new IllegalStateException("it has not joined the commit");
            }
            return authority.taken(write.sequence(), proposal);
        }
    }
}
