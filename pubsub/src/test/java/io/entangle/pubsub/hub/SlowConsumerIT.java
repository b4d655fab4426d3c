package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.clock.SiteId;
import io.entangle.pubsub.client.HubClient;
import io.entangle.pubsub.client.Replica;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A subscriber that takes nothing is sent nothing, delays nobody, and then gets one delta to the newest version. */
final class SlowConsumerIT {
    private static final int CHANGES = 3_000;

    private Vertx vertx;
    private Hub hub;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        hub = Hubs.builder(vertx).listen(0);
    }

    @AfterEach
    void close() {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void stalledSubscriber_skipsToTheNewestVersion_othersAreUndisturbed() throws Exception {
        Atom<Doc> atom = hub.atom("state", Doc.of("n", 0, "text", ""));
        RawClient stalled = new RawClient(vertx, hub.port());
        stalled.send(new Frame.Hello(1, "stalled", new SiteId(1)));
        stalled.receive();
        stalled.send(new Frame.Subscribe("state", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
        Doc shown = ((ToReplica.Snapshot) ((Frame.Subscribed) stalled.receive()).opening()).value();
        HubClient client = HubClient.connect(vertx, "ws://127.0.0.1:" + hub.port() + "/entangle");
        Replica<Doc> quick = client.replica("state");

        stalled.pause();
        for (int i = 1; i <= CHANGES; i++) {
            int n = i;
            String text = String.valueOf(n).repeat(4_000);
            atom.swap(doc -> doc.with("n", n).with("text", text));
            // at the pace of the quick one, so that every change could be sent to both
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> quick.version().number() >= n - 5);
        }
        await().until(() -> quick.get() == quick.confirmed() && quick.version().number() == CHANGES);
        stalled.resume();

        int frames = 0;
        long version = 0;
        while (version < CHANGES) {
            Update update = (Update) ((Frame.Told) stalled.receive()).message();
            assertThat(update.from()).isEqualTo(version);
            shown = update.delta().apply(shown);
            version = update.to();
            frames++;
        }
        assertThat(shown).isEqualTo(atom.get()).isEqualTo(quick.get());
        // what fits into the socket's buffers, and one delta
        assertThat(frames).isLessThan(CHANGES / 4);
        stalled.close();
        client.close();
    }
}
