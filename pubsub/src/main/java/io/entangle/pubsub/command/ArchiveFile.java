package io.entangle.pubsub.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.entangle.journal.ArchiveChecker;
import io.entangle.journal.Archived;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of {@link ArchiveLines}, read as often as needed. */
final class ArchiveFile {
    private static final Pattern FOOTER = Pattern.compile("\\{\"atoms\":([0-9]{1,9}),\"lines\":([0-9]{1,18})}");

    private final Path file;

    ArchiveFile(Path file) {
        this.file = file;
    }

    /** How much is in it. */
    record Contents(int atoms, long versions) {}

    /**
     * {@return how much is in it} Reads all of it.
     *
     * @throws CommandFailure if a line can't be taken in; it says which and why
     */
    Contents check() throws IOException {
        ArchiveChecker checker = new ArchiveChecker();
        long versions = 0;
        long number = 1;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            checkHeader(lines.readLine());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                Matcher footer = FOOTER.matcher(line);
                if (footer.matches()) {
                    checkEnd(footer, checker.atoms(), number, lines.readLine());
                    return new Contents(checker.atoms(), versions);
                }
                Archived part = read(line, number);
                check(checker, part, number);
                versions += part instanceof Archived.Made ? 1 : 0;
            }
        } catch (CharacterCodingException e) {
            throw malformed(number + 1, "it, or one of the next, is not UTF-8", e);
        }
        throw malformed(number + 1, "the file ends here, and its last line is missing: it is not whole", null);
    }

    private static void checkHeader(String line) {
        if (!ArchiveLines.HEADER.equals(line)) {
            throw malformed(1, "expected " + ArchiveLines.HEADER + ", as export writes it", null);
        }
    }

    private static void checkEnd(Matcher footer, int atoms, long lines, String next) {
        if (Integer.parseInt(footer.group(1)) != atoms || Long.parseLong(footer.group(2)) != lines) {
            throw malformed(
                    lines,
                    "it speaks of other numbers of atoms and lines than there are: " + atoms + ", " + lines,
                    null);
        }
        if (next != null) {
            throw malformed(lines + 1, "there is more behind the last line", null);
        }
    }

    private static Archived read(String line, long number) {
        try {
            return ArchiveLines.read(line);
        } catch (JsonProcessingException e) {
            throw malformed(number, e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(number, String.valueOf(e.getMessage()), e);
        }
    }

    private static void check(ArchiveChecker checker, Archived part, long number) {
        try {
            checker.check(part);
        } catch (IllegalArgumentException e) {
            throw malformed(number, String.valueOf(e.getMessage()), e);
        }
    }

    private static CommandFailure malformed(long number, String why, Exception cause) {
        return new CommandFailure(
                CommandFailure.FAILED, "line " + number + ": " + why + "; nothing was imported", cause);
    }

    /**
     * {@return the parts, which have been {@linkplain #check checked}}
     *
     * @param change is made to each
     */
    Iterable<Archived> parts(UnaryOperator<Archived> change) {
        return () -> new Parts(change);
    }

    /** One reading of the file. */
    private final class Parts implements Iterator<Archived> {
        private final UnaryOperator<Archived> change;
        private final BufferedReader lines;
        private String next;

        Parts(UnaryOperator<Archived> change) {
            this.change = change;
            try {
                lines = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                lines.readLine();
                next = lines.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean hasNext() {
            return !FOOTER.matcher(next).matches();
        }

        @Override
        public Archived next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                Archived part = change.apply(ArchiveLines.read(next));
                next = lines.readLine();
                if (!hasNext()) {
                    lines.close();
                }
                return part;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
