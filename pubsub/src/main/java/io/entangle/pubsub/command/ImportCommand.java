package io.entangle.pubsub.command;

import io.entangle.clock.Entropy;
import io.entangle.journal.Archived;
import io.entangle.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes in what another journal kept. */
@Command(
        name = "import",
        description =
                "Takes in from standard input what export has written: all of it, or, if a line is malformed or an atom"
                        + " is there already, nothing. Each atom begins another epoch, so that clients which knew it elsewhere begin"
                        + " anew; what they have written is not taken twice.",
        footerHeading = "%nExamples:%n",
        footer = {"  entangle journal import sqlite:copy.db < state.jsonl"})
final class ImportCommand extends Subcommand {
    @Parameters(
            paramLabel = "JOURNAL",
            converter = JournalAddress.KeptConverter.class,
            description = "Which journal; made if there is none.")
    private JournalAddress journal = JournalAddress.MEMORY;

    @Override
    public Integer call() throws IOException {
        Path file = Files.createTempFile("entangle-import", ".jsonl");
        try {
            Files.copy(in(), file, StandardCopyOption.REPLACE_EXISTING);
            ArchiveFile archive = new ArchiveFile(file);
            ArchiveFile.Contents contents = archive.check();
            try (Journal into = journal.open()) {
                into.restore(archive.parts(ImportCommand::anew));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()), e);
            }
            out().println("imported " + Quiet.count(contents.atoms(), "atom") + ", "
                    + Quiet.count(contents.versions(), "version") + "; each atom has begun another epoch");
        } finally {
            Files.deleteIfExists(file);
        }
        return printed();
    }

    private static Archived anew(Archived part) {
        return part instanceof Archived.Begun begun
                ? new Archived.Begun(begun.atom(), Entropy.SYSTEM.nextLong(), begun.oldest())
                : part;
    }
}
