package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.hub.Hub;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames that break the rules of WebSocket, byte by byte: each ends the connection with the code that says why. */
final class WebSocketFramesIT {
    private static final int TEXT = 0x1;
    private static final int CONTINUATION = 0x0;
    private static final int CLOSE = 0x8;
    private static final int FIN = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int LIMIT = 256 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final Hub hub = Hub.builder(vertx).listen(0);

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A WebSocket written by hand. */
    private final class Raw implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private final String head;

        Raw(String... headers) throws IOException {
            socket = new Socket("127.0.0.1", hub.port());
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
            StringBuilder request = new StringBuilder("GET /entangle/ws HTTP/1.1\r\nHost: 127.0.0.1:" + hub.port()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: entangle.v1.json\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) in.readUnsignedByte());
            }
            head = answer.toString();
        }

        void frame(int first, byte[] data) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(first);
            if (data.length < 126) {
                out.write(0x80 | data.length);
            } else if (data.length < 65_536) {
                out.write(0x80 | 126);
                out.write(data.length >> 8);
                out.write(data.length);
            } else {
                out.write(0x80 | 127);
                for (int shift = 56; shift >= 0; shift -= 8) {
                    out.write((int) ((long) data.length >> shift));
                }
            }
            out.write(new byte[4]); // a mask that changes nothing
            out.write(data);
            socket.getOutputStream().write(out.toByteArray());
        }

        /** The hub need not wait for the end of what is too large. */
        void frameUnlessClosed(int first, byte[] data) {
            try {
                frame(first, data);
            } catch (IOException closedMeanwhile) {
                // what it has said before can be read
            }
        }

        /** {@return the code of the close frame that comes, whatever comes before it} It is answered, and the socket gone. */
        int closeCode() throws IOException {
            byte[] data = closeFrame();
            frameUnlessClosed(FIN | CLOSE, data);
            isGone();
            return code(data);
        }

        /** {@return the code of the close frame that comes} It is not answered; the socket is gone all the same. */
        int closeCodeUnanswered() throws IOException {
            byte[] data = closeFrame();
            isGone();
            return code(data);
        }

        private byte[] closeFrame() throws IOException {
            while (true) {
                int opcode = in.readUnsignedByte() & 0xF;
                int length = in.readUnsignedByte() & 0x7F;
                length = length == 126 ? in.readUnsignedShort() : length;
                byte[] data = in.readNBytes(length);
                if (opcode == CLOSE) {
                    return data;
                }
            }
        }

        private static int code(byte[] data) {
            return (data[0] & 0xFF) << 8 | data[1] & 0xFF;
        }

        void isGone() throws IOException {
            try {
                while (in.read() >= 0) {
                    // what was on its way
                }
            } catch (EOFException | SocketException gone) {
                // as it should be
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void text_thatIsNoUtf8_ends1007() throws IOException {
        try (Raw raw = new Raw()) {
            raw.frame(FIN | TEXT, new byte[] {'[', '"', (byte) 0xC3, (byte) 0x28, '"', ']'});

            assertThat(raw.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void text_surrogateInUtf8_ends1007() throws IOException {
        try (Raw raw = new Raw()) {
            raw.frame(FIN | TEXT, new byte[] {'[', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ']'});

            assertThat(raw.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void fragment_ofNoMessage_ends1002() throws IOException {
        try (Raw raw = new Raw()) {
            raw.frame(FIN | CONTINUATION, bytes("[\"ping\"]"));

            assertThat(raw.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void message_withinAnother_ends1002() throws IOException {
        try (Raw raw = new Raw()) {
            raw.frame(TEXT, bytes("[\"pi"));
            raw.frame(FIN | TEXT, bytes("[\"ping\"]"));

            assertThat(raw.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void reservedOpcode_ends1002() throws IOException {
        try (Raw raw = new Raw()) {
            raw.frame(FIN | 0x3, bytes("x"));

            assertThat(raw.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void message_tooLargeInOneFrame_ends1009AndIsGone() throws IOException {
        try (Raw raw = new Raw()) {
            raw.frameUnlessClosed(FIN | TEXT, new byte[LIMIT + 1_024]);

            assertThat(raw.closeCodeUnanswered()).isEqualTo(1009);
        }
    }

    @Test
    void message_tooLargeInFiveFragments_ends1009AndIsGone() throws IOException {
        try (Raw raw = new Raw()) {
            for (int i = 0; i < 5; i++) {
                raw.frameUnlessClosed(i == 0 ? TEXT : CONTINUATION, new byte[LIMIT / 4]);
            }

            assertThat(raw.closeCodeUnanswered()).isEqualTo(1009);
        }
    }

    @Test
    void fragments_withoutEnd_end1009() throws IOException {
        try (Raw raw = new Raw()) {
            raw.frame(TEXT, bytes("["));
            for (int i = 0; i < LIMIT / 16 + 2; i++) {
                raw.frameUnlessClosed(CONTINUATION, bytes("0123456789abcdef"));
            }

            assertThat(raw.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void fragments_ofOneMessage_areOneMessage() throws IOException {
        try (Raw raw = new Raw()) {
            raw.frame(TEXT, bytes("[\"hel"));
            raw.frame(CONTINUATION, bytes("lo\",1,\"\uD83D\uDE00".substring(0, 8)));
            raw.frame(FIN | CONTINUATION, bytes("x\",\"0000000000000001\"]"));

            String welcome = new String(raw.in.readNBytes(14), StandardCharsets.UTF_8);
            assertThat(welcome).contains("[\"welcome\"");
        }
    }

    @Test
    void compression_offered_isNotNegotiated_andACompressedFrameEnds1002() throws IOException {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[60_000_000]);
        deflater.finish();
        byte[] inflating = new byte[100_000];
        int length = deflater.deflate(inflating, 0, inflating.length, Deflater.SYNC_FLUSH);
        try (Raw raw = new Raw("Sec-WebSocket-Extensions: permessage-deflate")) {
            assertThat(raw.head.toLowerCase()).doesNotContain("sec-websocket-extensions");
            raw.frame(FIN | COMPRESSED | TEXT, java.util.Arrays.copyOf(inflating, length));

            assertThat(raw.closeCode()).isEqualTo(1002);
        }
    }
}
