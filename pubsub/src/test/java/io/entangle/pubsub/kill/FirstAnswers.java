package io.entangle.pubsub.kill;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Measures how long it takes from the start of a hub's process until it answers a subscription with a value. */
final class FirstAnswers implements HubConnection.Peer, AutoCloseable {
    private final List<Double> tookMs = new ArrayList<>();
    private final HubConnection connection;
    private long startedNanos;
    private boolean isAnswered = true;

    FirstAnswers(Vertx vertx, int port) {
        connection = new HubConnection(vertx, port, "first", new SiteId(1), this);
        connection.open();
    }

    @Override
    public List<Frame.Subscribe> subscriptions() {
        return List.of(
                new Frame.Subscribe(Accounts.A, new ToAuthority.Subscribe(null, 1, new Delivery(false, 10_000))));
    }

    @Override
    public synchronized void received(List<Frame> frames) {
        if (!isAnswered && frames.stream().anyMatch(Frame.Subscribed.class::isInstance)) {
            isAnswered = true;
            tookMs.add((System.nanoTime() - startedNanos) / 1e6);
        }
    }

    /** A process is being started. */
    synchronized void started() {
        isAnswered = false;
        startedNanos = System.nanoTime();
    }

    /** {@return how long a part of the lives took at most, in milliseconds} */
    synchronized long ms(double part) {
        double[] sorted = tookMs.stream().mapToDouble(ms -> ms).sorted().toArray();
        return sorted.length == 0 ? 0 : Math.round(sorted[(int) Math.ceil(part * sorted.length) - 1]);
    }

    synchronized int count() {
        return tookMs.size();
    }

    @Override
    public void close() {
        connection.close();
    }
}
