package io.entangle.journal.sql;

import io.entangle.clock.Entropy;
import io.entangle.journal.Damage;
import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Durability;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.sql.JournalRepair.Loss;
import io.entangle.journal.sql.JournalRepair.Report;
import io.entangle.sql.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** Repairs a journal in a file: a file that SQLite finds damaged is first made anew of what can be read of it. */
final class SqliteRepair {
    private static final List<String> PARTS = List.of("", "-wal");

    private final Path named;
    private final Consumer<String> progress;
    private final Entropy entropy;

    SqliteRepair(Path file, Consumer<String> progress, Entropy entropy) {
        this.named = file;
        this.progress = progress;
        this.entropy = entropy;
    }

    Report run() {
        try {
            Path file = named.toRealPath();
            try (JournalLock lock = JournalLock.take(file)) {
                return run(file, lock);
            }
        } catch (IOException | SQLException e) {
            throw new JournalException(Failure.UNAVAILABLE, "the journal " + named + " can't be repaired: " + e, e);
        }
    }

    private Report run(Path file, JournalLock lock) throws IOException, SQLException {
        SqliteFile journal = new SqliteFile(file, Durability.DISK);
        journal.createIfAbsent(Schema.CURRENT);
        Path copy = copy(file);
        List<Damage> found = verify(journal);
        if (found.isEmpty()) {
            for (String part : PARTS) {
                Files.deleteIfExists(DurableFiles.beside(copy, part));
            }
            return new Report(found, List.of(), null);
        }
        progress.accept("a copy is " + copy);
        if (!isWhole(journal)) {
            progress.accept("making the file anew of what can be read");
            new Salvage(journal, progress).run();
        }
        try (SqliteEngine engine = SqliteEngine.openDamaged(journal)) {
            List<Loss> losses = JournalRepair.mend(engine, progress, entropy);
            Long versions = engine.read("count", Opening::versions);
            lock.setVersions(versions == null ? 0 : versions);
            return new Report(found, losses, copy);
        }
    }

    private static Path copy(Path file) throws IOException {
        Path copy = null;
        for (int i = 1; copy == null || Files.exists(copy); i++) {
            copy = DurableFiles.beside(file, "-damaged-" + i);
        }
        for (String part : PARTS) {
            Path from = DurableFiles.beside(file, part);
            if (Files.exists(from)) {
                Files.copy(from, DurableFiles.beside(copy, part), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    private List<Damage> verify(SqliteFile journal) {
        try (SqliteEngine engine = SqliteEngine.openDamaged(journal)) {
            return new Verifier(engine, progress).verify();
        } catch (DamagedJournalException e) {
            return List.of(new Damage("", e.place(), e.found()));
        }
    }

    private static boolean isWhole(SqliteFile journal) {
        try (SqliteEngine engine = SqliteEngine.openDamaged(journal)) {
            return engine.check().isEmpty();
        } catch (DamagedJournalException e) {
            return false;
        }
    }
}
