package io.entangle.pubsub.command;

import io.entangle.journal.JournalException;
import io.entangle.pubsub.protocol.EntangleException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says in one line what went wrong. */
final class Failures {
    private Failures() {}

    /** Wrong arguments. */
    static int misused(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("entangle: " + oneLine(String.valueOf(e.getMessage())));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return CommandFailure.MISUSED;
    }

    /** Anything else. */
    static int failed(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println("entangle: " + oneLine(message(e)));
        boolean shows =
                command.getCommandSpec().root().userObject() instanceof EntangleCommand root && root.showsStacktrace();
        if (shows) {
            e.printStackTrace(err);
        }
        err.flush();
        return e instanceof CommandFailure failure ? failure.status() : CommandFailure.FAILED;
    }

    private static String message(Throwable e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof CommandFailure || e instanceof JournalException || e instanceof EntangleException) {
            return message;
        }
        if (e instanceof UncheckedIOException && e.getCause() != null) {
            return message(e.getCause());
        }
        return e instanceof IOException ? e.toString() : "this is a bug, see --stacktrace: " + e;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
