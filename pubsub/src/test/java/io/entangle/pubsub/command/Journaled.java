package io.entangle.pubsub.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.journal.Entry;
import io.entangle.journal.Journal;
import io.entangle.journal.Snapshot;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;

/** Journals with something in them: version n of an atom is {@code {"n":n}}, by client {@code c}. */
final class Journaled {
    private Journaled() {}

    static void fill(Journal journal, String atom, long from, long to, long... snapshots) {
        journal.begin(atom, 7, snapshot(from));
        List<Entry> entries = new ArrayList<>();
        for (long version = from + 1; version <= to; version++) {
            entries.add(new Entry(
                    atom,
                    version,
                    1000 * version,
                    made(version),
                    new Entry.Origin("c", version, null),
                    Delta.diff(value(version - 1), value(version)),
                    null));
        }
        assertThat(journal.append(List.of(entries))).containsExactly(true);
        for (long version : snapshots) {
            journal.snapshot(atom, snapshot(version));
        }
    }

    private static Snapshot snapshot(long version) {
        return new Snapshot(version, 1000 * version, made(version), value(version), null);
    }

    private static Doc value(long version) {
        return Doc.of("n", version, "text", "ä/😀");
    }

    private static HybridTimestamp made(long version) {
        return new HybridTimestamp(1000 * version, 0, new SiteId(1));
    }
}
