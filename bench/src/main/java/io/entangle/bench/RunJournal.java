package io.entangle.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how many writes a journal acknowledges, and how soon. */
@Command(
        name = "journal",
        description = "Measures acknowledged writes of concurrent writers, beside the same inserts by plain JDBC.",
        mixinStandardHelpOptions = true)
final class RunJournal implements Callable<Integer> {
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the figures there, one JSON object a line.")
    private Path json;

    @Option(
            names = "--writers",
            split = ",",
            paramLabel = "N",
            description = "Numbers of concurrent writers (default: 1,16,256).")
    private List<Integer> writers = List.of(1, 16, 256);

    @Option(names = "--rounds", paramLabel = "N", description = "How often (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each time (default: ${DEFAULT-VALUE}).")
    private int seconds = 3;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "On which disk (default: that of the working directory).")
    private Path directory = Path.of(".");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        if (rounds < 1 || seconds < 1 || writers.stream().anyMatch(count -> count < 1)) {
            throw new ParameterException(spec.commandLine(), "rounds, seconds and writers are at least 1");
        }
        List<Measurement> measurements = new JournalSuite(writers, rounds, seconds, directory).run();
        for (int count : writers) {
            System.out.println(count + (count == 1 ? " writer" : " writers"));
            System.out.println(FigureTable.of(measurements.stream()
                    .filter(each -> each.parameters().get("writers").equals(count))
                    .toList()));
        }
        if (json != null) {
            Figures.write(json, measurements);
        }
        return 0;
    }
}
