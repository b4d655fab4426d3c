package io.entangle.pubsub.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.entangle.atom.Atom;
import io.entangle.delta.Op;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BusIT {
    private Vertx vertx;
    private Atom<Doc> atom;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        atom = Atom.of(Doc.of("n", 0));
    }

    @AfterEach
    void close() {
        join(vertx.close());
    }

    private static <R> R join(Future<R> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private AtomSubscriber<Doc> subscriber() {
        return join(AtomSubscriber.<Doc>of(vertx, "state").start());
    }

    @Test
    void change_isSeenByReference_inOrder() {
        AtomPublisher<Doc> publisher = AtomPublisher.of(vertx, "state", atom).start();
        AtomSubscriber<Doc> subscriber = subscriber();
        List<Doc> before = new CopyOnWriteArrayList<>();
        List<Doc> after = new CopyOnWriteArrayList<>();
        subscriber.onUpdate((old, now) -> {
            before.add(old);
            after.add(now);
        });

        for (int i = 1; i <= 1000; i++) {
            int n = i;
            atom.swap(doc -> doc.with("n", n));
        }

        await().until(() -> subscriber.version().number() == 1000);
        assertThat(subscriber.get()).isSameAs(atom.get());
        assertThat(after).hasSize(1000);
        for (int i = 1; i < after.size(); i++) {
            assertThat(before.get(i)).isSameAs(after.get(i - 1));
        }
        publisher.stop();
    }

    @Test
    void start_late_hasTheNewestValue() {
        AtomPublisher.of(vertx, "state", atom).start();
        atom.swap(doc -> doc.with("n", 7));

        assertThat(subscriber().get()).isEqualTo(Doc.of("n", 7));
    }

    @Test
    void start_beforeThePublisher_waitsForIt() {
        AtomSubscriber<Doc> subscriber = AtomSubscriber.of(vertx, "state");
        Future<AtomSubscriber<Doc>> started = subscriber.start();
        assertThat(started.isComplete()).isFalse();
        assertThatThrownBy(subscriber::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"state\"");

        AtomPublisher.of(vertx, "state", atom).start();

        assertThat(join(started).get()).isSameAs(atom.get());
    }

    @Test
    void missedMessages_areCaughtUpByTheAnnouncedHead() {
        AtomPublisher.of(vertx, "state", atom)
                .announcingEvery(Duration.ofMillis(50))
                .start();
        AtomSubscriber<Doc> subscriber = subscriber();
        // a message lost on the bus: an interceptor swallows everything while it is there
        io.vertx.core.Handler<io.vertx.core.eventbus.DeliveryContext<Object>> swallow = context -> {};
        vertx.eventBus().addInboundInterceptor(swallow);
        atom.swap(doc -> doc.with("n", 1));
        atom.swap(doc -> doc.with("n", 2));
        assertThat(subscriber.get()).isEqualTo(Doc.of("n", 0));

        vertx.eventBus().removeInboundInterceptor(swallow);

        await().until(() -> subscriber.get() == atom.get());
    }

    @Test
    void swap_atTheSubscriber_changesTheAtom() {
        AtomPublisher.of(vertx, "state", atom).start();
        AtomSubscriber<Doc> a = subscriber();
        AtomSubscriber<Doc> b = subscriber();

        Future<?> all = Future.all(java.util.stream.IntStream.range(0, 500)
                .mapToObj(i -> (i % 2 == 0 ? a : b).swap(doc -> doc.update("n", n -> (long) n + 1)))
                .toList());
        join(all);

        assertThat(atom.get()).isEqualTo(Doc.of("n", 500));
        await().until(() -> a.get() == atom.get() && b.get() == atom.get());
    }

    @Test
    void swap_refusedByAValidator_failsWithTheReason() {
        Atom<Doc> stock = Atom.builder(AtomType.doc())
                .validator(doc -> doc.get("n", Long.class) < 0 ? "not below zero" : null)
                .build(Doc.of("n", 0));
        AtomPublisher.of(vertx, "state", stock).start();

        assertThatThrownBy(() -> join(subscriber().swap(doc -> doc.with("n", -1))))
                .hasMessageContaining("not below zero");
        assertThat(stock.version()).isZero();
    }

    @Test
    void update_carriesIdVersionTimestampAndDelta() {
        List<AtomUpdate<Doc>> updates = new CopyOnWriteArrayList<>();
        vertx.eventBus().<AtomUpdate<Doc>>localConsumer("orders/state", message -> updates.add(message.body()));
        AtomPublisher.of(vertx, "state", atom).onChannel("orders").start();

        atom.swap(doc -> doc.with("n", 1));

        await().until(() -> updates.size() == 2);
        AtomUpdate<Doc> update = updates.get(1);
        assertThat(update.atomId()).isEqualTo("state");
        assertThat(update.from()).isZero();
        assertThat(update.version().number()).isEqualTo(1);
        assertThat(update.timestamp()).isGreaterThan(updates.get(0).timestamp());
        assertThat(update.delta().ops()).containsExactly(new Op.Put(Path.of("n"), 1L));
    }

    @Test
    void stop_endsUpdates() {
        AtomPublisher<Doc> publisher = AtomPublisher.of(vertx, "state", atom).start();
        AtomSubscriber<Doc> subscriber = subscriber();

        publisher.stop();
        atom.swap(doc -> doc.with("n", 1));
        AtomSubscriber<Doc> late = AtomSubscriber.of(vertx, "state");

        assertThat(late.start().isComplete()).isFalse();
        assertThat(subscriber.get()).isEqualTo(Doc.of("n", 0));
    }

    @Test
    void publisherReplaced_subscriberFollowsTheNewOne() {
        AtomPublisher<Doc> first = AtomPublisher.of(vertx, "state", atom).start();
        atom.swap(doc -> doc.with("n", 5));
        AtomSubscriber<Doc> subscriber = subscriber();
        first.stop();

        Atom<Doc> other = Atom.of(Doc.of("other", true));
        AtomPublisher.of(vertx, "state", other).start();

        await().until(() -> subscriber.get() == other.get());
    }
}
