package io.entangle.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long it takes to go on from a journal. */
@Command(
        name = "recovery",
        description = "Measures how long it takes until an atom is there again that was written to many times.",
        mixinStandardHelpOptions = true)
final class RunRecovery implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Option(
            names = "--writes",
            split = ",",
            paramLabel = "N",
            description = "Numbers of writes (default: 10000,100000,1000000).")
    private List<Integer> writes = List.of(10_000, 100_000, 1_000_000);

    @Option(names = "--fields", paramLabel = "N", description = "Fields of the value (default: ${DEFAULT-VALUE}).")
    private int fields = 10_000;

    @Mixin
    private Rounds rounds = new Rounds();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        rounds.check(spec, "writes", writes);
        rounds.check(spec, "fields", List.of(fields));
        List<Measurement> measurements = new RecoverySuite(writes, fields, rounds.count(), rounds.directory()).run();
        output.printBy("writes", measurements);
        output.write(measurements);
        return 0;
    }
}
