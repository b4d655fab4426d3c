package io.entangle.simulation;

import io.entangle.replica.ToReplica.Refused;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that happened, as one hash, and the last of it for people. */
final class Trace {
    private static final int KEPT = Integer.getInteger("sim.tail", 80);

    private record Entry(
            long time, String node, String what, @Nullable Object detail) {
        @Override
        public String toString() {
            String text = "%9d ms  %-8s %-12s %s".formatted(time, node, what, detail == null ? "" : detail);
            return text.length() <= 400 ? text : text.substring(0, 400) + "…";
        }
    }

    private final Scheduler scheduler;
    private final @Nullable Entry[] last = new Entry[KEPT];
    private int count;
    private long hash;

    Trace(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void add(String node, String what, @Nullable Object detail) {
        last[count++ % KEPT] = new Entry(scheduler.now(), node, what, detail);
        mix(scheduler.now());
        mix(31L * node.hashCode() + what.hashCode());
        mix(fingerprint(detail));
    }

    void mix(long bits) {
        long mixed = (hash ^ bits) * 0x9E3779B97F4A7C15L;
        hash = mixed ^ mixed >>> 29;
    }

    /** Like a hash code, but the same in each JVM, which those of enums are not. */
    private static long fingerprint(@Nullable Object detail) {
        if (detail instanceof Snapshot snapshot) {
            return snapshot.version().number() * 31 + snapshot.value().digest() + snapshot.written();
        }
        if (detail instanceof Resumed resumed) {
            return resumed.to() * 31 + resumed.delta().hashCode() + resumed.written();
        }
        if (detail instanceof Refused refused) {
            return refused.sequence() * 31 + refused.code().ordinal();
        }
        if (detail instanceof Made made) {
            return made.sequence() * 31 + made.written().hashCode();
        }
        if (detail instanceof Enum<?> constant) {
            return constant.ordinal();
        }
        return detail == null ? 0 : detail.hashCode();
    }

    long hash() {
        return hash;
    }

    List<String> tail() {
        List<String> lines = new ArrayList<>();
        for (int i = Math.max(0, count - KEPT); i < count; i++) {
            lines.add(String.valueOf(last[i % KEPT]));
        }
        return lines;
    }
}
