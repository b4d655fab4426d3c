package io.entangle.merge;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Replicas that edit, remove and put a record, none of them seeing what the others do until all is done. */
final class RecordMergePropertyTest {
    private static final Doc START = Doc.of("r", record("start"));
    private static final MergeRules RULES = MergeRules.ofRecords(path -> path.length() == 1);

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

    /** What a replica does to what it shows: only a record that is there is edited, only one that is not is put. */
    private static Delta change(Doc shown, String value, boolean mayRemove, Random random) {
        if (!shown.has("r")) {
            return at(Edit.put(record(value)), "r");
        }
        return switch (random.nextInt(4)) {
            case 0 -> mayRemove ? at(Edit.remove(), "r") : at(Edit.put(value), "r", "f");
            case 1 -> at(Edit.put(value), "r", "g", "h");
            default -> at(Edit.put(value), "r", "f");
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
            Doc record = (Doc) held.doc.get("r");
            assertThat(record == null || record.has("f") && record.get(Path.of("g", "h")) != null)
                    .as("whole or not at all: %s", held.doc)
                    .isTrue();
            left.removeIf(List::isEmpty);
        }
        return held;
    }

    @Test
    void anyOrder_theRecordIsWholeOrNotThere() {
        Laws.check(5_000, random -> merged(writes(3, random), random));
    }

    @Test
    void anyOrder_oneReplicaPutsItAgain_isTheSame() {
        Laws.check(10_000, random -> {
            List<List<Written>> writes = writes(1, random);

            Held one = merged(writes, random);
            Held other = merged(writes, random);

            assertThat(other.doc).as("%s", writes).isEqualTo(one.doc);
        });
    }
}
