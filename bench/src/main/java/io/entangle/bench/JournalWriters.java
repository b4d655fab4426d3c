package io.entangle.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/** Concurrent writers, each making its next write when the one before is on disk, for some seconds. */
final class JournalWriters {
    private final int count;
    private final int seconds;
    private final ConcurrentHistogram nanos = new ConcurrentHistogram(3);
    private long end;
    private long took;
    private volatile @Nullable Throwable failure;

    JournalWriters(int count, int seconds) {
        this.count = count;
        this.seconds = seconds;
    }

    void run(JournalSystem journal) throws InterruptedException {
        long began = System.nanoTime();
        end = began + seconds * 1_000_000_000L;
        if (journal instanceof JournalSystem.Telling telling) {
            runOnOneThread(telling);
        } else {
            runOnThreads((JournalSystem.Waiting) journal);
        }
        took = System.nanoTime() - began;
    }

    private void runOnThreads(JournalSystem.Waiting journal) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int writer = i;
            threads.add(new Thread(() -> {
                long before = System.nanoTime();
                for (long number = 1; before < end; number++) {
                    journal.write(writer, number);
                    before = acknowledged(before);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void runOnOneThread(JournalSystem.Telling journal) throws InterruptedException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch done = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                int writer = i;
                thread.execute(() -> writeNext(journal, writer, 1, System.nanoTime(), thread, done));
            }
            done.await();
            if (failure != null) {
                throw new IllegalStateException("a write failed", failure);
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private void writeNext(
            JournalSystem.Telling journal,
            int writer,
            long number,
            long before,
            Executor executor,
            CountDownLatch done) {
        if (before >= end) {
            done.countDown();
            return;
        }
        journal.begin(writer, number, executor).whenComplete((written, failed) -> {
            if (failed != null) {
                failure = failed;
                done.countDown();
            } else {
                writeNext(journal, writer, number + 1, acknowledged(before), executor, done);
            }
        });
    }

    private long acknowledged(long before) {
        long after = System.nanoTime();
        nanos.recordValue(after - before);
        return after;
    }

    double perSecond() {
        return nanos.getTotalCount() * 1e9 / took;
    }

    double micros(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e3;
    }
}
