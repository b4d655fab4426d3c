package io.entangle.pubsub.command;

import io.entangle.journal.sql.JournalRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a damaged journal usable again. */
@Command(
        name = "repair",
        description =
                "Makes a damaged journal usable again, at the price of what is damaged: of each atom the newest version"
                        + " that can be rebuilt is kept. Prints what was damaged and what is lost. A file is copied before; make a"
                        + " copy of a database yourself.",
        footerHeading = "%nExamples:%n",
        footer = {"  entangle journal verify sqlite:state.db || entangle journal repair sqlite:state.db"})
final class RepairCommand extends Subcommand {
    @Parameters(paramLabel = "JOURNAL", converter = JournalAddress.KeptConverter.class, description = "Which journal.")
    private JournalAddress journal = JournalAddress.MEMORY;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say what is being done.")
    private boolean verbose;

    @Override
    public Integer call() {
        JournalRepair.Report report = journal.repair(progress(verbose, "repairing: "));
        report.found().forEach(damage -> out().println("damaged: " + damage));
        report.losses().forEach(loss -> out().println("lost: " + loss));
        if (report.copy() != null) {
            out().println("as it was: " + report.copy());
        }
        out().println(journal.shown() + (report.found().isEmpty() ? ": nothing damaged" : ": repaired"));
        return printed();
    }
}
