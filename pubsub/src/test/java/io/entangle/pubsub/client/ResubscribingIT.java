package io.entangle.pubsub.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.OutOfSequence;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.replica.ToReplica.Update;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client makes of what arrives before the answer, when it must subscribe again. */
final class ResubscribingIT {
    private static final long EPOCH = 7;
    private static final HybridTimestamp TIME = new HybridTimestamp(1, 0, new SiteId(1));

    private Vertx vertx;
    private ScriptedHub hub;
    private HubClient client;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        hub = new ScriptedHub(vertx);
        client = HubClient.connect(vertx, hub.mountPoint());
    }

    @AfterEach
    void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Doc n(int n) {
        return Doc.of("n", n);
    }

    private static Frame snapshot(int handle, String atom) {
        return new Frame.Subscribed(handle, atom, new Snapshot(false, new Version(EPOCH, 1), TIME, 0, List.of(), n(1)));
    }

    private static ToReplica update(int from, int to) {
        return new Update(from, to, TIME, Delta.diff(n(from), n(to)));
    }

    private static Frame resumed(int handle, String atom, int from, int to) {
        return new Frame.Subscribed(
                handle,
                atom,
                new Resumed(new Version(EPOCH, from), to, TIME, 0, List.of(), Delta.diff(n(from), n(to))));
    }

    private Replica<Doc> replica(int handle, String atom) throws InterruptedException {
        Future<Replica<Doc>> ready = client.subscribe(atom, AtomType.doc());
        assertThat(((Frame.Subscribe) hub.receive()).atom()).isEqualTo(atom);
        hub.send(snapshot(handle, atom));
        return ready.toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void updateBeforeTheAnswer_isLeftAlone_soThatTheAnswerFits() throws InterruptedException {
        Replica<Doc> replica = replica(1, "a");

        hub.send(new Frame.Told(1, new OutOfSequence(1)));
        hub.send(new Frame.Told(1, update(1, 2)));
        Version known = ((Frame.Subscribe) hub.receive()).request().known();
        hub.send(resumed(1, "a", 1, 3));
        hub.send(new Frame.Told(1, update(3, 4)));

        assertThat(known).isEqualTo(new Version(EPOCH, 1));
        assertThat(hub.isSilent()).as("it does not subscribe once more").isTrue();
        assertThat(replica.get()).isEqualTo(n(4));
    }

    @Test
    void oneReplica_mustSubscribeAgain_allDo() throws InterruptedException {
        replica(1, "a");
        replica(2, "b");

        hub.send(new Frame.Told(1, new OutOfSequence(1)));

        List<Frame> asked = ((Frame.Batch) hub.receive()).frames();
        assertThat(asked).extracting(frame -> ((Frame.Subscribe) frame).atom()).containsExactly("a", "b");
    }
}
