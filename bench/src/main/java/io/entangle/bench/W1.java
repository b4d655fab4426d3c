package io.entangle.bench;

import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Workload W1: a map of 1,000 entities of ten fields, four strings and six integers, in which one integer field after
 * another is written, all alike often. The writes are those that the rivals of {@code docs/benchmarks.md} were given.
 */
final class W1 {
    static final int ENTITIES = 1_000;
    static final int STRINGS = 4;
    static final int INTEGERS = 6;

    private static final int MAX_VALUE = 100_000;
    private static final long SEED = 1;

    /** One write. */
    record Write(int entity, int field, long value) {
        Doc into(Doc doc) {
            return doc.with(Path.of("e" + entity, "f" + field), value);
        }
    }

    /** A linear congruential generator of 32 bits; every language has its own random numbers, but all have these. */
    private static final class Generator {
        private long state = SEED;

        int next(int bound) {
            state = state * 1_664_525 + 1_013_904_223 & 0xFFFF_FFFFL;
            return (int) (state / 0x1p32 * bound);
        }
    }

    private W1() {}

    /** The document before the first write: about 144 kB as JSON. */
    static Doc initial() {
        Doc doc = Doc.of();
        for (int entity = 0; entity < ENTITIES; entity++) {
            Doc fields = Doc.of();
            for (int field = 0; field < STRINGS; field++) {
                fields = fields.with("f" + field, String.format(Locale.ROOT, "text-%05d", entity * STRINGS + field));
            }
            for (int field = STRINGS; field < STRINGS + INTEGERS; field++) {
                fields = fields.with("f" + field, (entity * 10L + field) * 7_919 % MAX_VALUE);
            }
            doc = doc.with("e" + entity, fields);
        }
        return doc;
    }

    static List<Write> writes(int count) {
        Generator generator = new Generator();
        List<Write> writes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int entity = generator.next(ENTITIES);
            int field = STRINGS + generator.next(INTEGERS);
            writes.add(new Write(entity, field, generator.next(MAX_VALUE)));
        }
        return writes;
    }

    /** How many different fields are written. */
    static int cells(List<Write> writes) {
        Set<Integer> cells = new HashSet<>();
        writes.forEach(write -> cells.add(write.entity * 10 + write.field));
        return cells.size();
    }
}
