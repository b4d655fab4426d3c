package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.atom.Transaction;
import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.delta.Delta;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An answer that shows what was changed together with another atom brings that one's change along. */
final class TogetherIT {
    private static final int CHANGES = 300;
    private static final String TEXT = "x".repeat(40_000);

    private Vertx vertx;
    private Hub hub;
    private RawClient client;
    private Atom<Doc> a;
    private Atom<Doc> b;
    private final Map<Integer, Long> versions = new HashMap<>();

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        hub = Hubs.builder(vertx).listen(0);
        a = hub.atom("a", Doc.of("n", 0));
        b = hub.atom("b", Doc.of("n", 0));
        client = new RawClient(vertx, hub.port());
        client.send(new Frame.Hello(1, "raw", new SiteId(1)));
        client.receive();
        client.send(subscribe("a", null));
        take(client.receive());
        client.send(subscribe("b", null));
        take(client.receive());
    }

    @AfterEach
    void close() {
        client.close();
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Frame.Subscribe subscribe(String atom, Version known) {
        return new Frame.Subscribe(atom, new ToAuthority.Subscribe(known, 1, Delivery.LATEST));
    }

    private static Frame.Write write(int handle, int n) {
        Delta delta = Delta.diff(Doc.of("n", 0), Doc.of("n", n));
        HybridTimestamp written = new HybridTimestamp(TimeSource.SYSTEM.millis(), 0, new SiteId(1));
        return new Frame.Write(
                handle, new ToAuthority.Write(1, Long.MAX_VALUE >>> 10, written, new Intent.Edits(delta)));
    }

    /** Which version of each atom the client has after a frame. Returns whether the frame answers something. */
    private boolean take(Frame frame) {
        if (frame instanceof Frame.Batch batch) {
            boolean answers = false;
            for (Frame each : batch.frames()) {
                answers |= take(each);
            }
            return answers;
        }
        if (frame instanceof Frame.Subscribed subscribed) {
            long version = subscribed.opening() instanceof Snapshot snapshot
                    ? snapshot.version().number()
                    : ((Resumed) subscribed.opening()).to();
            versions.put(subscribed.handle(), version);
            return true;
        }
        if (frame instanceof Frame.Told event && event.message() instanceof Update update) {
            versions.put(event.handle(), update.to());
        }
        return frame instanceof Frame.Told event && event.message() instanceof Accepted;
    }

    /** The client takes nothing while an atom changes, until the hub holds back what it has for it. */
    private void fallBehind(Atom<Doc> atom) {
        client.pause();
        for (int i = 1; i <= CHANGES; i++) {
            String text = i + TEXT;
            atom.swap(doc -> doc.with("text", text));
        }
    }

    private void takeUntilAnswered() throws InterruptedException {
        client.resume();
        while (!take(client.receive())) {
            // what was sent before the answer
        }
    }

    @Test
    void subscription_answeredToAClientThatIsBehind_bringsTheOthersAlong() throws InterruptedException {
        fallBehind(b);
        Transaction.run(tx -> {
            tx.swap(a, doc -> doc.with("n", -1));
            tx.swap(b, doc -> doc.with("n", 1));
            return null;
        });
        client.send(subscribe("a", null));

        takeUntilAnswered();

        assertThat(versions).containsEntry(1, a.version()).containsEntry(2, b.version());
    }

    @Test
    void group_answeredToAClientThatIsBehind_bringsItsVersionsAlong() throws InterruptedException {
        fallBehind(b);
        client.send(new Frame.Batch(List.of(write(1, -1), write(2, 1))));

        takeUntilAnswered();

        assertThat(a.get().get("n")).isEqualTo(-1L);
        assertThat(versions).containsEntry(1, a.version()).containsEntry(2, b.version());
    }
}
