package io.entangle.examples;

import io.entangle.atom.Atom;
import io.entangle.pubsub.bus.AtomPublisher;
import io.entangle.pubsub.bus.AtomSubscriber;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/**
 * Between the parts of one process, an atom travels on the event bus of Vert.x: the subscriber holds the very object the
 * publisher's atom holds, and changes the atom by sending the function.
 */
@Command(
        name = "local-bus",
        description = "Parts of one process share an atom on the Vert.x event bus, by reference.",
        mixinStandardHelpOptions = true)
public final class LocalBus implements Callable<Integer> {
    /** What the atom and the subscriber hold in the end. */
    record Outcome(Doc published, Doc subscribed) {
        boolean isSameObject() {
            return published == subscribed;
        }
    }

    /** The example. */
    public LocalBus() {}

    @Override
    public Integer call() {
        Outcome outcome = run();
        System.out.println("published   " + outcome.published());
        System.out.println("subscribed  " + outcome.subscribed());
        System.out.println(outcome.isSameObject() ? "and it is the same object" : "but it is another object");
        return outcome.isSameObject() ? 0 : 1;
    }

    /** {@return what the atom and the subscriber hold after each has changed the atom} */
    static Outcome run() {
        Vertx vertx = Vertx.vertx();
        AtomPublisher<Doc> publisher = null;
        try {
            Atom<Doc> state = Atom.of(Doc.of("visits", 0));
            publisher = AtomPublisher.of(vertx, "state", state).start();

            AtomSubscriber<Doc> copy = AtomSubscriber.of(vertx, "state");
            copy.onUpdate((before, after) -> System.out.println(before + " -> " + after));
            await(copy.start());

            state.swap(doc -> doc.with("open", true));
            await(copy.swap(doc -> doc.update("visits", n -> (long) n + 1)));
            return new Outcome(state.get(), copy.get());
        } finally {
            if (publisher != null) {
                publisher.stop();
            }
            vertx.close();
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("nothing came within 30 seconds", e);
        }
    }
}
