package io.entangle.pubsub.packer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaJson;
import io.entangle.merge.Conflict;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.IntentJson;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Refused;
import io.entangle.value.DocJson;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a frame as an array: its type and its fields, in the order that {@code docs/protocol.md} lists. */
final class FrameWriter {
    private final JsonGenerator out;
    private final boolean words;

    FrameWriter(JsonGenerator out, boolean words) {
        this.out = out;
        this.words = words;
    }

    void write(Frame frame) throws IOException {
        one(frame);
        out.flush();
    }

    private void one(Frame frame) throws IOException {
        out.writeStartArray();
        if (frame instanceof Frame.Told told) {
            told(told.handle(), told.message());
        } else if (frame instanceof Frame.Write write) {
            write(write.handle(), write.write());
        } else if (frame instanceof Frame.Subscribed subscribed) {
            opening(subscribed);
        } else if (frame instanceof Frame.Subscribe subscribe) {
            type(FrameType.SUBSCRIBE);
            out.writeString(subscribe.atom());
            version(subscribe.request().known());
            out.writeNumber(subscribe.request().firstSequence());
            out.writeBoolean(subscribe.request().delivery().everyVersion());
            out.writeNumber(subscribe.request().delivery().minIntervalMs());
        } else if (frame instanceof Frame.Batch batch) {
            type(FrameType.BATCH);
            for (Frame member : batch.frames()) {
                one(member);
            }
        } else if (!ChannelFrames.write(frame, out, this)) {
            session(frame);
        }
        out.writeEndArray();
    }

    private void session(Frame frame) throws IOException {
        if (frame instanceof Frame.Hello hello) {
            type(FrameType.HELLO);
            out.writeNumber(hello.protocol());
            out.writeString(hello.client());
            out.writeString(hello.site().toString());
            out.writeString(hello.token());
        } else if (frame instanceof Frame.Welcome welcome) {
            type(FrameType.WELCOME);
            out.writeNumber(welcome.protocol());
            out.writeNumber(welcome.heartbeatMs());
            out.writeNumber(welcome.maxMessageBytes());
            out.writeString(welcome.durability());
            out.writeString(welcome.user());
            out.writeNumber(welcome.expiresInMs());
            DocJson.write(out, welcome.handshake());
        } else if (frame instanceof Frame.Unsubscribe unsubscribe) {
            type(FrameType.UNSUBSCRIBE);
            out.writeNumber(unsubscribe.handle());
        } else if (frame instanceof Frame.Failure failure) {
            type(FrameType.ERROR);
            out.writeString(failure.code().wireName());
            out.writeString(failure.atom());
            out.writeString(failure.message());
            if (failure.retryAfterMs() > 0) {
                out.writeNumber(failure.retryAfterMs());
            }
        } else if (frame instanceof Frame.Refresh refresh) {
            type(FrameType.REFRESH);
            out.writeString(refresh.token());
        } else if (frame instanceof Frame.Refreshed refreshed) {
            type(FrameType.REFRESHED);
            out.writeNumber(refreshed.expiresInMs());
        } else {
            type(frame instanceof Frame.Ping ? FrameType.PING : FrameType.PONG);
        }
    }

    private void write(int handle, ToAuthority.Write write) throws IOException {
        type(FrameType.WRITE);
        out.writeNumber(handle);
        out.writeNumber(write.sequence());
        out.writeNumber(write.seen());
        out.writeNumber(write.written().ms());
        out.writeNumber(write.written().counter());
        IntentJson.write(out, write.intent());
    }

    private void opening(Frame.Subscribed frame) throws IOException {
        if (frame.opening() instanceof ToReplica.Resumed resumed) {
            type(FrameType.RESUMED);
            out.writeNumber(frame.handle());
            out.writeString(frame.atom());
            version(resumed.from());
            out.writeNumber(resumed.to());
            stamp(resumed.updated());
            out.writeNumber(resumed.written());
            outcomes(resumed.outcomes());
            DeltaJson.write(out, resumed.delta());
        } else if (frame.opening() instanceof ToReplica.Snapshot snapshot) {
            type(snapshot.reset() ? FrameType.RESET : FrameType.SNAPSHOT);
            out.writeNumber(frame.handle());
            out.writeString(frame.atom());
            version(snapshot.version());
            stamp(snapshot.updated());
            out.writeNumber(snapshot.written());
            outcomes(snapshot.outcomes());
            DocJson.write(out, snapshot.value());
        } else {
            throw new IllegalArgumentException("no answer to a subscription: " + frame.opening());
        }
    }

