package io.entangle.bench.connections;

import io.entangle.bench.Measurement;
import io.entangle.bench.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what connections cost a hub. */
@Command(
        name = "connections",
        description = "Measures idle connections, one value told to many, and clients that all come back at once.",
        mixinStandardHelpOptions = true)
public final class RunConnections implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "NAME",
            description = "Which of idle, fan-out and storm (default: all).")
    private List<String> scenarios = List.of("idle", "fan-out", "storm");

    @Option(
            names = "--idle",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Idle connections (default: ${DEFAULT-VALUE}).")
    private int idle;

    @Option(
            names = "--idle-seconds",
            paramLabel = "N",
            defaultValue = "55",
            description = "For how long they are idle (default: ${DEFAULT-VALUE}: two heartbeats).")
    private int idleSeconds;

    @Option(
            names = "--subscribers",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Subscribers to one atom (default: ${DEFAULT-VALUE}).")
    private int subscribers;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description = "Its changes per second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "For how long, after as long to warm up (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Clients of a hub that is killed (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ConnectionsSuite suite = new ConnectionsSuite(rounds);
        if (scenarios.contains("idle")) {
            suite.idle(idle, idleSeconds);
        }
        if (scenarios.contains("fan-out")) {
            suite.fanOut(subscribers, rate, seconds);
        }
        if (scenarios.contains("storm")) {
            suite.storm(clients, Path.of("."));
        }
        List<Measurement> measurements = suite.measurements();
        output.print(measurements);
        output.write(measurements);
        return 0;
    }
}
