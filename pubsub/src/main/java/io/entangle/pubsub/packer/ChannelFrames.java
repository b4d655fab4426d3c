package io.entangle.pubsub.packer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Frame.Place;
import io.entangle.value.Doc;
import io.entangle.value.DocJson;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes and reads the frames of channels, their fields in the order that {@code docs/protocol.md} lists. */
final class ChannelFrames {
    private ChannelFrames() {}

    /** {@return whether the frame is one of channels, and was written} */
    static boolean write(Frame frame, JsonGenerator out, FrameWriter frames) throws IOException {
        if (frame instanceof Frame.Published published) {
            frames.type(FrameType.EVENT);
            event(out, published.handle(), published.offset(), published.event(), published.data());
            if (published.from() != null) {
                out.writeString(published.from());
            }
        } else if (frame instanceof Frame.Send send) {
            frames.type(FrameType.SEND);
            out.writeNumber(send.sequence());
            out.writeString(send.channel());
            out.writeString(send.event());
            DocJson.write(out, send.data());
            out.writeBoolean(send.wantsReply());
        } else if (frame instanceof Frame.Taken taken) {
            frames.type(FrameType.TAKEN);
            out.writeNumber(taken.done());
            out.writeNumber(taken.arrived());
        } else if (frame instanceof Frame.Missed missed) {
            frames.type(FrameType.MISSED);
            out.writeNumber(missed.handle());
            out.writeNumber(missed.through());
        } else {
            return conversation(frame, out, frames) || membership(frame, out, frames);
        }
        return true;
    }

    private static boolean conversation(Frame frame, JsonGenerator out, FrameWriter frames) throws IOException {
        if (frame instanceof Frame.Request request) {
            frames.type(FrameType.REQUEST);
            event(out, request.handle(), request.offset(), request.event(), request.data());
            out.writeNumber(request.timeoutMs());
        } else if (frame instanceof Frame.Reply reply) {
            frames.type(FrameType.REPLY);
            out.writeNumber(reply.handle());
            out.writeNumber(reply.offset());
            out.writeNumber(reply.sequence());
            out.writeString(reply.failure() == null ? null : reply.failure().wireName());
            DocJson.write(out, reply.data());
        } else if (frame instanceof Frame.Answer answer) {
            frames.type(FrameType.ANSWER);
            out.writeNumber(answer.sequence());
            out.writeNumber(answer.request());
            out.writeString(answer.failure());
            DocJson.write(out, answer.data());
        } else {
            return false;
        }
        return true;
    }

    private static boolean membership(Frame frame, JsonGenerator out, FrameWriter frames) throws IOException {
        if (frame instanceof Frame.Join join) {
            frames.type(FrameType.JOIN);
            out.writeString(join.channel());
            place(out, join.known());
            out.writeNumber(join.last());
            if (join.presence() != null) {
                DocJson.write(out, join.presence());
            }
        } else if (frame instanceof Frame.Leave leave) {
            frames.type(FrameType.LEAVE);
            out.writeString(leave.channel());
        } else if (frame instanceof Frame.Joined joined) {
            frames.type(FrameType.JOINED);
            out.writeNumber(joined.handle());
            out.writeString(joined.channel());
            place(out, joined.place());
        } else if (frame instanceof Frame.Left left) {
            frames.type(FrameType.LEFT);
            out.writeString(left.channel());
            out.writeString(left.code().wireName());
            out.writeString(left.message());
        } else {
            return false;
        }
        return true;
    }

    private static void event(JsonGenerator out, int handle, long offset, String event, Doc data) throws IOException {
        out.writeNumber(handle);
        out.writeNumber(offset);
        out.writeString(event);
        DocJson.write(out, data);
    }

    private static void place(JsonGenerator out, @Nullable Place place) throws IOException {
        if (place == null) {
            out.writeNull();
            out.writeNull();
        } else {
            out.writeString(HexFormat.of().toHexDigits(place.epoch()));
            out.writeNumber(place.offset());
        }
    }

    /** {@return a frame of a type that is one of channels} */
    static Frame read(FrameType type, FieldReader in) throws IOException {
        return switch (type) {
            case JOIN -> new Frame.Join(in.text("channel"), placeOrNull(in), in.integer("last"), in.lastDocOrNull());
            case LEAVE -> new Frame.Leave(in.text("channel"));
            case JOINED -> new Frame.Joined(in.integer("handle"), in.text("channel"), place(in));
            case LEFT -> new Frame.Left(in.text("channel"), ErrorCode.ofWireName(in.text("code")), in.text("message"));
            case SEND ->
                new Frame.Send(
                        in.number("sequence"),
                        in.textOrNull("channel"),
                        in.text("event"),
                        in.doc(),
                        in.flag("wantsReply"));
            case ANSWER ->
                new Frame.Answer(in.number("sequence"), in.number("request"), in.textOrNull("failure"), in.doc());
            case TAKEN -> new Frame.Taken(in.number("done"), in.number("arrived"));
            case EVENT ->
                new Frame.Published(
                        in.integer("handle"),
                        in.number("offset"),
                        in.text("event"),
                        in.doc(),
                        in.lastTextOrNull("from"));
            case REQUEST ->
                new Frame.Request(
                        in.integer("handle"), in.number("offset"), in.text("event"), in.doc(), in.number("timeoutMs"));
            case REPLY -> reply(in);
            default -> new Frame.Missed(in.integer("handle"), in.number("through"));
        };
    }

    private static Frame reply(FieldReader in) throws IOException {
        int handle = in.integer("handle");
        long offset = in.number("offset");
        long sequence = in.number("sequence");
        String failure = in.textOrNull("failure");
        return new Frame.Reply(
                handle, offset, sequence, failure == null ? null : ErrorCode.ofWireName(failure), in.doc());
    }

    private static Place place(FieldReader in) throws IOException {
        return new Place(in.nextHex("epoch"), in.number("offset"));
    }

    private static @Nullable Place placeOrNull(FieldReader in) throws IOException {
        if (in.next() == JsonToken.VALUE_NULL) {
            in.next();
            return null;
        }
        return new Place(in.hex("epoch"), in.number("offset"));
    }
}
