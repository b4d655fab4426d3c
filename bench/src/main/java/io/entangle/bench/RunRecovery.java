package io.entangle.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how long it takes to go on from a journal. */
@Command(
        name = "recovery",
        description = "Measures how long it takes until an atom is there again that was written to many times.",
        mixinStandardHelpOptions = true)
final class RunRecovery implements Callable<Integer> {
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the figures there, one JSON object a line.")
    private Path json;

    @Option(
            names = "--writes",
            split = ",",
            paramLabel = "N",
            description = "Numbers of writes (default: 10000,100000,1000000).")
    private List<Integer> writes = List.of(10_000, 100_000, 1_000_000);

    @Option(names = "--fields", paramLabel = "N", description = "Fields of the value (default: ${DEFAULT-VALUE}).")
    private int fields = 10_000;

    @Option(names = "--rounds", paramLabel = "N", description = "How often to open it (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "On which disk (default: that of the working directory).")
    private Path directory = Path.of(".");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || fields < 1 || writes.stream().anyMatch(count -> count < 1)) {
            throw new ParameterException(spec.commandLine(), "rounds, fields and writes are at least 1");
        }
        List<Measurement> measurements = new RecoverySuite(writes, fields, rounds, directory).run();
        for (int count : writes) {
            System.out.printf("%,d writes, %,d fields%n", count, fields);
            System.out.println(FigureTable.of(measurements.stream()
                    .filter(each -> each.parameters().get("writes").equals(count))
                    .toList()));
        }
        if (json != null) {
            Figures.write(json, measurements);
        }
        return 0;
    }
}
