package io.entangle.examples;

import io.entangle.atom.Atom;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import org.eclipse.collections.api.factory.Maps;
import org.eclipse.collections.api.map.ImmutableMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The example of the README. */
@Command(
        name = "quickstart",
        description = "The README's example: an atom at a hub, a replica of it, and records.",
        mixinStandardHelpOptions = true)
public final class Quickstart implements Callable<Integer> {
    /** A thing to do. */
    record Todo(String text, boolean done) {}

    /** Things to do, by their ids. */
    record Board(String title, ImmutableMap<String, Todo> todos) {
        Board with(String id, Todo todo) {
            return new Board(title, todos.newWithKeyValue(id, todo));
        }
    }

    /** What the hub holds in the end. */
    record Outcome(Doc state, Board board) {}

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The hub's port; any free one by default.")
    private int port;

    /** The example. */
    public Quickstart() {}

    @Override
    public Integer call() {
        Outcome outcome = run(port);
        System.out.println("at the hub: " + outcome.state() + " and " + outcome.board());
        return 0;
    }

    /** {@return what the hub holds in the end} */
    static Outcome run(int port) {
        Vertx vertx = Vertx.vertx();
        try {
            // tag::quickstart[]
            // The hub's process: an atom lives here.
            Hub hub = Hub.builder(vertx).listen(port);
            Atom<Doc> state = hub.atom("app-state", Doc.of("count", 0));
            state.watch("log", (before, after) -> System.out.println("hub: " + before + " -> " + after));

            // Any other process: a replica of it, to be read, watched and written like the atom itself.
            HubClient client = HubClient.connect(vertx, "ws://localhost:" + hub.port() + "/entangle");
            Replica<Doc> copy = client.replica("app-state");
            copy.watch("ui", (before, after) -> System.out.println("copy: " + before + " -> " + after));

            copy.swap(doc -> doc.with("title", "Groceries")); // visible here at once, everywhere soon
            state.swap(doc -> doc.update("count", n -> (long) n + 1)); // at the same time: both changes stay

            // Plain records replicate field by field as well.
            AtomType<Board> boards = AtomType.of(Board.class);
            Atom<Board> board = hub.atom("board", boards, new Board("Groceries", Maps.immutable.empty()));
            client.replica("board", boards).swap(b -> b.with("milk", new Todo("Milk", false)));
            // end::quickstart[]
            Doc end = Cells.await(
                    state, doc -> doc.has("title") && doc.get("count").equals(1L));
            Cells.await(copy, end::equals);
            Outcome outcome = new Outcome(end, Cells.await(board, b -> b.todos().notEmpty()));
            client.close();
            hub.close();
            return outcome;
        } finally {
            vertx.close();
        }
    }
}
