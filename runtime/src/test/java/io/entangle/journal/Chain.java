package io.entangle.journal;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes versions of an atom that follow one another: version n holds {@code {"n": n}} and was taken in at 10 n. */
public final class Chain {
    public static final SiteId SITE = new SiteId(0xfedcba9876543210L);

    private Chain() {}

    public static Doc value(long version) {
        return Doc.of("n", version, "text", "version " + version % 10);
    }

    public static Snapshot snapshot(long version) {
        return new Snapshot(version, 10 * version, stamp(version), value(version), null);
    }

    public static Entry entry(String atom, long version) {
        return entry(atom, version, null);
    }

    public static Entry entry(String atom, long version, Entry.@Nullable Origin origin) {
        Delta delta = Delta.diff(value(version - 1), value(version));
        return new Entry(atom, version, 10 * version, stamp(version), origin, delta, null);
    }

    public static Entry written(String atom, long version, String client, long sequence, @Nullable Doc outcomes) {
        return entry(atom, version, new Entry.Origin(client, sequence, outcomes));
    }

    public static List<Entry> entries(String atom, long after, long to) {
        List<Entry> entries = new ArrayList<>();
        for (long version = after + 1; version <= to; version++) {
            entries.add(entry(atom, version));
        }
        return entries;
    }

    public static HybridTimestamp stamp(long version) {
        return new HybridTimestamp(10 * version, (int) (version % 7), SITE);
    }

    public static List<Entry> read(Journal journal, String atom, long after, long to) {
        List<Entry> read = new ArrayList<>();
        journal.read(atom, after, to, read::add);
        return read;
    }

    /** Fills a journal with the atom "a", of 303 versions, clients and snapshots among them, and with "b", of 10. */
    public static void fill(Journal journal) {
        journal.begin("a", 1, snapshot(0));
        journal.begin("b", 2, snapshot(0));
        journal.append(List.of(entries("a", 0, 300), entries("b", 0, 10)));
        journal.append(List.of(List.of(
                written("a", 301, "c", 1, Doc.of("told", 1L)),
                written("a", 302, "d", 1, null),
                written("a", 303, "c", 2, null))));
        journal.snapshot("a", snapshot(100));
        journal.snapshot("a", snapshot(200));
    }
}
