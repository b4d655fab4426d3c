package io.entangle.pubsub.kill;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the lines that another process adds to a file. */
final class LogTail {
    private final Path path;
    private long position;

    LogTail(Path path) {
        this.path = path;
    }

    /** Reads the lines that are whole by now and were not read yet. */
    void read(Consumer<String> each) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] bytes = new byte[(int) (file.length() - position)];
            file.seek(position);
            file.readFully(bytes);
            int begin = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    each.accept(new String(bytes, begin, i - begin, StandardCharsets.US_ASCII));
                    begin = i + 1;
                }
            }
            position += begin;
        }
    }
}
