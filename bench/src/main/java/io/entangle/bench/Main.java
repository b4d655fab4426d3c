package io.entangle.bench;

import io.entangle.bench.connections.RunConnections;
import io.entangle.bench.datalog.RunDatalog;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmarks. */
@Command(
        name = "entangle-bench",
        description = "Benchmarks of Entangle.",
        mixinStandardHelpOptions = true,
        subcommands = Main.Run.class)
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Command(
            name = "run",
            description = "Measures, and prints a table.",
            mixinStandardHelpOptions = true,
            subcommands = {
                RunValues.class,
                RunW1.class,
                RunLists.class,
                RunJournal.class,
                RunRecovery.class,
                RunConnections.class,
                RunDatalog.class
            })
    static final class Run {}
}
