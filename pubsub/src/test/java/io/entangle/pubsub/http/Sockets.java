package io.entangle.pubsub.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Requests as no HTTP client would send them. */
final class Sockets {
    private static final int PATIENCE_MS = 10_000;

    private Sockets() {}

    /** What comes back until the connection is closed; it is asked to be, with the request's last line. */
    static String exchange(int port, String request) {
        String closing = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
        try (Socket socket = open(port)) {
            socket.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes back until the connection ends, be it by force. */
    static String read(Socket socket) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(part);
                    n >= 0;
                    n = socket.getInputStream().read(part)) {
                read.write(part, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open after " + read, e);
        } catch (IOException cutOff) {
            // what was read before counts
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    static Socket open(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }
}
