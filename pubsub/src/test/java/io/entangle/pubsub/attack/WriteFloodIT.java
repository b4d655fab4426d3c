package io.entangle.pubsub.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.journal.Journal;
import io.entangle.journal.MemoryJournal;
import io.entangle.pubsub.hub.Hub;
import io.entangle.pubsub.hub.Limits;
import io.entangle.pubsub.hub.RateLimits;
import io.entangle.pubsub.hub.RawClient;
import io.entangle.pubsub.hub.WriteLimits;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes that come faster than they are written down: their client is not read on, and others are. */
final class WriteFloodIT {
    private static final int MOST = 8;
    private static final int WRITES = 200;

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final Hub hub = Hub.builder(vertx)
            .journal(stuckJournal())
            .limits(Limits.DEFAULT
                    .withRates(RateLimits.DEFAULT
                            .withMessages(1_000_000, 1_000_000)
                            .withBytes(100_000_000, 100_000_000))
                    .withWrites(WriteLimits.DEFAULT.withMaxUnanswered(MOST)))
            .listen(0);

    @AfterEach
    void close() {
        stuck.countDown();
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A journal that appends nothing until it is let go on. */
    private Journal stuckJournal() {
        Journal kept = new MemoryJournal();
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (self, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        stuck.await();
                    }
                    try {
                        return method.invoke(kept, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Frame write(int handle, int sequence) {
        Delta delta = Delta.of(
                new Edit.MapEdit(PersistentMap.<String, Edit>empty().with("k" + sequence, Edit.put((long) sequence))));
        return new Frame.Write(
                handle,
                new ToAuthority.Write(
                        sequence, 0, new HybridTimestamp(sequence, 0, new SiteId(0)), new Intent.Edits(delta)));
    }

    private RawClient welcome(String name) throws Exception {
        RawClient client = new RawClient(vertx, hub.port());
        client.send(new Frame.Hello(1, name, new SiteId(name.length())));
        assertThat(client.receive()).isInstanceOf(Frame.Welcome.class);
        return client;
    }

    private static int subscribe(RawClient client) throws InterruptedException {
        client.send(new Frame.Subscribe("a", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
        return ((Frame.Subscribed) client.receive()).handle();
    }

    @Test
    void writes_moreThanAreWrittenDown_areLeftUnread_andAllTakenInTheEnd() throws Exception {
        Atom<Doc> atom = hub.atom("a", Doc.of());
        try (RawClient flood = welcome("flood");
                RawClient other = welcome("another")) {
            int handle = subscribe(flood);
            for (int i = 1; i <= WRITES; i++) {
                flood.send(write(handle, i));
            }
            flood.send(new Frame.Ping());

            for (int i = 0; i < 50; i++) {
                other.send(new Frame.Ping());
                assertThat(other.receive()).isInstanceOf(Frame.Pong.class);
            }
            assertThat(flood.hasReceived())
                    .as("what stands behind its writes is not read")
                    .isFalse();
            stuck.countDown();

            int accepted = 0;
            boolean isPonged = false;
            while (accepted < WRITES || !isPonged) {
                Frame frame = flood.receive();
                isPonged |= frame instanceof Frame.Pong;
                if (frame instanceof Frame.Told told && told.message() instanceof ToReplica.Accepted) {
                    accepted++;
                }
            }
            assertThat(atom.get().size()).isEqualTo(WRITES);
        }
    }

    @Test
    void writes_fewerThanThat_leaveTheConnectionRead() throws Exception {
        hub.atom("a", Doc.of());
        try (RawClient client = welcome("few")) {
            int handle = subscribe(client);
            for (int i = 1; i < MOST; i++) {
                client.send(write(handle, i));
            }
            client.send(new Frame.Ping());

            assertThat(client.receive()).isInstanceOf(Frame.Pong.class);
        }
    }
}
