package io.entangle.pubsub.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of lines, of its process alone. Used by one thread at a time. */
final class LineLog {
    private final FileChannel file;
    private final StringBuilder lines = new StringBuilder();

    LineLog(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void add(String line) {
        lines.append(line).append('\n');
    }

    /** Hands what was added to the operating system. */
    void flush() {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
            lines.setLength(0);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when what was added is on the disk. */
    void force() {
        if (lines.isEmpty()) {
            return;
        }
        try {
            flush();
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
