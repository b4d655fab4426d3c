package io.entangle.pubsub.client;

import static io.entangle.pubsub.client.HubAndClients.until;
import static io.entangle.pubsub.client.HubAndClients.untilEqual;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.pubsub.hub.HubOptions;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToReplica.FellBehind;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every version, or no more than so many a second. */
final class DeliveryIT {
    private final HubAndClients all =
            new HubAndClients(builder -> builder.options(HubOptions.DEFAULT.withRetainedVersions(100)));

    @AfterEach
    void close() {
        all.close();
    }

    private Replica<Doc> replica(Delivery delivery) {
        return all.client()
                .replica("a", AtomType.doc(), ReplicaOptions.<Doc>defaults().withDelivery(delivery));
    }

    private static long n(Doc doc) {
        return doc.get("n", Long.class);
    }

    @Test
    void everyVersion_isSeenOnceAndInOrder_howeverFastTheyAreMade() {
        Atom<Doc> atom = all.hub.atom("a", Doc.of("n", 0));
        Replica<Doc> replica = replica(Delivery.EVERY_VERSION);
        List<Long> seen = new CopyOnWriteArrayList<>();
        replica.watch("w", (before, after) -> seen.add(n(after)));

        for (int i = 0; i < 90; i++) {
            atom.swap(doc -> doc.with("n", n(doc) + 1));
        }
        untilEqual(atom, replica);

        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 90).boxed().toList());
    }

    @Test
    void everyVersion_awayForTooLong_isToldThatItFellBehind_andEndsEqual() {
        Atom<Doc> atom = all.hub.atom("a", Doc.of("n", 0));
        Replica<Doc> replica = replica(Delivery.EVERY_VERSION);
        List<FellBehind> told = new CopyOnWriteArrayList<>();
        replica.onFellBehind(told::add);
        atom.swap(doc -> doc.with("n", n(doc) + 1));
        untilEqual(atom, replica);

        for (int i = 0; i < 5_000; i++) {
            atom.swap(doc -> doc.with("n", n(doc) + 1));
        }

        untilEqual(atom, replica);
        assertThat(told)
                .isNotEmpty()
                .allSatisfy(missed -> assertThat(missed.to()).isGreaterThan(missed.from() + 1));
    }

    @Test
    void maxRate_skipsVersions_andEndsAtTheNewest() {
        Atom<Doc> atom = all.hub.atom("a", Doc.of("n", 0));
        Replica<Doc> limited = replica(Delivery.maxRate(5));
        Replica<Doc> unlimited = replica(Delivery.LATEST);
        List<Long> seen = new CopyOnWriteArrayList<>();
        limited.watch("w", (before, after) -> seen.add(n(after)));

        long begin = System.nanoTime();
        for (int i = 0; i < 60; i++) {
            atom.swap(doc -> doc.with("n", n(doc) + 1));
            untilEqual(atom, unlimited);
        }
        untilEqual(atom, limited);
        long intervals = (System.nanoTime() - begin) / 200_000_000L;

        assertThat((long) seen.size())
                .as("updates in %s intervals of 200 ms", intervals)
                .isLessThanOrEqualTo(intervals + 2);
        until(() -> seen.get(seen.size() - 1) == 60L);
    }
}
