package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.clock.SiteId;
import io.entangle.pubsub.hub.Follower.Seen;
import io.entangle.pubsub.processes.JavaProcess;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.replica.Delivery;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A hub in a process of its own with little memory, 100 subscribers, 1,000 changes of a kilobyte per second. First all
 * subscribers read; then one of them stops reading; at last it reads again. How long it stops is {@code -Dslow.seconds},
 * 8 by default.
 */
@Tag("load")
final class SlowConsumerLoadIT {
    private static final int SECONDS = Integer.getInteger("slow.seconds", 8);
    private static final int OTHERS = 99;
    private static final int PER_SECOND = 1_000;

    /** A queue for the stalled subscriber would grow by a megabyte in a second. */
    private static final double FLAT_BYTES_PER_SECOND = 100_000;

    /** Not below a segment of the loopback interface, 64 KiB: TCP would then go on only when its timer runs out. */
    private static final int RECEIVE_BUFFER_BYTES = 256 * 1024;

    /**
     * The kernel may have dropped a segment when the stall took hold; TCP then sends it again at intervals that double up
     * to this, and does not notice that there is room again any sooner.
     */
    private static final Duration LONGEST_RETRANSMISSION = Duration.ofSeconds(121);

    /** Each garbage collection compacts all of the heap; by default, every fourth does, and dead objects are counted. */
    private static final List<String> LITTLE_MEMORY =
            List.of("-Xmx128m", "-XX:MaxDirectMemorySize=64m", "-XX:MarkSweepAlwaysCompactCount=1");

    private record Sample(double seconds, long heapBytes, long directBytes) {}

    private final List<Follower> others = new ArrayList<>();
    private Vertx vertx;
    /** Held on to: Vert.x closes the sockets of a client that nobody refers to. */
    private WebSocketClient sockets;

