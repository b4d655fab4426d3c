package io.entangle.replica;

import io.entangle.journal.ClientMark;
import io.entangle.journal.Entry;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.value.Doc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far the writes of each client have been processed, so that none takes effect twice. */
final class Writers {
    private static final int MAX_CLIENTS = 100_000;
    private static final int MAX_OUTCOMES = 256;
    private static final int MAX_ELSEWHERE = 4_096;

    private final Map<String, Writer> byClient = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Writer> eldest) {
            return size() > MAX_CLIENTS;
        }
    };

    /** The writer of a client that says which write it will send next; it has given up all before that one. */
    Writer subscribed(String client, long firstSequence) {
        Writer writer = of(client, firstSequence);
        writer.lastSequence = Math.max(writer.lastSequence, firstSequence - 1);
        writer.taken = Math.max(writer.taken, writer.lastSequence);
        writer.hasSubscribed = true;
        writer.elsewhere.clear(); // it is told of them with the answer
        return writer;
    }

    /** Another process has taken a write in, in a version that replicas are not told of yet. */
    void takenElsewhere(Entry.Origin origin) {
        of(origin.client(), origin.sequence()).takenElsewhere(origin);
    }

    /** Another process has taken a write in, in a version that replicas are told of from now on. */
    void madeElsewhere(Entry.Origin origin, long version) {
        of(origin.client(), origin.sequence()).madeElsewhere(origin.sequence(), version);
    }

    /** The writer of a client; one not heard of before begins with {@code firstSequence}. */
    Writer of(String client, long firstSequence) {
        return byClient.computeIfAbsent(client, unknown -> new Writer(firstSequence - 1));
    }

    void recovered(ClientMark mark) {
        Writer writer = of(mark.client(), mark.sequence() + 1);
        writer.lastSequence = mark.sequence();
        writer.taken = mark.sequence();
        if (mark.outcomes() != null) {
            OutcomeNotes.read(mark.outcomes()).forEach(writer.outcomes::addLast);
        }
    }

    /** What was taken and not processed yet has come to nothing; each of these writes will be answered, or taken again. */
    void dropTaken() {
        byClient.values().forEach(writer -> {
            writer.outcomes.removeIf(
                    outcome -> !writer.isCertain(outcome.sequence()) && !writer.refused.contains(outcome));
            writer.hasNews = true; // what had it may have been dropped
        });
    }

    static final class Writer {
        /** Of the last write whose outcome is certain. */
        private long lastSequence;
        /** Of the last write taken in; it may still have to be written down. */
        private long taken;
        /** Of writes that were refused, had conflicts or an answer: the client may have to be told again. */
        private final Deque<Outcome> outcomes = new ArrayDeque<>();
        /** Those of them that stand, whatever becomes of what is being written down, and are told in their turn. */
        private final Set<Outcome> refused = new HashSet<>();
        /** Whether they are others than those that are written down or about to be. */
        private boolean hasNews;
        /** Whether the client may be listening, to be told of its writes that other processes have taken in. */
        private boolean hasSubscribed;

        private final Deque<Outcome> elsewhere = new ArrayDeque<>();
        /** Of the last write that another process is known to have taken in. */
        private long elsewhereSequence;

        private Writer(long lastSequence) {
            this.lastSequence = lastSequence;
            this.taken = lastSequence;
        }

        long lastSequence() {
            return lastSequence;
        }

        long taken() {
            return taken;
        }

        /** Whether it can't be dropped any more what has become of a write. */
        boolean isCertain(long sequence) {
            return sequence <= lastSequence || sequence <= elsewhereSequence;
        }

        void taken(Outcome outcome) {
            taken = Math.max(taken, outcome.sequence());
            if (isNotable(outcome)) {
                outcomes.addLast(outcome);
                hasNews = true;
                if (outcomes.size() > MAX_OUTCOMES) {
                    outcomes.removeFirst();
                }
            }
        }

        /** A write was refused, without being written down by itself; that is certain when those before it are. */
        void refused(Outcome outcome) {
            refused.add(outcome);
            taken(outcome);
        }

        private void processed(long sequence) {
            lastSequence = Math.max(lastSequence, sequence);
            taken = Math.max(taken, lastSequence);
        }

        /** The outcome of a write is certain; it may have been dropped since it was taken. */
        void processed(Outcome outcome) {
            refused.remove(outcome);
            if (isNotable(outcome) && !outcomes.contains(outcome)) {
                taken(outcome);
            }
            processed(outcome.sequence());
        }

        private static boolean isNotable(Outcome outcome) {
            return !(outcome instanceof Accepted accepted
                    && accepted.conflicts().isEmpty()
                    && accepted.answer() == null);
        }

        /** What is written down of writes up to that one is what counts, and not what is remembered here. */
        private void takenElsewhere(Entry.Origin origin) {
            elsewhereSequence = Math.max(elsewhereSequence, origin.sequence());
            taken = Math.max(taken, elsewhereSequence);
            Doc kept = origin.outcomes();
            if (kept != null) {
                outcomes.removeIf(outcome -> outcome.sequence() <= origin.sequence());
                List<Outcome> later = List.copyOf(outcomes);
                outcomes.clear();
                OutcomeNotes.read(kept).forEach(outcomes::addLast);
                outcomes.addAll(later);
                hasNews = !later.isEmpty();
            }
        }

        private void madeElsewhere(long sequence, long version) {
            long last = lastSequence;
            processed(sequence);
            if (hasSubscribed) {
                outcomes.stream()
                        .filter(outcome -> outcome.sequence() > last && outcome.sequence() < sequence)
                        .forEach(elsewhere::addLast);
                elsewhere.addLast(outcome(sequence, version));
                while (elsewhere.size() > MAX_ELSEWHERE) {
                    elsewhere.removeFirst(); // it has left: else it would have been told
                }
            }
        }

        /** The next outcome that the client is to be told of, of a write that another process has taken in; null if there is none. */
        @Nullable
        Outcome pollElsewhere() {
            return elsewhere.pollFirst();
        }

        /** What is to be written down with a write: what there is to be told again, or null if no write before has left any of it out. */
        @Nullable
        Doc toWriteDown(Outcome outcome) {
            if (!hasNews && !isNotable(outcome)) {
                return null;
            }
            List<Outcome> all = new ArrayList<>(outcomes);
            all.removeIf(other -> other.sequence() > outcome.sequence());
            if (isNotable(outcome)) {
                all.add(outcome);
            }
            return OutcomeNotes.of(all);
        }

        /** All there is to be told again of writes up to one that was taken in is about to be written down with that. */
        void beingWrittenDown(long sequence) {
            hasNews = outcomes.stream().anyMatch(outcome -> outcome.sequence() > sequence);
        }

        /**
         * The answer to a write that was processed before or must not be yet; null if it is the next one.
         *
         * @param newest the newest version that replicas are told of
         */
        @Nullable
        ToReplica known(Write write, long newest) {
            if (write.sequence() <= lastSequence) {
                return outcome(write.sequence(), newest);
            }
            if (write.sequence() != taken + 1) {
                return new OutOfSequence(taken + 1);
            }
            if (write.seen() <= newest) { // else that was in an epoch that is lost
                hasSeen(write.seen());
            }
            return null;
        }

        /** If nothing was remembered of a write, it took effect by {@code version}. */
        private Outcome outcome(long sequence, long version) {
            for (Outcome outcome : outcomes) {
                if (outcome.sequence() == sequence) {
                    return outcome;
                }
            }
            return new Accepted(sequence, version, List.of());
        }

        /**
         * A client that has a version was told before of the writes accepted before it, and of what they met. Not of all those
         * that came to nothing at that version: they did so after it was made.
         */
        private void hasSeen(long version) {
            hasNews |=
                    outcomes.removeIf(outcome -> outcome instanceof Accepted accepted && accepted.version() < version);
        }

        List<Outcome> outcomesFrom(long sequence) {
            return outcomes.stream()
                    .filter(outcome -> outcome.sequence() >= sequence && outcome.sequence() <= lastSequence)
                    .toList();
        }
    }
}
