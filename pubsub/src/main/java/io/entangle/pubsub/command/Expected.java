package io.entangle.pubsub.command;

import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which version a write wants to find, and what it came to. */
final class Expected {
    @Option(
            names = "--if-version",
            paramLabel = "N",
            description = "Only if the atom is at version N, else nothing is written and the status is 4.")
    private @Nullable Long version;

    boolean isAny() {
        return version == null;
    }

    /** {@return the headers that say so} */
    String[] headers() {
        return version == null ? new String[0] : new String[] {"If-Match", "\"" + version + "\""};
    }

    /** {@return the line that a write prints} */
    static String written(HttpResponse<String> answer) {
        return "version " + answer.headers().firstValue("Entangle-Version").orElse("?");
    }
}
