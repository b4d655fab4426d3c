package io.entangle.pubsub.packer;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client was told of a {@link HubTable}, and where the last frame of its atom led to. */
final class ClientTable {
    private final List<Object> entries = new ArrayList<>();
    private long id;
    private long version = -1;
    private @Nullable HybridTimestamp updated;

    long id() {
        return id;
    }

    int size() {
        return entries.size();
    }

    /** Nothing is known any more. */
    void forget() {
        entries.clear();
        id = 0;
        version = -1;
        updated = null;
    }

    /** Reads definitions; those known already must be the same. */
    void define(ByteReader in) {
        int from = in.integer();
        if (from == 0) {
            long read = in.fixed();
            if (read != id) {
                entries.clear();
                id = read;
            }
        }
        in.expect(from <= entries.size(), "the definition of entry " + entries.size());
        names(from, in);
    }

    /** Reads entries from an index on. */
    void names(int from, ByteReader in) {
        int count = in.count();
        in.expect(from + count <= HubTable.MAX_ENTRIES, "at most " + HubTable.MAX_ENTRIES + " entries");
        for (int index = from; index < from + count; index++) {
            int length = in.count(in.varint());
            Object name = length == 0 ? new SiteId(in.fixed()) : in.key(length - 1);
            if (index == entries.size()) {
                entries.add(name);
            } else {
                in.expect(entries.get(index).equals(name), "the same definition again");
            }
        }
    }

    String key(long index, ByteReader in) {
        in.expect(index < entries.size(), "an entry of the table");
        if (entries.get((int) index) instanceof String key) {
            return key;
        }
        throw in.malformed("an entry that is a key");
    }

    SiteId site(long index, ByteReader in) {
        in.expect(index < entries.size(), "an entry of the table");
        if (entries.get((int) index) instanceof SiteId site) {
            return site;
        }
        throw in.malformed("an entry that is a site");
    }

    /** {@return when the version that an update starts from was made, which is where the last frame led to} */
    HybridTimestamp updated(long from, ByteReader in) {
        if (updated == null || version != from) {
            throw in.malformed("an update from version " + version + ", not " + from);
        }
        return updated;
    }

    void reached(long newVersion, HybridTimestamp made) {
        version = newVersion;
        updated = made;
    }
}
