package io.entangle.pubsub.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints how an atom's versions were made. */
@Command(
        name = "history",
        description =
                "Prints a line for each version of an atom, oldest first: its number, when it was taken in, who made it,"
                        + " and what it changed; -PATH is what it took out.",
        footerHeading = "%nExamples:%n",
        footer = {"  entangle history app-state --from 100", "  entangle history app-state --json > history.jsonl"})
final class HistoryCommand extends Subcommand {
    @Mixin
    private HubAddress hub = new HubAddress();

    @Parameters(paramLabel = "ID", description = "The atom's id.")
    private String id = "";

    @Option(names = "--from", paramLabel = "N", description = "The first version; the oldest that is kept by default.")
    private @Nullable Long from;

    @Option(names = "--to", paramLabel = "N", description = "The last version; the newest by default.")
    private @Nullable Long to;

    @Option(names = "--limit", paramLabel = "N", description = "How many at most; all by default.")
    private @Nullable Long limit;

    @Option(names = "--json", description = "Each line is JSON, with the change as a JSON Patch.")
    private boolean json;

    @Override
    public Integer call() {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        add(query, "from", from);
        add(query, "to", to);
        add(query, "limit", limit);
        try (Stream<String> lines = new HubRequests(hub).lines(HubRequests.atom(id) + "/history" + query)) {
            for (Iterator<String> each = lines.iterator(); each.hasNext() && !out().checkError(); ) {
                String line = each.next();
                out().println(json ? line : shown(line));
            }
        } catch (UncheckedIOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "the history broke off: what was printed is not all of it", e);
        }
        return printed();
    }

    private static void add(StringJoiner query, String name, @Nullable Long value) {
        if (value != null) {
            query.add(name + "=" + value);
        }
    }

    private static String shown(String line) {
        JsonNode entry;
        try {
            entry = Json.TREES.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        List<String> paths = new ArrayList<>();
        for (JsonNode change : entry.path("patch")) {
            paths.add(Changes.shown(
                    change.path("path").asText(), change.path("op").asText().equals("remove")));
        }
        String author = entry.path("author").asText();
        return entry.path("version").asText() + " " + entry.path("time").asText() + " "
                + (author.isEmpty() ? "-" : author) + " "
                + (entry.has("patch") ? Changes.joined(paths) : "(nests too deep to be shown; --json does)");
    }
}
