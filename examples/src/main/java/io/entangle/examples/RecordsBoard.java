package io.entangle.examples;

import io.entangle.atom.Atom;
import io.entangle.atom.Cell;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.hub.Hub;
import io.entangle.type.AtomType;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Callable;
import org.eclipse.collections.api.factory.Maps;
import org.eclipse.collections.api.map.ImmutableMap;
import picocli.CommandLine.Command;

/**
 * Plain records replicate field by field: two people change the same board at the same time, one its title and the other
 * a card, and neither change is lost. Nothing but the records is written for that.
 */
@Command(
        name = "records-board",
        description = "Plain Java records replicate field by field: two people change one board at the same time.",
        mixinStandardHelpOptions = true)
public final class RecordsBoard implements Callable<Integer> {
    private static final AtomType<Board> BOARD = AtomType.of(Board.class);

    /** How far a card is. */
    enum Stage {
        TODO,
        DOING,
        DONE
    }

    /** A piece of work. */
    record Card(String text, Stage stage) {
        Card at(Stage next) {
            return new Card(text, next);
        }
    }

    /** Cards by their ids. */
    record Board(String title, ImmutableMap<String, Card> cards) {
        Board titled(String next) {
            return new Board(next, cards);
        }

        Board with(String id, Card card) {
            return new Board(title, cards.newWithKeyValue(id, card));
        }

        Board moved(String id, Stage stage) {
            return with(id, cards.get(id).at(stage));
        }
    }

    /** The example. */
    public RecordsBoard() {}

    @Override
    public Integer call() {
        List<Board> all = run();
        System.out.println("hub        " + all.get(0));
        System.out.println("replica a  " + all.get(1));
        System.out.println("replica b  " + all.get(2));
        return all.stream().distinct().count() == 1 ? 0 : 1;
    }

    /** {@return what the hub and both replicas hold in the end} */
    static List<Board> run() {
        Vertx vertx = Vertx.vertx();
        try (Hub hub = Hub.builder(vertx).listen(0);
                HubClient a = HubClient.connect(vertx, address(hub));
                HubClient b = HubClient.connect(vertx, address(hub))) {
            Board empty = new Board("Untitled", Maps.immutable.empty());
            Atom<Board> atHub = hub.atom("board", BOARD, empty.with("milk", new Card("Buy milk", Stage.TODO)));
            Replica<Board> atA = a.replica("board", BOARD);
            Replica<Board> atB = b.replica("board", BOARD);
            atA.swap(board -> board.titled("Groceries"));
            atB.swap(board -> board.moved("milk", Stage.DONE).with("tea", new Card("Buy tea", Stage.DOING)));
            return List.of(awaitBoth(atHub), awaitBoth(atA), awaitBoth(atB));
        } finally {
            vertx.close();
        }
    }

    private static String address(Hub hub) {
        return "ws://localhost:" + hub.port() + Hub.DEFAULT_MOUNT_POINT;
    }

    private static Board awaitBoth(Cell<Board> cell) {
        return Cells.await(
                cell,
                board -> board.title().equals("Groceries") && board.cards().containsKey("tea"));
    }
}
