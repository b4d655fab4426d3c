package io.entangle.pubsub.hub;

import io.entangle.atom.Atom;
import io.entangle.clock.Entropy;
import io.entangle.clock.TimeSource;
import io.entangle.pubsub.channel.Surroundings;
import io.entangle.pubsub.metrics.Meters;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** The hub as its channels see it. */
record HubSurroundings(HubCore hub) implements Surroundings {
    @Override
    public void run(Runnable task) {
        hub.run(task);
    }

    @Override
    public void after(long nanos, Runnable task) {
        hub.after(nanos, task);
    }

    @Override
    public <T> Future<T> blocking(Callable<T> task) {
        return hub.blocking(task);
    }

    @Override
    public void news() {
        hub.publisher().schedule();
    }

    @Override
    public Meters meters() {
        return hub.meters();
    }

    @Override
    public TimeSource time() {
        return hub.time();
    }

    @Override
    public Entropy entropy() {
        return hub.entropy();
    }

    @Override
    public Atom<Doc> host(String id) {
        return hub.hostInMemory(id, Atom.of(Doc.of()));
    }

    @Override
    public void withdraw(String id) {
        hub.withdraw(id);
    }
}
