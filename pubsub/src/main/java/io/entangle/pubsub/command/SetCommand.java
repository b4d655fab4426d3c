package io.entangle.pubsub.command;

import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.net.http.HttpResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes an atom's value, or a part of it. */
@Command(
        name = "set",
        description = "Writes an atom's value, and makes the atom if there is none. Prints the version it has then.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  entangle set app-state '{\"count\":0}'",
            "  entangle set app-state --path /count 42 --if-version 7",
            "  entangle set app-state @state.json",
            "  jq .state dump.json | entangle set app-state -",
            "",
            "A value that begins with a hyphen stands behind two: entangle set depth -- -5"
        })
final class SetCommand extends Subcommand {
    private static final int MANY_TRIES = 100;

    @Mixin
    private HubAddress hub = new HubAddress();

    @Mixin
    private Expected expected = new Expected();

    @Parameters(index = "0", paramLabel = "ID", description = "The atom's id.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "JSON", description = "The value: " + Input.FORMS + ".")
    private String value = "";

    @Option(
            names = "--path",
            paramLabel = "POINTER",
            converter = GetCommand.Pointer.class,
            description =
                    "Write only what stands there, a JSON Pointer. The map or list it stands in must be there; /- at"
                            + " the end is behind the last item of a list.")
    private Path path = Path.ROOT;

    @Override
    public Integer call() {
        HubRequests requests = new HubRequests(hub);
        String json = Input.read(value, in());
        HttpResponse<String> answer = path.length() == 0
                ? requests.write("PUT", HubRequests.atom(id), "application/json", json, expected.headers())
                : setPart(requests, part(json));
        out().println(Expected.written(answer));
        return printed();
    }

    private static Doc part(String json) {
        try {
            return Doc.parse(json);
        } catch (InvalidValueException e) {
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** A patch says whether something stands there, so it is made for one version, and again if others write meanwhile. */
    private HttpResponse<String> setPart(HubRequests requests, Doc part) {
        for (int tries = 1; ; tries++) {
            HttpResponse<String> now = requests.get(HubRequests.atom(id));
            boolean isThere = Doc.parse(now.body()).has(path);
            Doc patch = Doc.list(Doc.of("op", isThere ? "replace" : "add", "path", path.toString(), "value", part));
            String[] headers = expected.isAny()
                    ? new String[] {"If-Match", now.headers().firstValue("ETag").orElse("*")}
                    : expected.headers();
            try {
                return requests.write(
                        "PATCH", HubRequests.atom(id), "application/json-patch+json", patch.toCanonicalJson(), headers);
            } catch (CommandFailure e) {
                if (e.status() != CommandFailure.STALE || !expected.isAny() || tries == MANY_TRIES) {
                    throw e;
                }
            }
        }
    }
}
