package io.entangle.pubsub.client;

import io.entangle.replica.RefusedWriteException;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.value.Doc;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who waits for what becomes of a replica's writes. On the client's context. */
final class Awaited {
    /** What was said of a write before somebody came to wait for it is kept for so many. */
    private static final int MAX_EARLY = 1_024;

    /** Someone who waits until all writes up to one are confirmed or refused. */
    private record Waiter(long last, Promise<Void> promise) {}

    private final List<Waiter> waiters = new ArrayList<>();
    private final Map<Long, Promise<@Nullable Doc>> calls = new LinkedHashMap<>();
    /** Answers to calls that are waited for and not shown as confirmed yet. */
    private final Map<Long, Doc> answers = new HashMap<>();
    /** Answers and refusals of writes that nobody waits for, or not yet. */
    private final Map<Long, Object> early = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Object> eldest) {
            return size() > MAX_EARLY;
        }
    };

    /** Completes when all writes up to one are confirmed or refused. */
    void all(long last, Promise<Void> promise) {
        waiters.add(new Waiter(last, promise));
    }

    /** Completes with the answer to a call when it is confirmed, or fails when it is refused. */
    void answer(long sequence, Promise<@Nullable Doc> promise) {
        Object said = early.remove(sequence);
        if (said instanceof RuntimeException refused) {
            promise.fail(refused);
            return;
        }
        calls.put(sequence, promise);
        if (said instanceof Doc answer) {
            answers.put(sequence, answer);
        }
    }

    /** Takes note of the answers in a message. */
    void received(ToReplica message) {
        if (message instanceof ToReplica.Snapshot snapshot) {
            snapshot.outcomes().forEach(this::received);
        } else if (message instanceof ToReplica.Resumed resumed) {
            resumed.outcomes().forEach(this::received);
        } else if (message instanceof Accepted accepted && accepted.answer() != null) {
            if (calls.containsKey(accepted.sequence())) {
                answers.put(accepted.sequence(), accepted.answer());
            } else {
                early.put(accepted.sequence(), accepted.answer());
            }
        }
    }

    /** A write was refused and rolled back. */
    void refused(RefusedWrite refused) {
        long sequence = refused.write().sequence();
        RuntimeException why = new RefusedWriteException(
                refused.refusal().code(), refused.refusal().reason());
        Promise<@Nullable Doc> call = calls.remove(sequence);
        if (call == null) {
            early.put(sequence, why);
        } else {
            answers.remove(sequence);
            call.fail(why);
        }
    }

    /** All writes before one are confirmed or refused. */
    void settled(long first) {
        List<Waiter> done =
                waiters.stream().filter(waiter -> waiter.last() < first).toList();
        waiters.removeAll(done);
        done.forEach(waiter -> waiter.promise().complete());
        List<Long> confirmed =
                calls.keySet().stream().filter(sequence -> sequence < first).toList();
        for (long sequence : confirmed) {
            Promise<@Nullable Doc> call = calls.remove(sequence);
            if (call != null) {
                call.complete(answers.remove(sequence));
            }
        }
    }

    /** Nothing more will be heard of writes. */
    void end(RuntimeException why) {
        List<Promise<@Nullable Doc>> left = List.copyOf(calls.values());
        calls.clear();
        left.forEach(call -> call.fail(why));
    }
}
