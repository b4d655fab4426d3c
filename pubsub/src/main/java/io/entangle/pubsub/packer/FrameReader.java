package io.entangle.pubsub.packer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaJson;
import io.entangle.merge.Conflict;
import io.entangle.merge.Siblings;
import io.entangle.pubsub.protocol.EntangleException;
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
import io.entangle.value.DocJson;
import io.entangle.value.Path;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link FrameWriter} writes. Fields behind the known ones are passed over: later versions may add some. */
final class FrameReader {
    private static final SiteId NO_SITE = new SiteId(0);

    private final JsonParser in;

    FrameReader(JsonParser in) {
        this.in = in;
    }

    Frame read() throws IOException {
        expect(in.nextToken() == JsonToken.START_ARRAY, "an array");
        Frame frame = one(type());
        expect(in.nextToken() == null, "nothing behind the frame");
        return frame;
    }

    private Frame one(FrameType type) throws IOException {
        if (type == FrameType.BATCH) {
            return batch();
        }
        Frame frame = frame(type);
        JsonToken token = in.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            in.skipChildren();
            token = in.nextToken();
        }
        return frame;
    }

    private Frame batch() throws IOException {
        List<Frame> frames = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            FrameType type = type();
            expect(type != FrameType.BATCH, "a frame of a batch, which is no batch");
            frames.add(one(type));
        }
        expect(in.currentToken() == JsonToken.END_ARRAY, "the end of the batch");
        return new Frame.Batch(List.copyOf(frames));
    }

    private FrameType type() throws IOException {
        JsonToken token = in.nextToken();
        FrameType type = null;
        if (token == JsonToken.VALUE_STRING) {
            type = FrameType.of(in.getText());
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
            type = FrameType.of((int) bounded(Integer.MAX_VALUE, "the type of a frame"));
        }
        if (type == null) {
            throw malformed("the type of a frame");
        }
        return type;
    }

    private Frame frame(FrameType type) throws IOException {
        return switch (type) {
            case HELLO -> new Frame.Hello(integer("protocol"), text("client"), site());
            case WELCOME ->
                new Frame.Welcome(
                        integer("protocol"), number("heartbeatMs"), integer("maxMessageBytes"), text("durability"));
            case SUBSCRIBE ->
                new Frame.Subscribe(
                        text("atom"), new ToAuthority.Subscribe(versionOrNull(), number("firstSequence"), delivery()));
            case UNSUBSCRIBE -> new Frame.Unsubscribe(integer("handle"));
            case WRITE ->
                new Frame.Write(
                        integer("handle"),
                        new ToAuthority.Write(number("sequence"), number("seen"), stampWithoutSite(), intent()));
            case SNAPSHOT -> snapshot(false);
            case RESET -> snapshot(true);
            case RESUMED -> resumed();
            case ERROR -> new Frame.Failure(ErrorCode.ofWireName(text("code")), textOrNull("atom"), text("message"));
            case PING -> new Frame.Ping();
            case PONG -> new Frame.Pong();
            default -> new Frame.Event(integer("handle"), event(type));
        };
    }

    private ToReplica event(FrameType type) throws IOException {
        return switch (type) {
            case UPDATE -> new ToReplica.Update(number("from"), number("to"), stamp(), delta());
            case ACCEPTED -> new Accepted(number("sequence"), number("version"), conflicts());
            case UNRESOLVED -> new ToReplica.Unresolved(Siblings.of(Doc.from(value())));
            case FELL_BEHIND -> new ToReplica.FellBehind(number("from"), number("to"));
            case REFUSED -> refused();
            case HEAD -> new ToReplica.Head(version(), nextHex("digest"));
            default -> new ToReplica.OutOfSequence(number("expected"));
        };
    }

    private Frame snapshot(boolean reset) throws IOException {
        int handle = integer("handle");
        String atom = text("atom");
        Version version = version();
        HybridTimestamp updated = stamp();
        long written = number("written");
        List<Outcome> outcomes = outcomes();
        Doc value = Doc.from(value());
        return new Frame.Subscribed(
                handle, atom, new ToReplica.Snapshot(reset, version, updated, written, outcomes, value));
    }

    private Frame resumed() throws IOException {
        int handle = integer("handle");
        String atom = text("atom");
        return new Frame.Subscribed(
                handle,
                atom,
                new ToReplica.Resumed(version(), number("to"), stamp(), number("written"), outcomes(), delta()));
    }

    private Delivery delivery() throws IOException {
        JsonToken token = in.nextToken();
        expect(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, "everyVersion, true or false");
        return new Delivery(token == JsonToken.VALUE_TRUE, number("minIntervalMs"));
    }

    private List<Outcome> outcomes() throws IOException {
        expect(in.nextToken() == JsonToken.START_ARRAY, "the list of outcomes");
        List<Outcome> outcomes = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            outcomes.add(outcome());
            expect(in.nextToken() == JsonToken.END_ARRAY, "the end of an outcome");
        }
        return outcomes;
    }

    /** Behind the sequence of a write stands the version it is in, or the code of its refusal. */
    private Outcome outcome() throws IOException {
        long sequence = number("sequence");
        if (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            return new Accepted(sequence, bounded((1L << 53) - 1, "version"), conflicts());
        }
        expect(in.currentToken() == JsonToken.VALUE_STRING, "a version or a code");
        return new Refused(sequence, RefusalCode.ofWireName(in.getText()), text("reason"));
    }

    private List<Conflict> conflicts() throws IOException {
        expect(in.nextToken() == JsonToken.START_ARRAY, "the list of conflicts");
        List<Conflict> conflicts = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            conflicts.add(new Conflict(
                    Path.parse(text("path")), value(), value(), value(), value(), text("rule"), stamp(), stamp()));
            expect(in.nextToken() == JsonToken.END_ARRAY, "the end of a conflict");
        }
        return conflicts;
    }

    private @Nullable Object value() throws IOException {
        in.nextToken();
        return DocJson.read(in);
    }

    private Intent intent() throws IOException {
        in.nextToken();
        return IntentJson.read(in, NO_SITE);
    }

    private Refused refused() throws IOException {
        return new Refused(number("sequence"), RefusalCode.ofWireName(text("code")), text("reason"));
    }

    private Delta delta() throws IOException {
        in.nextToken();
        return DeltaJson.read(in);
    }

    private @Nullable Version versionOrNull() throws IOException {
        if (in.nextToken() == JsonToken.VALUE_NULL) {
            in.nextToken();
            return null;
        }
        return new Version(hex("epoch"), number("version"));
    }

    private Version version() throws IOException {
        return new Version(nextHex("epoch"), number("version"));
    }

    private long nextHex(String field) throws IOException {
        in.nextToken();
        return hex(field);
    }

    private long hex(String field) throws IOException {
        expect(in.currentToken() == JsonToken.VALUE_STRING && in.getTextLength() == 16, field + ", 16 hex digits");
        return HexFormat.fromHexDigitsToLong(in.getText());
    }

    private HybridTimestamp stamp() throws IOException {
        return new HybridTimestamp(number("ms"), integer("counter"), site());
    }

    /** The site of a write is that of the connection's hello; it is not repeated. */
    private HybridTimestamp stampWithoutSite() throws IOException {
        return new HybridTimestamp(number("ms"), integer("counter"), NO_SITE);
    }

    private SiteId site() throws IOException {
        return new SiteId(nextHex("site"));
    }

    private String text(String field) throws IOException {
        expect(in.nextToken() == JsonToken.VALUE_STRING, field + ", a string");
        return in.getText();
    }

    private @Nullable String textOrNull(String field) throws IOException {
        JsonToken token = in.nextToken();
        expect(token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL, field + ", a string or null");
        return token == JsonToken.VALUE_NULL ? null : in.getText();
    }

    private int integer(String field) throws IOException {
        expect(in.nextToken() == JsonToken.VALUE_NUMBER_INT, field + ", an integer");
        return (int) bounded(Integer.MAX_VALUE, field);
    }

    private long number(String field) throws IOException {
        expect(in.nextToken() == JsonToken.VALUE_NUMBER_INT, field + ", an integer");
        return bounded((1L << 53) - 1, field);
    }

    private long bounded(long max, String field) throws IOException {
        boolean fits = in.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && in.getLongValue() >= 0
                && in.getLongValue() <= max;
        expect(fits, field + ", from 0 to " + max);
        return in.getLongValue();
    }

    private void expect(boolean holds, String expected) throws IOException {
        if (!holds) {
            throw malformed(expected);
        }
    }

    private EntangleException malformed(String expected) throws IOException {
        JsonToken token = in.currentToken();
        String text = token != null && token.isScalarValue() ? in.getText() : null;
        String found = token == null ? "the end" : text == null ? token.toString() : shortened(text);
        return new EntangleException(
                ErrorCode.MALFORMED, "malformed frame: expected " + expected + ", but found " + found);
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
