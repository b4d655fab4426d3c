package io.entangle.pubsub.command;

import io.entangle.journal.AtomHead;
import io.entangle.journal.Damage;
import io.entangle.journal.DamagedJournalException;
import io.entangle.journal.Journal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a journal back, and reports what is damaged. */
@Command(
        name = "verify",
        description =
                "Reads all of a journal back. Prints a line for each damage, with its exact place, and the status is 1;"
                        + " or how much there is, all of it as it was written.")
final class VerifyCommand extends Subcommand {
    @Parameters(paramLabel = "JOURNAL", converter = JournalAddress.KeptConverter.class, description = "Which journal.")
    private JournalAddress journal = JournalAddress.MEMORY;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say what is being read.")
    private boolean verbose;

    @Override
    public Integer call() {
        List<Damage> damages;
        String whole = "";
        try (Journal kept = journal.openPresent()) {
            damages = kept.verify(progress(verbose, "reading "));
            if (damages.isEmpty()) {
                List<AtomHead> atoms = kept.atoms();
                long versions = atoms.stream()
                        .mapToLong(head -> head.version() - head.oldest())
                        .sum();
                whole = journal.shown() + ": " + Quiet.count(atoms.size(), "atom") + ", "
                        + Quiet.count(versions, "version") + ", nothing damaged";
            }
        } catch (DamagedJournalException e) {
            damages = List.of(new Damage("", e.place(), e.found()));
        }
        damages.forEach(damage -> out().println(damage));
        if (damages.isEmpty()) {
            out().println(whole);
            return printed();
        }
        throw new CommandFailure(CommandFailure.FAILED, journal.shown() + ": " + Quiet.count(damages.size(), "damage"));
    }
}
