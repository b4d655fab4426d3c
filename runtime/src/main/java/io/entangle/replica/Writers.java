package io.entangle.replica;

import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far the writes of each client have been processed, so that none takes effect twice. */
final class Writers {
    private static final int MAX_CLIENTS = 100_000;
    private static final int MAX_OUTCOMES = 256;

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
        return writer;
    }

    /** The writer of a client; one not heard of before begins with {@code firstSequence}. */
    Writer of(String client, long firstSequence) {
        return byClient.computeIfAbsent(client, unknown -> new Writer(firstSequence - 1));
    }

    static final class Writer {
        private long lastSequence;
        /** Of writes that were refused or had conflicts: the client may have to be told again. */
        private final Deque<Outcome> outcomes = new ArrayDeque<>();

        private Writer(long lastSequence) {
            this.lastSequence = lastSequence;
        }

        long lastSequence() {
            return lastSequence;
        }

        void processed(Outcome outcome) {
            lastSequence = outcome.sequence();
            if (outcome instanceof Accepted accepted && accepted.conflicts().isEmpty()) {
                return;
            }
            outcomes.addLast(outcome);
            if (outcomes.size() > MAX_OUTCOMES) {
                outcomes.removeFirst();
            }
        }

        /** The outcome of a write processed before; if nothing was remembered of it, it took effect by {@code version}. */
        Outcome outcome(long sequence, long version) {
            for (Outcome outcome : outcomes) {
                if (outcome.sequence() == sequence) {
                    return outcome;
                }
            }
            return new Accepted(sequence, version, List.of());
        }

        List<Outcome> outcomesFrom(long sequence) {
            return outcomes.stream()
                    .filter(outcome -> outcome.sequence() >= sequence)
                    .toList();
        }
    }
}
