package io.entangle.pubsub.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** A journal in a file. What a killed hub has left is copied and read there: to open it is to recover it. */
final class SqliteUnderFire implements JournalUnderFire {
    private static final List<String> FILES = List.of("", "-wal");

    private final Path file;
    private final Path copies;

    SqliteUnderFire(Path directory) throws IOException {
        file = directory.resolve("state.db");
        copies = Files.createDirectory(directory.resolve("copies"));
    }

    @Override
    public String address() {
        return "sqlite:" + file;
    }

    @Override
    public JournalReader image() throws IOException, SQLException {
        try (var old = Files.list(copies)) {
            for (Path each : old.toList()) {
                Files.delete(each);
            }
        }
        Path copy = copies.resolve("state.db");
        for (String ending : FILES) {
            Path from = Path.of(file + ending);
            if (Files.exists(from)) {
                Files.copy(from, Path.of(copy + ending));
            }
        }
        return JournalReader.open("jdbc:sqlite:" + copy);
    }

    @Override
    public List<String> faults() {
        return List.of();
    }

    @Override
    public void strike(String fault, Random random) {
        throw new IllegalArgumentException(fault);
    }

    @Override
    public void close() {}
}
