package io.entangle.bench;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How often, and on which disk, something is measured. */
final class Rounds {
    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often, after one time to warm up (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "On which disk (default: that of the working directory).")
    private Path directory;

    int count() {
        return count;
    }

    Path directory() {
        return directory;
    }

    /** Refuses a number that is not positive. */
    void check(CommandSpec spec, String what, Iterable<Integer> numbers) {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "rounds are at least 1, not " + count);
        }
        for (int number : numbers) {
            if (number < 1) {
                throw new ParameterException(spec.commandLine(), what + " are at least 1, not " + number);
            }
        }
    }
}
