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

/** Measures what it takes to keep a list of a collection in order. */
@Command(
        name = "lists",
        description = "Measures a live list of a collection beside evaluating it again, and a sorted set kept by hand.",
        mixinStandardHelpOptions = true)
final class RunLists implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "NAME",
            description = "live, tree-set, again, none (default: all).")
    private List<String> systems = ListSystem.ALL;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N",
            description = "How many records (default: 1000,10000,100000).")
    private List<Integer> sizes = List.of(1_000, 10_000, 100_000);

    @Option(
            names = "--limits",
            split = ",",
            paramLabel = "N",
            description = "How long the list is at most; 0 for all (default: 0,20).")
    private List<Integer> limits = List.of(0, 20);

    @Option(names = "--rounds", paramLabel = "N", description = "How often (default: ${DEFAULT-VALUE}).")
    private int rounds = 2;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, RunnerException {
        for (String system : systems) {
            require(
                    ListSystem.ALL.contains(system),
                    "unknown system '" + system + "', one of: " + String.join(", ", ListSystem.ALL));
        }
        for (int size : sizes) {
            require(size > 0, "at least 1 record, not " + size);
        }
        for (int limit : limits) {
            require(limit >= 0, "a limit is not negative, but found " + limit);
        }
        require(rounds > 0, "rounds are at least 1, not " + rounds);
        System.setProperty("jol.magicFieldOffset", "true"); // or JOL does not find the fields of records
        List<Measurement> measurements = new ListSuite(systems, sizes, limits, rounds).run();
        output.printBy("size", measurements);
        output.write(measurements);
        return 0;
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
