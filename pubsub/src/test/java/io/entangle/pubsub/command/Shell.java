package io.entangle.pubsub.command;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Runs the command within this JVM. */
final class Shell {
    private Shell() {}

    /** What it came to, and what it printed, without the ends of the last lines. */
    record Result(int status, String out, String err) {}

    static Result run(String... arguments) {
        return runWith("", arguments);
    }

    static Result runWith(String input, String... arguments) {
        return runWith(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    static Result runWith(byte[] input, String... arguments) {
        InputStream in = new ByteArrayInputStream(input);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = EntangleCommand.commandLine(in, new PrintWriter(out), new PrintWriter(err))
                .execute(arguments);
        return new Result(status, out.toString().stripTrailing(), err.toString().stripTrailing());
    }
}
