package io.entangle.pubsub.packer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaJson;
import io.entangle.merge.Conflict;
import io.entangle.merge.Siblings;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.IntentJson;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link FrameWriter} writes. Fields behind the known ones are passed over: later versions may add some. */
final class FrameReader {
    private final FieldReader in;

    FrameReader(JsonParser parser) {
        this.in = new FieldReader(parser);
    }

    Frame read() throws IOException {
        in.expect(in.next() == JsonToken.START_ARRAY, "an array");
        Frame frame = one(type());
        in.expect(in.next() == null, "nothing behind the frame");
        return frame;
    }

    private Frame one(FrameType type) throws IOException {
        if (type == FrameType.BATCH) {
            return batch();
        }
        Frame frame = type.isOfChannels() ? ChannelFrames.read(type, in) : frame(type);
        in.end();
        return frame;
    }

    private Frame batch() throws IOException {
        List<Frame> frames = new ArrayList<>();
        while (in.next() == JsonToken.START_ARRAY) {
            FrameType type = type();
            in.expect(type != FrameType.BATCH, "a frame of a batch, which is no batch");
            frames.add(one(type));
        }
        in.expect(in.current() == JsonToken.END_ARRAY, "the end of the batch");
        return new Frame.Batch(List.copyOf(frames));
    }

    private FrameType type() throws IOException {
        JsonToken token = in.next();
        FrameType type = null;
        if (token == JsonToken.VALUE_STRING) {
            type = FrameType.of(in.parser().getText());
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
            type = FrameType.of((int) in.bounded(Integer.MAX_VALUE, "the type of a frame"));
        }
        if (type == null) {
            throw in.malformed("the type of a frame");
        }
        return type;
    }

    private Frame frame(FrameType type) throws IOException {
        return switch (type) {
            case HELLO -> hello();
            case WELCOME -> welcome();
            case SUBSCRIBE ->
                new Frame.Subscribe(
                        in.text("atom"),
                        new ToAuthority.Subscribe(in.versionOrNull(), in.number("firstSequence"), delivery()));
            case UNSUBSCRIBE -> new Frame.Unsubscribe(in.integer("handle"));
            case WRITE ->
                new Frame.Write(
                        in.integer("handle"),
                        new ToAuthority.Write(
                                in.number("sequence"), in.number("seen"), in.stampWithoutSite(), intent()));
            case SNAPSHOT -> snapshot(false);
            case RESET -> snapshot(true);
            case RESUMED -> resumed();
            case ERROR ->
                new Frame.Failure(
                        ErrorCode.ofWireName(in.text("code")),
                        in.textOrNull("atom"),
                        in.text("message"),
                        in.lastNumber("retryAfterMs"));
            case REFRESH -> new Frame.Refresh(in.secret("token"));
            case REFRESHED -> new Frame.Refreshed(in.number("expiresInMs"));
            case PING -> new Frame.Ping();
            case PONG -> new Frame.Pong();
            default -> new Frame.Told(in.integer("handle"), told(type));
        };
    }

    private Frame hello() throws IOException {
        return new Frame.Hello(in.integer("protocol"), in.text("client"), in.site(), in.lastSecretOrNull("token"));
    }

    private Frame welcome() throws IOException {
        int protocol = in.integer("protocol");
        long heartbeatMs = in.number("heartbeatMs");
        int maxMessageBytes = in.integer("maxMessageBytes");
        String durability = in.text("durability");
        String user = in.lastTextOrNull("user");
        long expiresInMs = in.lastNumber("expiresInMs");
        Doc handshake = in.lastDocOrNull();
        return new Frame.Welcome(
                protocol,
                heartbeatMs,
                maxMessageBytes,
                durability,
                user,
                expiresInMs,
                handshake == null ? Doc.of() : handshake);
    }

    private ToReplica told(FrameType type) throws IOException {
        return switch (type) {
            case UPDATE -> new ToReplica.Update(in.number("from"), in.number("to"), in.stamp(), delta());
            case ACCEPTED -> new Accepted(in.number("sequence"), in.number("version"), conflicts(), in.lastDocOrNull());
            case UNRESOLVED -> new ToReplica.Unresolved(Siblings.of(in.doc()));
            case FELL_BEHIND -> new ToReplica.FellBehind(in.number("from"), in.number("to"));
            case REFUSED -> refused();
            case HEAD -> new ToReplica.Head(in.version(), in.nextHex("digest"));
            default -> new ToReplica.OutOfSequence(in.number("expected"));
        };
    }

    private Frame snapshot(boolean reset) throws IOException {
        int handle = in.integer("handle");
        String atom = in.text("atom");
        Version version = in.version();
        HybridTimestamp updated = in.stamp();
        long written = in.number("written");
        List<Outcome> outcomes = outcomes();
        Doc value = in.doc();
        return new Frame.Subscribed(
                handle, atom, new ToReplica.Snapshot(reset, version, updated, written, outcomes, value));
    }

    private Frame resumed() throws IOException {
        int handle = in.integer("handle");
        String atom = in.text("atom");
        return new Frame.Subscribed(
                handle,
                atom,
                new ToReplica.Resumed(
                        in.version(), in.number("to"), in.stamp(), in.number("written"), outcomes(), delta()));
    }

    private Delivery delivery() throws IOException {
        return new Delivery(in.flag("everyVersion"), in.number("minIntervalMs"));
    }

    private List<Outcome> outcomes() throws IOException {
        in.expect(in.next() == JsonToken.START_ARRAY, "the list of outcomes");
        List<Outcome> outcomes = new ArrayList<>();
        while (in.next() == JsonToken.START_ARRAY) {
            outcomes.add(outcome());
            in.end();
        }
        return outcomes;
    }

    /** Behind the sequence of a write stands the version it is in, or the code of its refusal. */
    private Outcome outcome() throws IOException {
        long sequence = in.number("sequence");
        if (in.next() == JsonToken.VALUE_NUMBER_INT) {
            long version = in.bounded(FieldReader.MAX_NUMBER, "version");
            return new Accepted(sequence, version, conflicts(), in.lastDocOrNull());
        }
        in.expect(in.current() == JsonToken.VALUE_STRING, "a version or a code");
        return new Refused(sequence, RefusalCode.ofWireName(in.parser().getText()), in.text("reason"));
    }

    private List<Conflict> conflicts() throws IOException {
        in.expect(in.next() == JsonToken.START_ARRAY, "the list of conflicts");
        List<Conflict> conflicts = new ArrayList<>();
        while (in.next() == JsonToken.START_ARRAY) {
            conflicts.add(new Conflict(
                    Path.parse(in.text("path")),
                    in.value(),
                    in.value(),
                    in.value(),
                    in.value(),
                    in.text("rule"),
                    in.stamp(),
                    in.stamp()));
            in.expect(in.next() == JsonToken.END_ARRAY, "the end of a conflict");
        }
        return conflicts;
    }

    private Intent intent() throws IOException {
        in.next();
        return IntentJson.read(in.parser(), FieldReader.NO_SITE);
    }

    private Refused refused() throws IOException {
        return new Refused(in.number("sequence"), RefusalCode.ofWireName(in.text("code")), in.text("reason"));
    }

    private Delta delta() throws IOException {
        in.next();
        return DeltaJson.read(in.parser());
    }
}
