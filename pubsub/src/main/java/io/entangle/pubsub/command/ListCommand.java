package io.entangle.pubsub.command;

import io.entangle.value.Doc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints which atoms there are. */
@Command(
        name = "list",
        description = "Prints a line for each atom of the hub: its id and its version.",
        footerHeading = "%nExamples:%n",
        footer = {"  entangle list", "  entangle list --json | jq -r .id"})
final class ListCommand extends Subcommand {
    @Mixin
    private HubAddress hub = new HubAddress();

    @Option(names = "--json", description = "Each line is JSON, with the epoch as well.")
    private boolean json;

    @Override
    public Integer call() {
        HubRequests requests = new HubRequests(hub);
        Object after = "";
        while (after instanceof String last) {
            String query = last.isEmpty() ? "" : "&after=" + HubRequests.encoded(last);
            Doc page = Doc.parse(requests.get("/atoms?limit=1000" + query).body());
            for (Object atom : page.get("atoms", Doc.class).asList()) {
                Doc each = (Doc) atom;
                out().println(json ? each.toCanonicalJson() : each.get("id") + " " + each.get("version"));
            }
            after = page.get("next");
        }
        return printed();
    }
}
