package io.entangle.pubsub.command;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One of the commands, with what it reads from and writes to. */
abstract class Subcommand implements Callable<Integer> {
    static final int DONE = 0;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final InputStream in() {
        return ((EntangleCommand) spec.root().userObject()).in();
    }

    /** {@return who says on standard error what is being done, if that is wanted} */
    final Consumer<String> progress(boolean wanted, String prefix) {
        return what -> {
            if (wanted) {
                err().println(prefix + what);
                err().flush();
            }
        };
    }

    final ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Fails if what was printed could not be written, to a full disk for one. */
    final int printed() {
        if (out().checkError()) {
            throw new CommandFailure(CommandFailure.FAILED, "what was to be printed could not be written");
        }
        return DONE;
    }
}
