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

/** Compares our immutable collections with those of other libraries. */
@Command(
        name = "values",
        description = "Compares the persistent map and vector with those of other libraries.",
        mixinStandardHelpOptions = true)
final class RunValues implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Option(names = "--quick", description = "Few and short samples, no more than 100000 entries: a first impression.")
    private boolean quick;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N",
            description = "How many entries (default: 10,1000,100000,1000000).")
    private List<Integer> sizes;

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "NAME",
            description = "entangle, kotlinx, scala, vavr, pcollections, eclipse (default: all).")
    private List<String> systems = Systems.ALL;

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "NAME",
            description = "Such as map-update, vector-diff, memory (default: all).")
    private List<String> scenarios = ValuesSuite.SCENARIOS;

    @Option(names = "--rounds", paramLabel = "N", description = "How often to go through all systems (default: 3).")
    private Integer rounds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, RunnerException {
        requireKnown("system", systems, Systems.ALL);
        requireKnown("scenario", scenarios, ValuesSuite.SCENARIOS);
        ValuesSuite suite =
                new ValuesSuite(scenarios, systems, sizesToRun(), rounds != null ? rounds : quick ? 2 : 3, quick);
        List<Measurement> measurements = suite.run();
        System.out.println(RatioTable.of(measurements));
        output.write(measurements);
        return 0;
    }

    private List<Integer> sizesToRun() {
        if (sizes != null) {
            return sizes;
        }
        return quick ? List.of(10, 1_000, 100_000) : List.of(10, 1_000, 100_000, 1_000_000);
    }

    private void requireKnown(String what, List<String> asked, List<String> known) {
        for (String name : asked) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "unknown " + what + " '" + name + "', one of: " + String.join(", ", known));
            }
        }
    }
}
