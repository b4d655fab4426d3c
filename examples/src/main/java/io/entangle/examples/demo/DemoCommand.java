package io.entangle.examples.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The demo on the command line. */
@Command(
        name = "demo",
        description = "A hub and two replicas, in three JVM processes, follow the real edit history of a document.",
        footer = {
            "",
            "The replicas verify the SHA-256 of every revision they show, and write into the same atom while the hub"
                    + " does. Kill one of the processes, whose ids are printed, and see what happens.",
            "Exit code: 0 if all three were equal at the end, 1 if not, 2 for wrong arguments."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final double DEFAULT_RATE = 20;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_RATE,
            description = "Replay N revisions a second; ${DEFAULT-VALUE} by default.")
    private double rate = DEFAULT_RATE;

    @Option(
            names = "--fast",
            description = "Replay as fast as possible. Revisions made while a replica is busy reach it taken together.")
    private boolean fast;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Fail if it takes so much longer than the rate asks for; ${DEFAULT-VALUE} by default.")
    private int timeoutSeconds = 60;

    @Option(
            names = "--silence",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "Fail if, once begun, nothing is heard for so long; ${DEFAULT-VALUE} by default.")
    private int silenceSeconds = 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The demo with what the command line says. */
    public DemoCommand() {}

    @Override
    public Integer call() {
        if (!(rate > 0 && rate <= 100_000)) {
            throw new ParameterException(
                    spec.commandLine(), "--rate must be more than 0 and at most 100000, but found " + rate);
        }
        if (timeoutSeconds < 1 || silenceSeconds < 1) {
            throw new ParameterException(spec.commandLine(), "--timeout and --silence must be at least 1 second");
        }
        return new Demo(
                        new Demo.Settings(
                                fast ? 0 : rate,
                                Duration.ofSeconds(timeoutSeconds),
                                Duration.ofSeconds(silenceSeconds)),
                        System.out)
                .run();
    }
}
