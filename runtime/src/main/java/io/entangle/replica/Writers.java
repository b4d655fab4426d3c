package io.entangle.replica;

import io.entangle.replica.ToReplica.Refused;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far the writes of each client have been processed, so that none takes effect twice. */
final class Writers {
    private static final int MAX_CLIENTS = 100_000;
    private static final int MAX_REFUSALS = 256;

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
        private final Deque<Refused> refusals = new ArrayDeque<>();

        private Writer(long lastSequence) {
            this.lastSequence = lastSequence;
        }

        long lastSequence() {
            return lastSequence;
        }

        void processed(long sequence, @Nullable Refused refused) {
            lastSequence = sequence;
            if (refused != null) {
                refusals.addLast(refused);
                if (refusals.size() > MAX_REFUSALS) {
                    refusals.removeFirst();
                }
            }
        }

        @Nullable
        Refused refusal(long sequence) {
            for (Refused refused : refusals) {
                if (refused.sequence() == sequence) {
                    return refused;
                }
            }
            return null;
        }

        List<Refused> refusalsFrom(long sequence) {
            return refusals.stream()
                    .filter(refused -> refused.sequence() >= sequence)
                    .toList();
        }
    }
}
