package io.entangle.examples;

import io.entangle.examples.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the examples; without arguments, the demo. */
@Command(
        name = "entangle-examples",
        description = "Entangle keeps immutable values alive and equal in many places. Without a command: the demo.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {
            DemoCommand.class,
            Quickstart.class,
            Counter.class,
            RecordsBoard.class,
            TodoList.class,
            Shop.class,
            Lessons.class,
            Members.class,
            Library.class,
            LocalBus.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    /**
     * Runs a command and, if it failed, exits with its code.
     *
     * @param args the command and its arguments
     */
    public static void main(String[] args) {
        int exitCode = run(args);
        System.out.flush();
        System.err.flush();
        if (exitCode != 0) {
            // Also within Maven's JVM, which has nothing else to do by then: its exit code tells the truth.
            System.exit(exitCode);
        }
    }

    static int run(String... args) {
        CommandLine commands = new CommandLine(new Main());
        return commands.execute(args.length == 0 ? new String[] {"demo"} : args);
    }
}
