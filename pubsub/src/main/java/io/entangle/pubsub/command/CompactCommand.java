package io.entangle.pubsub.command;

import io.entangle.clock.TimeSource;
import io.entangle.journal.AtomHead;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets old versions. */
@Command(
        name = "compact",
        description =
                "Forgets old versions. What is kept begins with a snapshot, so it may be more than was asked for: a hub"
                        + " adds one every --snapshot-every versions. Prints a line for each atom.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  entangle journal compact sqlite:state.db --keep 30d",
            "  entangle journal compact sqlite:state.db --keep-versions 10000 --atom app-state"
        })
final class CompactCommand extends Subcommand {
    @Parameters(paramLabel = "JOURNAL", converter = JournalAddress.KeptConverter.class, description = "Which journal.")
    private JournalAddress journal = JournalAddress.MEMORY;

    @ArgGroup(multiplicity = "1", heading = "How much is kept:%n")
    private Kept kept = new Kept();

    @Option(
            names = {"-a", "--atom"},
            paramLabel = "ID",
            description = "Only this atom; all by default. More than once for more atoms.")
    private List<String> atoms = new ArrayList<>();

    /** One of them. */
    static final class Kept {
        @Option(
                names = "--keep",
                paramLabel = "AGE",
                converter = Ages.class,
                description = "All that is not older: 30d, 12h, 90m, 45s.")
        private @Nullable Duration age;

        @Option(names = "--keep-versions", paramLabel = "N", description = "The newest N versions of each atom.")
        private long versions = -1;

        /** {@return the oldest version of an atom that is to be kept} */
        long oldest(Journal journal, AtomHead head, long nowMs) {
            Duration wanted = age;
            if (wanted == null) {
                return Math.max(head.oldest(), head.version() - versions);
            }
            if (wanted.compareTo(Duration.ofMillis(nowMs)) >= 0) {
                return head.oldest();
            }
            try {
                return journal.versionAt(head.atom(), nowMs - wanted.toMillis());
            } catch (JournalException e) {
                if (e.failure() != Failure.NOT_KEPT) {
                    throw e;
                }
                return head.oldest(); // all of it is younger
            }
        }
    }

    @Override
    public Integer call() {
        if (kept.age == null && kept.versions < 0) {
            throw misused("--keep-versions is not negative, but found " + kept.versions);
        }
        try (Journal all = journal.openPresent()) {
            List<AtomHead> heads = Selection.of(all, atoms);
            for (AtomHead head : heads) {
                long oldest = all.compact(head.atom(), kept.oldest(all, head, TimeSource.SYSTEM.millis()));
                out().println(head.atom() + ": " + range(oldest, head.version())
                        + (oldest == head.oldest()
                                ? ", as before"
                                : ", before " + range(head.oldest(), head.version())));
            }
        }
        return printed();
    }

    private static String range(long oldest, long newest) {
        return "versions " + oldest + " to " + newest;
    }
}
