package io.entangle.pubsub.command;

import io.entangle.journal.Archived;
import io.entangle.journal.AtomHead;
import io.entangle.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a journal as lines of JSON. */
@Command(
        name = "export",
        description =
                "Writes atoms with their history and their clients to standard output, as lines of JSON that import"
                        + " takes in.",
        footerHeading = "%nExamples:%n",
        footer = {"  entangle journal export sqlite:state.db > state.jsonl"})
final class ExportCommand extends Subcommand {
    @Parameters(paramLabel = "JOURNAL", converter = JournalAddress.KeptConverter.class, description = "Which journal.")
    private JournalAddress journal = JournalAddress.MEMORY;

    @Option(
            names = {"-a", "--atom"},
            paramLabel = "ID",
            description = "Only this atom; all by default. More than once for more atoms.")
    private List<String> atoms = new ArrayList<>();

    private long lines;

    @Override
    public Integer call() {
        try (Journal kept = journal.openPresent()) {
            List<AtomHead> heads = Selection.of(kept, atoms);
            print(ArchiveLines.HEADER);
            for (AtomHead head : heads) {
                Archived.takeOut(kept, head.atom(), part -> print(ArchiveLines.write(part)));
            }
            print(ArchiveLines.footer(heads.size(), lines + 1));
        }
        return printed();
    }

    private void print(String line) {
        out().print(line + "\n");
        lines++;
        if (lines % 1000 == 0) {
            printed();
        }
    }
}
