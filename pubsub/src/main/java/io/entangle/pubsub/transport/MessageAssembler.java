package io.entangle.pubsub.transport;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of the frames of a WebSocket as RFC 6455 wants it: texts are strict UTF-8, fragments come in order, and a
 * message is no larger than it may be. Vert.x makes U+FFFD of what is no UTF-8, and lets fragments pass that belong to
 * nothing.
 */
final class MessageAssembler {
    private final int maxBytes;
    private @Nullable Buffer fragments;
    private boolean isText;

    MessageAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * {@return the message that a frame completes, or null if there is more to come, or it is none of a message}
     *
     * @throws EntangleException of code {@code PROTOCOL_ERROR}, {@code INVALID_TEXT} or {@code TOO_LARGE}: the connection is to be
     *     closed
     */
    @Nullable
    Packed accept(WebSocketFrame frame) {
        if (frame.isText() || frame.isBinary()) {
            if (fragments != null) {
                throw new EntangleException(
                        ErrorCode.PROTOCOL_ERROR, "a message began before another one was complete");
            }
            isText = frame.isText();
            Buffer data = frame.binaryData();
            check(data.length());
            if (frame.isFinal()) {
                return message(data);
            }
            fragments = Buffer.buffer().appendBuffer(data);
        } else if (frame.isContinuation()) {
            Buffer before = fragments;
            if (before == null) {
                throw new EntangleException(ErrorCode.PROTOCOL_ERROR, "a fragment belongs to no message");
            }
            check(before.length() + (long) frame.binaryData().length());
            before.appendBuffer(frame.binaryData());
            if (frame.isFinal()) {
                fragments = null;
                return message(before);
            }
        }
        return null;
    }

    private void check(long bytes) {
        if (bytes > maxBytes) {
            throw new EntangleException(
                    ErrorCode.TOO_LARGE, "a message of " + bytes + " bytes or more is over the limit of " + maxBytes);
        }
    }

    private Packed message(Buffer data) {
        if (!isText) {
            return Packed.of(data);
        }
        try {
            return Packed.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data.getBytes()))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new EntangleException(ErrorCode.INVALID_TEXT, "a text message is no UTF-8", e);
        }
    }
}
