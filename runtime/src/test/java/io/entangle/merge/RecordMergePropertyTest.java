package io.entangle.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Replicas that edit, remove and put a record and the map around it, none of them seeing what the others do. */
final class RecordMergePropertyTest {
    private static final Doc START = Doc.of("m", Doc.of("r", record("start")));
    private static final MergeRules RULES = MergeRules.ofRecords(path -> path.length() == 2);

    private record Written(int site, long ms, Delta delta) {}

    private static Doc record(Object value) {
        return Doc.of("f", value, "g", Doc.of("h", value));
    }

    private static Delta at(Edit edit, String... keys) {
        Edit all = edit;
        for (int i = keys.length - 1; i >= 0; i--) {
            all = new Edit.MapEdit(PersistentMap.<String, Edit>empty().with(keys[i], all));
        }
        return Delta.of(all);
    }

    /** What a replica does to what it shows: only what is there is edited, and only what is not is put. */
    private static Delta change(Doc shown, String value, boolean mayRemove, Random random) {
        if (!(shown.get("m") instanceof Doc map)) {
            return at(Edit.put(Doc.of("r", record(value))), "m");
        }
        if (!map.has("r")) {
            return at(Edit.put(record(value)), "m", "r");
        }
        return switch (random.nextInt(mayRemove ? 6 : 3)) {
            case 0 -> at(Edit.put(value), "m", "r", "g", "h");
            case 3, 4 -> at(Edit.remove(), "m", "r");
            case 5 -> at(random.nextBoolean() ? Edit.remove() : Edit.put(null), "m");
            default -> at(Edit.put(value), "m", "r", "f");
        };
    }

    /** What each replica writes, in order; nobody else's clock is known to it. */
    private static List<List<Written>> writes(int putting, Random random) {
        List<List<Written>> all = new ArrayList<>();
        for (int site = 1; site <= 3; site++) {
            List<Written> own = new ArrayList<>();
            Doc shown = START;
            long ms = 0;
            for (int i = random.nextInt(5); i > 0; i--) {
                ms += 1 + random.nextInt(10);
                // Who removes the record with its last change does not put it again.
                Delta delta = change(shown, "at " + ms + " by " + site, i == 1 || site <= putting, random);
                shown = delta.apply(shown);
                own.add(new Written(site, ms, delta));
            }
            all.add(own);
        }
        return all;
    }

    private static Held merged(List<List<Written>> writes, Random random) {
        List<List<Written>> left = new ArrayList<>();
        writes.forEach(own -> left.add(new ArrayList<>(own)));
        Held held = new Held(START, RULES);
        left.removeIf(List::isEmpty);
        while (!left.isEmpty()) {
            Written next = left.get(random.nextInt(left.size())).remove(0);
            held.write(new SiteId(next.site), next.ms, 0, next.delta);
            Doc record = (Doc) held.doc.get(Path.of("m", "r"));
            assertThat(record == null || record.has("f") && record.get(Path.of("g", "h")) != null)
                    .as("whole or not at all: %s after %s", held.doc, next)
                    .isTrue();
            left.removeIf(List::isEmpty);
        }
        return held;
    }

    @Test
    void anyOrder_theRecordIsWholeOrNotThere() {
        Laws.check(3_000, random -> {
            List<List<Written>> writes = writes(3, random);
            assertThatCode(() -> merged(writes, random)).as("%s", writes).doesNotThrowAnyException();
        });
    }

    @Test
    void anyOrder_oneReplicaPutsItAgain_isTheSame() {
        Laws.check(6_000, random -> {
            List<List<Written>> writes = writes(1, random);

            Held one = merged(writes, random);
            Held other = merged(writes, random);

            assertThat(other.doc).as("%s", writes).isEqualTo(one.doc);
        });
    }
}
