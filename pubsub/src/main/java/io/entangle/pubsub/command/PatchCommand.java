package io.entangle.pubsub.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes an atom's value. */
@Command(
        name = "patch",
        description =
                "Changes an atom's value by a JSON Patch (RFC 6902) or a merge patch (RFC 7386), as a whole or not at"
                        + " all. Prints the version it has then.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  entangle patch app-state '[{\"op\":\"replace\",\"path\":\"/count\",\"value\":1}]'",
            "  entangle patch app-state --merge '{\"count\":1,\"title\":null}'"
        })
final class PatchCommand extends Subcommand {
    @Mixin
    private HubAddress hub = new HubAddress();

    @Mixin
    private Expected expected = new Expected();

    @Parameters(index = "0", paramLabel = "ID", description = "The atom's id.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "PATCH", description = "The patch: " + Input.FORMS + ".")
    private String patch = "";

    @Option(
            names = "--merge",
            description = "It is a merge patch: entries to be set, and null for those to be taken out.")
    private boolean merge;

    @Override
    public Integer call() {
        String type = merge ? "application/merge-patch+json" : "application/json-patch+json";
        out().println(Expected.written(new HubRequests(hub)
                .write("PATCH", HubRequests.atom(id), type, Input.read(patch, in()), expected.headers())));
        return printed();
    }
}
