package io.entangle.journal.sql;

import static io.entangle.journal.Chain.entries;
import static io.entangle.journal.Chain.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.entangle.clock.Entropy;
import io.entangle.journal.AtomHead;
import io.entangle.journal.Durability;
import io.entangle.journal.Journal;
import io.entangle.sql.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An older copy of a journal that is put back begins new epochs; nothing else does. */
final class LifeFileTest {
    @TempDir
    private Path directory;

    private Path file;
    private Path life;
    private Path backup;
    private long version;

    @BeforeEach
    void begin() throws IOException {
        file = directory.resolve("state.db");
        life = directory.resolve("state.db-life");
        backup = Files.createDirectory(directory.resolve("backup"));
        try (Journal journal = Journals.sqlite(file)) {
            journal.begin("a", 1, snapshot(0));
            journal.begin("b", 2, snapshot(0));
        }
    }

    @Test
    void open_again_keepsEpochs() {
        for (int i = 0; i < 5; i++) {
            assertThat(use()).isEqualTo(Set.of(1L, 2L));
        }
    }

    @Test
    void open_movedOrRenamedTogether_keepsEpochs() throws IOException {
        Path moved = directory.resolve("moved.db");
        Files.move(file, moved);
        Files.move(life, directory.resolve("moved.db-life"));
        file = moved;

        assertThat(use()).isEqualTo(Set.of(1L, 2L));
    }

    @Test
    void open_olderCopyOfTheDatabase_beginsEpochs() throws IOException {
        backUp(file);
        use();
        restore(file);

        assertNewEpochsOnce();
    }

    @Test
    void open_olderCopyOfTheSameLife_beginsEpochs() throws IOException {
        Path log = directory.resolve("state.db-wal");
        try (Journal journal = Journals.sqlite(file)) {
            journal.append(List.of(entries("a", 0, 3)));
            backUp(file);
            backUp(log);
            journal.append(List.of(entries("a", 3, 4)));
        }
        restore(file);
        restore(log);

        assertNewEpochsOnce();
        assertThat(version).isEqualTo(4);
    }

    @Test
    void open_olderCopyOfBothFiles_beginsEpochs() throws IOException {
        backUp(file);
        backUp(life);
        use();
        restore(file);
        restore(life);

        assertNewEpochsOnce();
    }

    @Test
    void open_olderCopyOfBothFilesWithTheirTimes_beginsEpochs() throws IOException {
        FileTime time = Files.getLastModifiedTime(life);
        backUp(file);
        backUp(life);
        use();
        restore(file);
        // kept, so that its number in the file system is not given to the next file
        Files.move(life, directory.resolve("kept"));
        restore(life);
        Files.setLastModifiedTime(life, time);

        assertNewEpochsOnce();
    }

    @Test
    void open_lifeFileMissing_beginsEpochs() throws IOException {
        Files.delete(life);

        assertNewEpochsOnce();
    }

    @Test
    void open_lifeFileOfAnother_beginsEpochs() throws IOException {
        Files.writeString(life, "0123456789abcdef\n-\n");

        assertNewEpochsOnce();
    }

    @Test
    void open_crashedWhileALifeWasBegun_keepsEpochs() {
        for (int steps = 0; steps < 4; steps++) {
            crashAfter(steps);

            assertThat(use()).as("crashed after %d steps", steps).isEqualTo(Set.of(1L, 2L));
        }
    }

    /** Begins a life of the journal, up to a step of four: two of the small file, two of the journal, in turn. */
    private void crashAfter(int steps) {
        AtomicInteger left = new AtomicInteger(steps);
        Runnable crash = () -> {
            if (left.getAndDecrement() == 0) {
                throw new IllegalStateException("crashed");
            }
        };
        assertThatIllegalStateException().isThrownBy(() -> {
            try (Session session = new SqliteFile(file, Durability.DISK).openWriter()) {
                new LifeFile(file, Entropy.SYSTEM, crash).begin(session, true);
            }
        });
    }

    private void assertNewEpochsOnce() {
        Set<Long> fresh = use();
        assertThat(fresh).hasSize(2).doesNotContain(1L, 2L);
        assertThat(use()).isEqualTo(fresh);
    }

    /** Opens the journal, appends, and says which epochs there are. */
    private Set<Long> use() {
        try (Journal journal = Journals.sqlite(file)) {
            List<AtomHead> atoms = journal.atoms();
            version = atoms.get(0).version();
            assertThat(journal.append(List.of(entries("a", version, version + 1))))
                    .containsExactly(true);
            assertThat(journal.verify(progress -> {})).isEmpty();
            return Set.of(atoms.get(0).epoch(), atoms.get(1).epoch());
        }
    }

    private void backUp(Path path) throws IOException {
        Files.copy(path, backup.resolve(path.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private void restore(Path path) throws IOException {
        Files.copy(backup.resolve(path.getFileName()), path, StandardCopyOption.REPLACE_EXISTING);
    }
}
