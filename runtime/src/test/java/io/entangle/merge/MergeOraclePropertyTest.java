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
 * last, unless its map was removed or replaced by a scalar after that; or, if the map is a record, at any time. All writes
 * are concurrent and arrive in any order.
 */
final class MergeOraclePropertyTest {
    private static final Doc START = Doc.of("m", Doc.of("f", "start", "g", "start"));
    private static final List<String> FIELDS = List.of("f", "g", "h");

    /**
     * A write to a map whole, or to one field of it; a value of null removes. All have seen the map {@code m}, so nobody
     * puts a map there, and none {@code k}, so nobody writes to a field of it.
     */
    private record Written(long time, String map, String field, Object value) {
        boolean isWhole() {
            return field == null;
        }

        Delta delta() {
            Edit edit = value == null ? Edit.remove() : Edit.put(value);
            PersistentMap<String, Edit> none = PersistentMap.empty();
            Edit ofMap = isWhole() ? edit : Edit.ofMap(none.with(field, edit));
            return Delta.of(Edit.ofMap(none.with(map, ofMap)));
        }
    }

    private static Written random(Random random, long time) {
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        return switch (random.nextInt(8)) {
            case 0 -> new Written(time, "m", null, null);
            case 1 -> new Written(time, "m", null, "scalar at " + time);
            case 2 -> new Written(time, "m", field, null);
            case 3 -> new Written(time, "k", null, "scalar at " + time);
            case 4 -> new Written(time, "k", null, Doc.of());
            case 5 -> new Written(time, "k", null, Doc.of(field, "map at " + time, "all", time));
            default -> new Written(time, "m", field, "field at " + time);
        };
    }

    @Test
    void anyOrder_isWhatTheOracleSays() {
        Laws.check(10_000, random -> {
            List<Written> writes = new ArrayList<>();
            for (int i = 1; i <= 2 + random.nextInt(6); i++) {
                writes.add(random(random, i));
            }
            Doc wanted = oracle(writes, false);
            Collections.shuffle(writes, random);

            Doc merged = merged(writes, MergeRules.DOCUMENT);

            assertThat(merged).as("in this order: %s", writes).isEqualTo(wanted);
        });
    }

    @Test
    void anyOrder_ofRecords_isWhatTheOracleSays() {
        MergeRules records = MergeRules.ofRecords(path -> path.length() == 1);
        Laws.check(5_000, random -> {
            List<Written> writes = new ArrayList<>();
            for (int i = 1; i <= 2 + random.nextInt(6); i++) {
                writes.add(random(random, i));
            }
            Doc wanted = oracle(writes, true);
            Collections.shuffle(writes, random);

            Doc merged = merged(writes, records);

            assertThat(merged).as("in this order: %s", writes).isEqualTo(wanted);
        });
    }

    private static Doc merged(List<Written> writes, MergeRules rules) {
        Held held = new Held(START, rules);
        for (Written write : writes) {
            held.write(new SiteId(write.time), write.time, 0, write.delta());
        }
        return held.doc;
    }

    private static Doc oracle(List<Written> writes, boolean isOfRecords) {
        Doc oracle = Doc.of();
        for (String map : List.of("m", "k")) {
            Object value = oracle(
                    map,
                    isOfRecords,
                    writes.stream().filter(write -> write.map.equals(map)).toList());
            oracle = value == null ? oracle : oracle.with(map, value);
        }
        return oracle;
    }

    private static Object oracle(String map, boolean isRecord, List<Written> writes) {
        Written cleared = new Written(0, map, null, null);
        long made = START.has(map) ? 0 : -1;
        Map<String, Written> last = new TreeMap<>();
        if (START.get(map) instanceof Doc start) {
            start.map().forEach((field, value) -> last.put(field, new Written(0, map, field, value)));
        }
        for (Written write : writes) {
            if (!write.isWhole()) {
                last.merge(write.field, write, MergeOraclePropertyTest::later);
            } else if (write.value instanceof Doc put) {
                made = Math.max(made, write.time);
                put.map()
                        .forEach((field, value) -> last.merge(
                                field, new Written(write.time, map, field, value), MergeOraclePropertyTest::later));
            } else {
                cleared = later(cleared, write);
            }
        }
        if (isRecord && made < cleared.time) {
            return cleared.value; // a record that nobody has put since, whatever was written within it
        }
        Doc fields = Doc.of();
        for (Written write : last.values()) {
            boolean shows = write.value != null && write.time >= cleared.time;
            fields = shows ? fields.with(write.field, write.value) : fields;
        }
        return made >= cleared.time || fields.size() > 0 ? fields : cleared.value;
    }

    private static Written later(Written a, Written b) {
        return a.time >= b.time ? a : b;
    }
}