    private JavaProcess hub;
    private RawClient stalled;
    private Doc shown = Doc.of();
    private long shownVersion;

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        hub = JavaProcess.start(LITTLE_MEMORY, SlowConsumerHub.class);
        int port = Integer.parseInt(hub.expect("port"));
        sockets = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(OTHERS));
        for (int i = 0; i < OTHERS; i++) {
            others.add(Follower.connect(sockets, port, "follower-" + i)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join());
        }
        stalled = new RawClient(vertx, port, new WebSocketClientOptions().setReceiveBufferSize(RECEIVE_BUFFER_BYTES));
        stalled.send(new Frame.Hello(Protocol.VERSION, "stalled", new SiteId(1)));
        stalled.receive();
        stalled.send(new Frame.Subscribe("state", new ToAuthority.Subscribe(null, 1, Delivery.LATEST)));
        shown = ((ToReplica.Snapshot) ((Frame.Subscribed) stalled.receive()).opening()).value();
    }

    @AfterEach
    void close() throws Exception {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void oneOfAHundredSubscribersStalls_costsNoMemory_disturbsNobody_andEndsInOneDelta() throws Exception {
        run(Math.max(1, SECONDS / 8)); // until everything is compiled
        Phase reading = run(Math.max(2, SECONDS / 2));
        receiveUntil(reading.version);
        stalled.pause();
        Phase stalling = run(SECONDS);
        stalled.resume();
        List<Update> updates = receiveUntil(stalling.version);

        report(reading, stalling, updates);
        for (Follower other : others) {
            assertThat(other.failure()).isEmpty();
            assertThat(other.value()).isEqualTo(others.get(0).value());
        }
        long half = (stalling.version - reading.version) / 2;
        assertThat(stalling.seen.widest()).isLessThan(half);
        // What was on its way when the stall took hold, and then one delta over all the rest. The buffers of its socket
        // hold
        // up to 5 MB, which is more than half of the changes that are made in 8 s.
        Update rest = updates.get(updates.size() - 1);
        assertThat(rest.from()).isLessThan(stalling.version - half / 4);
        assertThat(rest.to()).isEqualTo(stalling.version);
        assertThat(shown).isEqualTo(others.get(0).value());
        assertThat(slopeOfSecondHalf(stalling.samples))
                .as("bytes a second, of %s", stalling.samples)
                .isLessThan(FLAT_BYTES_PER_SECOND);
    }

    private record Phase(int changes, long version, List<Sample> samples, Seen seen) {}

    /** Has the hub change its atom for some seconds, and waits until all who read have the last change. */
    private Phase run(int seconds) throws Exception {
        others.forEach(Follower::seenUntilNow);
        int changes = seconds * PER_SECOND;
        hub.say("run " + changes + " " + PER_SECOND);
        List<Sample> samples = new ArrayList<>();
        String line = hub.next(Duration.ofSeconds(30));
        while (line.startsWith("sample ")) {
            String[] words = line.split(" ");
            samples.add(new Sample(Long.parseLong(words[1]) / 1e3, Long.parseLong(words[2]), Long.parseLong(words[3])));
            line = hub.next(Duration.ofSeconds(30));
        }
        long version = Long.parseLong(line.substring("done ".length()));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> others.stream().allMatch(other -> other.version() == version));
        return new Phase(
                changes,
                version,
                samples,
                Seen.of(others.stream().map(Follower::seenUntilNow).toList()));
    }

    /** Applies what the slow subscriber receives, until it shows a version. */
    private List<Update> receiveUntil(long version) throws Exception {
        List<Update> updates = new ArrayList<>();
        while (shownVersion < version) {
            Update update = (Update) ((Frame.Told) stalled.receive(LONGEST_RETRANSMISSION)).message();
            assertThat(update.from()).isEqualTo(shownVersion);
            shown = update.delta().apply(shown);
            shownVersion = update.to();
            updates.add(update);
        }
        return updates;
    }

    /**
     * The median of the slopes between any two samples of the second half (Theil and Sen): a sample at which much was on
     * its way to the others does not count for more than one.
     */
    private static double slopeOfSecondHalf(List<Sample> samples) {
        List<Sample> half = samples.subList(samples.size() / 2, samples.size());
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < half.size(); i++) {
            for (int j = i + 1; j < half.size(); j++) {
                Sample first = half.get(i);
                Sample second = half.get(j);
                slopes.add((second.heapBytes - first.heapBytes) / (second.seconds - first.seconds));
            }
        }
        slopes.sort(null);
        return slopes.get(slopes.size() / 2);
    }

    private static void report(Phase reading, Phase stalling, List<Update> updates) {
        System.out.printf(
                Locale.ROOT,
                "slow consumer: %d changes in %d s; of the %d others, all reading -> one stalled:%n",
                stalling.changes,
                SECONDS,
                OTHERS);
        row("updates per subscriber and change", perChange(reading), perChange(stalling));
        row("age of an update, median ms", reading.seen.age(0.5), stalling.seen.age(0.5));
        row("age of an update, 99 % ms", reading.seen.age(0.99), stalling.seen.age(0.99));
        row("age of an update, most ms", reading.seen.age(1), stalling.seen.age(1));
        row("versions in one update, most", reading.seen.widest(), stalling.seen.widest());
        row("heap of the hub after GC, mean kB", heap(reading), heap(stalling));
        row("direct memory of the hub, most kB", direct(reading), direct(stalling));
        System.out.printf(
                Locale.ROOT,
                "  slope of the heap, second half of the stall: %.0f B/s over %d samples%n",
                slopeOfSecondHalf(stalling.samples),
                stalling.samples.size() - stalling.samples.size() / 2);
        Update rest = updates.get(updates.size() - 1);
        System.out.printf(
                Locale.ROOT,
                "  the stalled one then received %d updates that were on their way, and one over %d versions%n",
                updates.size() - 1,
                rest.to() - rest.from());
    }

    private static void row(String what, double reading, double stalling) {
        System.out.printf(
                Locale.ROOT, "  %-36s %10.2f -> %10.2f  (x %.2f)%n", what, reading, stalling, stalling / reading);
    }

    private static double perChange(Phase phase) {
        return (double) phase.seen.frames() / OTHERS / phase.changes;
    }

    private static double heap(Phase phase) {
        return phase.samples.stream().mapToLong(Sample::heapBytes).average().orElseThrow() / 1e3;
    }

    private static double direct(Phase phase) {
        return phase.samples.stream().mapToLong(Sample::directBytes).max().orElseThrow() / 1e3;
    }
}
