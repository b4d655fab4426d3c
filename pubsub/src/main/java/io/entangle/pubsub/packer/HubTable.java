package io.entangle.pubsub.packer;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names an atom's frames were found to use, keys of maps and sites, each of which is sent once and is its index from
 * then on. Entries are added and never changed, until the table begins anew under another id.
 *
 * <p>Whoever was sent a version knows all entries there were when the first frame leading to it had been packed: that is
 * its {@link Mark}. So what an update must define follows from the version it starts from and not from who gets it.
 */
final class HubTable {
    static final int MAX_ENTRIES = 65_536;
    private static final int MAX_KEY_CHARS = 256;
    private static final int MAX_CHARS = 1 << 20;
    private static final int MAX_MARKS = 1_024;

    /** Smaller tables are not worth being begun anew. */
    private static final int SMALL = 64;

    /** What everybody knows who was sent a version: so many entries, and, unless it is null, when the version was made. */
    record Mark(int size, @Nullable HybridTimestamp updated) {}

    private final Map<Object, Integer> references = new HashMap<>();
    private final List<Object> entries = new ArrayList<>();
    private final Map<Long, Mark> marks = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Mark> eldest) {
            return size() > MAX_MARKS;
        }
    };

    private long id;
    private int chars;
    private @Nullable BitSet used;
    private long highest = -1;
    /** Frames that led to versions up to this one may have been of the table before. */
    private long blurredThrough = -1;

    HubTable(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    int size() {
        return entries.size();
    }

    /** {@return one more than the index of a key or site, which is added if there is room; else 0} */
    int reference(Object name) {
        Integer known = references.get(name);
        int reference = known != null ? known : added(name);
        if (used != null) {
            used.set(reference);
        }
        return reference;
    }

    /** Adds the keys of a document, those that stand in it most often first: low references are short. */
    void learn(Doc doc) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        tally(doc, counts);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(counted -> reference(counted.getKey()));
    }

    private static void tally(@Nullable Object value, Map<String, Integer> counts) {
        if (value instanceof Doc doc && doc.isMap()) {
            doc.map().forEach((key, inner) -> {
                if (counts.size() < MAX_ENTRIES || counts.containsKey(key)) {
                    counts.merge(key, 1, Integer::sum);
                }
                tally(inner, counts);
            });
        } else if (value instanceof Doc doc && doc.isList()) {
            doc.vector().forEach(item -> tally(item, counts));
        }
    }

    private int added(Object name) {
        int length = name instanceof String key ? key.length() : Long.BYTES;
        if (entries.size() == MAX_ENTRIES || length > MAX_KEY_CHARS || chars + length > MAX_CHARS) {
            return 0;
        }
        chars += length;
        entries.add(name);
        references.put(name, entries.size());
        return entries.size();
    }

    /** {@return what is known to whoever was sent a version, or null if that was forgotten} */
    @Nullable
    Mark mark(long version) {
        return marks.get(version);
    }

    /** A frame that leads to a version, and defines all there is, has been packed. */
    void reached(long version, HybridTimestamp updated) {
        highest = Math.max(highest, version);
        if (version > blurredThrough) {
            Mark mark = marks.putIfAbsent(version, new Mark(entries.size(), updated));
            if (mark != null && !updated.equals(mark.updated())) {
                marks.put(version, new Mark(mark.size(), null));
            }
        }
    }

    /** Defines the entries from an index on. */
    void define(int from, ByteWriter out) {
        out.varint(from);
        if (from == 0) {
            out.fixed(id);
        }
        names(from, out);
    }

    /** The number of the entries from an index on, and the entries. */
    void names(int from, ByteWriter out) {
        out.varint(entries.size() - from);
        for (Object name : entries.subList(from, entries.size())) {
            if (name instanceof String key) {
                byte[] utf8 = key.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                out.varint(utf8.length + 1L);
                out.raw(utf8);
            } else {
                out.varint(0);
                out.fixed(((SiteId) name).id());
            }
        }
    }

    /** From here on it is counted which entries are used. */
    void count() {
        used = new BitSet();
    }

    /** {@return whether, of what there is, less than half was used since {@link #count}} */
    boolean isMostlyUnused() {
        boolean mostly = used != null && entries.size() > SMALL && entries.size() > 2 * used.cardinality();
        used = null;
        return mostly;
    }

    /** Begins anew: whoever has the entries of before is given the new ones with the next frame. */
    void restart(long newId) {
        id = newId;
        chars = 0;
        references.clear();
        entries.clear();
        marks.clear();
        blurredThrough = highest;
    }
}
