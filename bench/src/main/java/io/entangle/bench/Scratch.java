package io.entangle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that goes when it is done with.
 *
 * @param path where it is
 */
public record Scratch(Path path) implements AutoCloseable {
    public static Scratch in(Path parent, String name) throws IOException {
        return new Scratch(Files.createTempDirectory(parent, name));
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(path)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