    private void told(int handle, ToReplica message) throws IOException {
        if (message instanceof ToReplica.Update update) {
            type(FrameType.UPDATE);
            out.writeNumber(handle);
            out.writeNumber(update.from());
            out.writeNumber(update.to());
            stamp(update.updated());
            delta(update.delta());
        } else if (message instanceof Accepted accepted) {
            type(FrameType.ACCEPTED);
            out.writeNumber(handle);
            accepted(accepted);
        } else if (message instanceof Refused refused) {
            type(FrameType.REFUSED);
            out.writeNumber(handle);
            refusal(refused);
        } else if (message instanceof ToReplica.Head head) {
            type(FrameType.HEAD);
            out.writeNumber(handle);
            version(head.version());
            out.writeString(HexFormat.of().toHexDigits(head.digest()));
        } else if (message instanceof ToReplica.Unresolved unresolved) {
            type(FrameType.UNRESOLVED);
            out.writeNumber(handle);
            DocJson.write(out, unresolved.siblings().toDoc());
        } else if (message instanceof ToReplica.FellBehind fellBehind) {
            type(FrameType.FELL_BEHIND);
            out.writeNumber(handle);
            out.writeNumber(fellBehind.from());
            out.writeNumber(fellBehind.to());
        } else if (message instanceof ToReplica.OutOfSequence outOfSequence) {
            type(FrameType.OUT_OF_SEQUENCE);
            out.writeNumber(handle);
            out.writeNumber(outOfSequence.expected());
        } else {
            throw new IllegalArgumentException("not said but as an answer to a subscription: " + message);
        }
    }

    void type(FrameType type) throws IOException {
        if (words) {
            out.writeString(type.word());
        } else {
            out.writeNumber(type.number());
        }
    }

    private void version(@Nullable Version version) throws IOException {
        if (version == null) {
            out.writeNull();
            out.writeNull();
        } else {
            out.writeString(HexFormat.of().toHexDigits(version.epoch()));
            out.writeNumber(version.number());
        }
    }

    private void stamp(HybridTimestamp stamp) throws IOException {
        out.writeNumber(stamp.ms());
        out.writeNumber(stamp.counter());
        out.writeString(stamp.site().toString());
    }

    private void outcomes(List<Outcome> outcomes) throws IOException {
        out.writeStartArray();
        for (Outcome outcome : outcomes) {
            out.writeStartArray();
            if (outcome instanceof Refused refused) {
                refusal(refused);
            } else {
                accepted((Accepted) outcome);
            }
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    private void accepted(Accepted accepted) throws IOException {
        out.writeNumber(accepted.sequence());
        out.writeNumber(accepted.version());
        out.writeStartArray();
        for (Conflict conflict : accepted.conflicts()) {
            out.writeStartArray();
            out.writeString(conflict.path().toString());
            DocJson.write(out, conflict.base());
            DocJson.write(out, conflict.mine());
            DocJson.write(out, conflict.theirs());
            DocJson.write(out, conflict.chosen());
            out.writeString(conflict.rule());
            stamp(conflict.mineWritten());
            stamp(conflict.theirsWritten());
            out.writeEndArray();
        }
        out.writeEndArray();
        if (accepted.answer() != null) {
            DocJson.write(out, accepted.answer());
        }
    }

    private void refusal(Refused refused) throws IOException {
        out.writeNumber(refused.sequence());
        out.writeString(refused.code().wireName());
        out.writeString(refused.reason());
    }

    private void delta(Delta delta) throws IOException {
        DeltaJson.write(out, delta);
    }
}
