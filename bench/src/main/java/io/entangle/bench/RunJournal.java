package io.entangle.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how many writes a journal acknowledges, and how soon. */
@Command(
        name = "journal",
        description = "Measures acknowledged writes of concurrent writers, beside the same inserts by plain JDBC.",
        mixinStandardHelpOptions = true)
final class RunJournal implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Option(
            names = "--writers",
            split = ",",
            paramLabel = "N",
            description = "Numbers of concurrent writers (default: 1,16,256).")
    private List<Integer> writers = List.of(1, 16, 256);

    @Mixin
    private Rounds rounds = new Rounds();

    @Option(names = "--seconds", paramLabel = "N", description = "How long each time (default: ${DEFAULT-VALUE}).")
    private int seconds = 3;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        rounds.check(spec, "writers", writers);
        rounds.check(spec, "seconds", List.of(seconds));
        List<Measurement> measurements = new JournalSuite(writers, rounds.count(), seconds, rounds.directory()).run();
        output.printBy("writers", measurements);
        output.write(measurements);
        return 0;
    }
}
