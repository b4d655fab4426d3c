package io.entangle.pubsub.packer;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Intent;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Unpacks the messages of one connection. */
final class CompactUnpacker {
    /** What the client that subscribes to an atom knows already: so many entries of a table. */
    record Asked(long table, int entries) {
        private static final Asked NOTHING = new Asked(0, 0);
    }

    private static final SiteId NO_SITE = new SiteId(0);

    private final @Nullable CompactClient client;
    /** Reads what has no form of its own. */
    private final CborPacker frames;

    /** By the ids of the atoms which the last message subscribed to. */
    private final Map<String, Asked> asked = new HashMap<>();

    /** An unpacker of a client, or, if that is null, of a hub. */
    CompactUnpacker(@Nullable CompactClient client, CborPacker frames) {
        this.client = client;
        this.frames = frames;
    }

    /** {@return what was known by the client whose subscription to an atom is being answered} */
    Asked asked(String atom) {
        return asked.getOrDefault(atom, Asked.NOTHING);
    }

    Frame unpack(Packed packed) {
        Buffer bytes = packed.bytes();
        if (bytes == null) {
            throw new EntangleException(ErrorCode.MALFORMED, "this connection speaks compact bytes, but found text");
        }
        ByteReader in = new ByteReader(bytes.getBytes());
        asked.clear();
        try {
            return in.left() > 0 && in.peek() == CompactPacker.BATCH ? batch(in) : frame(in);
        } catch (IllegalArgumentException e) {
            throw new EntangleException(ErrorCode.MALFORMED, "malformed frame of compact: " + e.getMessage(), e);
        }
    }

    private Frame batch(ByteReader in) {
        in.octet();
        List<Frame> frames = new ArrayList<>();
        while (in.left() > 0) {
            frames.add(frame(new ByteReader(in.raw(in.count()))));
        }
        return new Frame.Batch(List.copyOf(frames));
    }

    private Frame frame(ByteReader in) {
        int first = in.octet();
        if (first >= CompactPacker.UPDATE) {
            int handle = in.integer();
            return new Frame.Told(handle, update(first, client == null ? new ClientTable() : client.table(handle), in));
        }
        return switch (first) {
            case CompactPacker.CBOR -> cbor(in, in.left());
            case CompactPacker.SUBSCRIBE -> subscribe(in);
            case CompactPacker.OPENING -> opening(in);
            case CompactPacker.WRITE -> write(in);
            default -> throw in.malformed("a kind of message, not " + first);
        };
    }

    private Frame cbor(ByteReader in, int length) {
        return frames.unpack(Packed.of(Buffer.buffer(in.raw(length))));
    }

    private Frame subscribe(ByteReader in) {
        long table = in.fixed();
        int entries = in.integer();
        if (cbor(in, in.left()) instanceof Frame.Subscribe subscribe) {
            asked.put(subscribe.atom(), new Asked(table, entries));
            return subscribe;
        }
        throw in.malformed("a subscription");
    }

    /** The site of a write is that of the connection's hello; it is not repeated. */
    private static Frame write(ByteReader in) {
        int handle = in.integer();
        long sequence = in.number();
        long seen = in.number();
        HybridTimestamp written = new HybridTimestamp(in.number(), in.integer(), NO_SITE);
        ClientTable names = new ClientTable();
        names.names(0, in);
        Delta delta = Delta.of(new CompactReader(in, names).root());
        in.end();
        return new Frame.Write(handle, new ToAuthority.Write(sequence, seen, written, new Intent.Edits(delta)));
    }

    private Frame opening(ByteReader in) {
        if (!(cbor(in, in.count()) instanceof Frame.Subscribed envelope)) {
            throw in.malformed("the answer to a subscription");
        }
        ClientTable table = client == null ? new ClientTable() : client.opened(envelope.atom(), envelope.handle());
        try {
            Frame frame = opening(envelope, table, in);
            in.end();
            return frame;
        } catch (IllegalArgumentException | EntangleException e) {
            table.forget();
            throw e;
        }
    }

    private static Frame opening(Frame.Subscribed envelope, ClientTable table, ByteReader in) {
        table.define(in);
        CompactReader reader = new CompactReader(in, table);
        if (envelope.opening() instanceof Resumed resumed) {
            table.reached(resumed.to(), resumed.updated());
            Delta delta = Delta.of(reader.root());
            return new Frame.Subscribed(envelope.handle(), envelope.atom(), with(resumed, delta));
        }
        Snapshot snapshot = (Snapshot) envelope.opening();
        table.reached(snapshot.version().number(), snapshot.updated());
        Doc value = Doc.from(reader.value());
        return new Frame.Subscribed(envelope.handle(), envelope.atom(), with(snapshot, value));
    }

    static Resumed with(Resumed resumed, Delta delta) {
        return new Resumed(
                resumed.from(), resumed.to(), resumed.updated(), resumed.written(), resumed.outcomes(), delta);
    }

    static Snapshot with(Snapshot snapshot, Doc value) {
        return new Snapshot(
                snapshot.reset(),
                snapshot.version(),
                snapshot.updated(),
                snapshot.written(),
                snapshot.outcomes(),
                value);
    }

    private static Update update(int first, ClientTable table, ByteReader in) {
        try {
            long from = in.number();
            boolean leaps = (first & CompactPacker.LEAP) != 0;
            long to = in.inRange(from + (leaps ? in.signed() : 1));
            if ((first & CompactPacker.DEFINES) != 0) {
                table.define(in);
            }
            HybridTimestamp updated = stamp(first, from, table, in);
            Update update = new Update(from, to, updated, delta(first & CompactPacker.WAY, table, in));
            in.end();
            table.reached(to, updated);
            return update;
        } catch (IllegalArgumentException | EntangleException e) {
            table.forget();
            throw e;
        }
    }

    private static HybridTimestamp stamp(int first, long from, ClientTable table, ByteReader in) {
        int form = first & CompactPacker.STAMP;
        boolean whole = form == CompactPacker.STAMP_WHOLE;
        boolean otherSite = (first & CompactPacker.OTHER_SITE) != 0;
        in.expect(!whole || otherSite, "the site of a stamp that stands by itself");
        HybridTimestamp before = whole ? null : table.updated(from, in);
        long ms = before == null ? 0 : before.ms();
        int counter = 0;
        if (before != null && form == CompactPacker.STAMP_NEXT) {
            counter = before.counter() + 1;
        } else if (form == CompactPacker.STAMP_LATER) {
            ms += in.number();
        } else {
            ms += in.signed();
            counter = in.integer();
        }
        SiteId site = before == null || otherSite ? site(table, in) : before.site();
        return new HybridTimestamp(ms, counter, site);
    }

    private static SiteId site(ClientTable table, ByteReader in) {
        long reference = in.varint();
        return reference == 0 ? new SiteId(in.fixed()) : table.site(reference - 1, in);
    }

    private static Delta delta(int way, ClientTable table, ByteReader in) {
        CompactReader reader = new CompactReader(in, table);
        String[] keys = new String[way];
        for (int i = 0; i < way; i++) {
            keys[i] = reader.key();
        }
        if (way == 0) {
            return Delta.of(reader.root());
        }
        Edit edit = reader.edit();
        for (int i = way - 1; i >= 0; i--) {
            edit = new Edit.MapEdit(PersistentMap.<String, Edit>empty().with(keys[i], edit));
        }
        return Delta.of(edit);
    }
}
