package io.entangle.journal.sql;

import io.entangle.clock.Entropy;
import io.entangle.sql.DurableFiles;
import io.entangle.sql.Meta;
import io.entangle.sql.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells a journal's file from an older copy of it that was put back. Each time the journal is opened it begins a life, which
 * has a random name; a small file beside the journal says the same name as the journal itself. A copy that is older says an
 * older name. Where both were put back, the small file is not the file it was: the journal knows that one by its number in
 * the file system and by when it was written. A copy of the same life that is older holds fewer versions than have been
 * appended, which {@link JournalLock} knows.
 *
 * <p>A crash while a life is begun is told from all that: until the journal has changed over, the file names both lives.
 */
final class LifeFile {
    private static final String NONE = "-";

    /** A life is being begun: how the file will be known is not yet. */
    private static final String UNKNOWN = "?";

    private final Path file;
    private final Entropy entropy;
    private final Runnable step;

    LifeFile(Path journal, Entropy entropy) {
        this(journal, entropy, () -> {});
    }

    /**
     * The small file beside a journal.
     *
     * @param step is run before each step to the disk, and may end it all there
     */
    LifeFile(Path journal, Entropy entropy, Runnable step) {
        this.file = DurableFiles.beside(journal, "-life");
        this.entropy = entropy;
        this.step = step;
    }

    /**
     * Begins a life of the journal, and new epochs of all its atoms if it is not the one that was used last.
     *
     * @param session on the journal
     * @param isComplete whether it holds all that is known to have been appended
     */
    void begin(Session session, boolean isComplete) throws SQLException, IOException {
        String last = Objects.requireNonNullElse(Meta.find(session, Keys.LIFE), NONE);
        boolean isFirst = last.equals(NONE);
        boolean same = isFirst || isComplete && isSame(last, Meta.find(session, Keys.LIFE_FILE));
        String next = HexFormat.of().toHexDigits(entropy.nextLong());

        write(last, next);
        step.run();
        session.run("BEGIN IMMEDIATE");
        Meta.put(session, Keys.LIFE, next);
        Meta.put(session, Keys.LIFE_FILE, UNKNOWN);
        if (!same) {
            Opening.beginEpochs(session, entropy);
        }
        session.run("COMMIT");
        write(next, NONE);
        step.run();
        session.run("BEGIN IMMEDIATE");
        Meta.put(session, Keys.LIFE_FILE, identity());
        session.run("COMMIT");
    }

    private boolean isSame(String life, @Nullable String knownAs) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        List<String> names = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        boolean beginning = names.size() == 2 && !names.get(1).equals(NONE);
        return names.contains(life)
                && (beginning || UNKNOWN.equals(knownAs) || identity().equals(knownAs));
    }

    private void write(String life, String next) throws IOException {
        step.run();
        DurableFiles.replace(file, (life + "\n" + next + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private String identity() throws IOException {
        String written = Files.getLastModifiedTime(file).toString();
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(file, "unix:ino") + " " + written
                : written;
    }
}
