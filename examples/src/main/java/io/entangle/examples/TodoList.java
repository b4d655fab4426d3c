package io.entangle.examples;

import io.entangle.collection.Item;
import io.entangle.collection.ListChange;
import io.entangle.collection.ListEvent;
import io.entangle.collection.RecordCollection;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.hub.Hub;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * A collection of records: two people work off one list of things to do, and a third sees the three most urgent ones, as
 * rows that come, change, move and go.
 */
@Command(
        name = "todo-list",
        description = "A collection of records: things to do, and the most urgent of them as a list that keeps itself.",
        mixinStandardHelpOptions = true)
public final class TodoList implements Callable<Integer> {
    /** A thing to do; the more urgent, the less the number. */
    record Todo(String text, int urgency, boolean done) {
        Todo checked() {
            return new Todo(text, urgency, true);
        }

        Todo withUrgency(int other) {
            return new Todo(text, other, done);
        }
    }

    /**
     * What came of it.
     *
     * @param rows the rows as the third one's screen shows them in the end
     * @param told what the screen was told
     */
    record Outcome(List<Item<Todo>> rows, List<ListChange<Todo>> told) {}

    /** The ironing has been changed by both at the same time, one its urgency and the other its text. */
    private static final List<Item<Todo>> IN_THE_END = List.of(
            new Item<>("iron", new Todo("Iron the shirts", 0, false)),
            new Item<>("read", new Todo("Read a book", 4, false)));

    /** The example. */
    public TodoList() {}

    @Override
    public Integer call() {
        Outcome outcome = run();
        outcome.told().forEach(TodoList::print);
        System.out.println("in the end " + outcome.rows());
        return 0;
    }

    /** {@return what came of it} */
    static Outcome run() {
        Vertx vertx = Vertx.vertx();
        try (Hub hub = Hub.builder(vertx).listen(0);
                HubClient ann = HubClient.connect(vertx, address(hub));
                HubClient bob = HubClient.connect(vertx, address(hub));
                HubClient screen = HubClient.connect(vertx, address(hub))) {
            hub.collection("todos", Todo.class)
                    .saveAll(Map.of(
                            "milk", new Todo("Buy milk", 1, false),
                            "cat", new Todo("Feed the cat", 2, false),
                            "iron", new Todo("Iron", 3, false),
                            "read", new Todo("Read a book", 4, false)));
            RecordCollection<Todo> anns = ann.collection("todos", Todo.class);
            RecordCollection<Todo> bobs = bob.collection("todos", Todo.class);

            List<Item<Todo>> rows = new ArrayList<>();
            List<ListChange<Todo>> told = new ArrayList<>();
            CompletableFuture<Void> done = new CompletableFuture<>();
            RecordCollection<Todo> shown = screen.collection("todos", Todo.class);
            shown.where(todo -> !todo.done()).orderBy(Todo::urgency).limit(3).watch("rows", change -> {
                change.applyTo(rows);
                told.add(change);
                if (rows.equals(IN_THE_END)) {
                    done.complete(null);
                }
            });

            anns.update("cat", Todo::checked); // goes, and the book comes
            anns.update("iron", todo -> todo.withUrgency(0)); // moves to the top
            bobs.update("iron", todo -> new Todo("Iron the shirts", todo.urgency(), todo.done())); // at the same time
            bobs.delete("milk");
            done.orTimeout(30, TimeUnit.SECONDS).join();
            return new Outcome(List.copyOf(rows), List.copyOf(told));
        } finally {
            vertx.close();
        }
    }

    private static void print(ListChange<Todo> change) {
        for (ListEvent<Todo> event : change.events()) {
            if (event instanceof ListEvent.Added<Todo> added) {
                System.out.println(
                        "row " + added.index() + " comes: " + added.item().record());
            } else if (event instanceof ListEvent.Changed<Todo> changed) {
                System.out.println(
                        "row " + changed.from() + (changed.isMoved() ? " moves to " + changed.to() : " stays") + ": "
                                + changed.item().record());
            } else if (event instanceof ListEvent.Removed<Todo> removed) {
                System.out.println(
                        "row " + removed.index() + " goes: " + removed.item().record());
            }
        }
    }

    private static String address(Hub hub) {
        return "ws://localhost:" + hub.port() + Hub.DEFAULT_MOUNT_POINT;
    }
}
