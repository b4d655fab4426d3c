package io.entangle.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Which write wins each field, against an oracle that looks at all writes at once: a field holds what was written to it
 * last, unless its map was put or removed after that. All writes are concurrent and arrive in any order.
 */
final class MergeOraclePropertyTest {
    private static final Doc START = Doc.of("m", Doc.of("f", "start", "g", "start"));
    private static final List<String> FIELDS = List.of("f", "g", "h");

    /** A write to the map {@code m} whole, or to one field of it; a value of null removes. */
    private record Written(long time, String field, Object value) {
        boolean isWhole() {
            return field == null;
        }

        Delta delta() {
            Edit edit = value == null ? Edit.remove() : Edit.put(value);
            PersistentMap<String, Edit> none = PersistentMap.empty();
            Edit ofMap = isWhole() ? edit : Edit.ofMap(none.with(field, edit));
            return Delta.of(Edit.ofMap(none.with("m", ofMap)));
        }
    }

    private static Written random(Random random, long time) {
        if (random.nextInt(3) > 0) {
            Object value = random.nextInt(4) == 0 ? null : "field at " + time;
            return new Written(time, FIELDS.get(random.nextInt(FIELDS.size())), value);
        }
        Object whole = switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> "scalar at " + time;
            default -> Doc.of(FIELDS.get(random.nextInt(FIELDS.size())), "map at " + time);
        };
        return new Written(time, null, whole);
    }

    @Test
    void anyOrder_isWhatTheOracleSays() {
        Laws.check(10_000, random -> {
            List<Written> writes = new ArrayList<>();
            for (int i = 1; i <= 2 + random.nextInt(6); i++) {
                writes.add(random(random, i));
            }
            Doc wanted = oracle(writes);
            Collections.shuffle(writes, random);

            Doc merged = merged(writes);

            assertThat(merged).as("in this order: %s", writes).isEqualTo(wanted);
        });
    }

    private static Doc merged(List<Written> writes) {
        Held held = new Held(START);
        for (Written write : writes) {
            held.write(new SiteId(write.time), write.time, 0, write.delta());
        }
        return held.doc;
    }

    private static Doc oracle(List<Written> writes) {
        Written whole = null;
        for (Written write : writes) {
            whole = write.isWhole() && (whole == null || write.time > whole.time) ? write : whole;
        }
        long replaced = whole == null ? 0 : whole.time;
        Object base = whole == null ? START.get("m") : whole.value;
        Map<String, Written> last = new TreeMap<>();
        for (Written write : writes) {
            if (!write.isWhole() && write.time > replaced) {
                last.merge(write.field, write, (a, b) -> a.time > b.time ? a : b);
            }
        }
        Doc fields = base instanceof Doc map ? map : Doc.of();
        boolean anyPut = false;
        for (Written write : last.values()) {
            anyPut |= write.value != null;
            fields = write.value == null ? fields.without(write.field) : fields.with(write.field, write.value);
        }
        Object value = base instanceof Doc || anyPut ? fields : base;
        return value == null ? START.without("m") : START.with("m", value);
    }
}
