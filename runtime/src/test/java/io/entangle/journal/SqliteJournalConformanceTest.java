package io.entangle.journal;

import io.entangle.journal.sql.Journals;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteJournalConformanceTest extends JournalContract {
    @TempDir
    private Path directory;

    @Override
    Journal open() {
        return Journals.sqlite(directory.resolve("state.db"));
    }

    @Override
    Durability expectedDurability() {
        return Durability.DISK;
    }
}
