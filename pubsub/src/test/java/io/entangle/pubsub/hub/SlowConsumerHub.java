package io.entangle.pubsub.hub;

import io.entangle.atom.Atom;
import io.entangle.value.Doc;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A hub in a process of its own, whose one atom it changes at a rate when it is told "run", a number of changes and a
 * rate per second. Meanwhile it says, every 500 ms, how much memory is in use after a garbage collection.
 */
final class SlowConsumerHub {
    private static final int TICK_MS = 1;
    private static final int SAMPLE_MS = 500;
    private static final int TEXT_CHARS = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final Hub hub;
    private final Atom<Doc> atom;
    private int n;

    private SlowConsumerHub() {
        // A socket nobody reads from can't answer a heartbeat; that it is closed for that is another test's subject.
        HubOptions options = HubOptions.DEFAULT.withHeartbeat(Duration.ofHours(1), Duration.ofHours(1));
        hub = Hub.builder(vertx).options(options).listen(0);
        atom = hub.atom("state", Doc.of("n", 0, "text", ""));
    }

    public static void main(String[] arguments) throws Exception {
        SlowConsumerHub running = new SlowConsumerHub();
        System.out.println("port " + running.hub.port());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            running.run(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            System.out.println("done " + running.atom.version());
        }
        running.end();
    }

    private void run(int changes, int perSecond) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        long began = System.nanoTime();
        int before = n;
        ScheduledExecutorService timers = Executors.newScheduledThreadPool(2);
        timers.scheduleAtFixedRate(
                () -> {
                    long due = Math.min(changes, (System.nanoTime() - began) * perSecond / 1_000_000_000L);
                    while (n - before < due) {
                        change();
                    }
                    if (due == changes) {
                        done.countDown();
                    }
                },
                TICK_MS,
                TICK_MS,
                TimeUnit.MILLISECONDS);
        timers.scheduleAtFixedRate(
                () -> sample((System.nanoTime() - began) / 1_000_000), SAMPLE_MS, SAMPLE_MS, TimeUnit.MILLISECONDS);
        done.await();
        timers.shutdownNow();
        timers.awaitTermination(1, TimeUnit.MINUTES);
    }

    /** About a kilobyte of the document is another afterwards. */
    private void change() {
        n++;
        String word = n + " ";
        String text = word.repeat(TEXT_CHARS / word.length());
        atom.swap(doc -> doc.with("n", n).with("text", text));
    }

    private static void sample(long ms) {
        System.gc();
        long heap = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage afterCollection = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && afterCollection != null) {
                heap += afterCollection.getUsed();
            }
        }
        System.out.println("sample " + ms + " " + heap + " " + PlatformDependent.usedDirectMemory());
    }

    private void end() throws IOException {
        hub.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
