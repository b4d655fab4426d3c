package io.entangle.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what it takes to keep a copy of a document equal. */
@Command(
        name = "w1",
        description = "Measures bytes and times of many small updates of one document.",
        mixinStandardHelpOptions = true)
final class RunW1 implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Option(names = "--updates", paramLabel = "N", description = "How many writes (default: ${DEFAULT-VALUE}).")
    private int updates = 20_000;

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "NAME",
            description = "compact, cbor, json, json-patch (default: all).")
    private List<String> systems = W1System.ALL;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often to take the times; 0 for bytes alone (default: ${DEFAULT-VALUE}).")
    private int rounds = 2;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, RunnerException {
        for (String system : systems) {
            if (!W1System.ALL.contains(system)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "unknown system '" + system + "', one of: " + String.join(", ", W1System.ALL));
            }
        }
        if (updates < 2) {
            throw new ParameterException(spec.commandLine(), "at least 2 updates, not " + updates);
        }
        List<Measurement> measurements = new W1Suite(systems, updates, rounds).run();
        System.out.println(FigureTable.of(measurements));
        output.write(measurements);
        return 0;
    }
}
