package io.entangle.pubsub.kill;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found that must not be. */
final class Violations {
    private static final int MOST_TOLD = 40;

    /** What kind it is of. */
    enum Kind {
        /** A write that was acknowledged is not in the journal where it was said to be. */
        LOST,
        /** A write took effect twice. */
        DOUBLED,
        /** Writes of a client took effect in another order than they were made. */
        DISORDERED,
        /** Anything else. */
        OTHER
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> told = new ArrayList<>();

    void add(Kind kind, String what) {
        counts.merge(kind, 1L, Long::sum);
        if (told.size() < MOST_TOLD) {
            told.add(kind + ": " + what);
        }
    }

    long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** {@return the first of them} */
    List<String> told() {
        return told;
    }
}
