package io.entangle.journal;

import io.entangle.clock.TimeSource;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Drives a queue: the one thread that writes to its journal. */
final class JournalThread implements JournalDriver {
    /** How long to wait before a journal that can't be reached is tried again. */
    private static final long RETRY_MS = 250;

    /** How long the end of use waits for a journal that can't be reached. */
    private static final int LAST_TRIES = 20;

    /** How long to wait at most for what is about to be written. */
    private static final long MOST_PATIENCE_NANOS = 150_000;

    /** How often to look for it at most, should the clock stand still. */
    private static final int MOST_LOOKS = 3_000;

    /** After how many pieces of work at most to wait again, where it has been in vain. */
    private static final int MOST_RESTS = 64;

    private final Object lock = new Object();
    private final Thread thread;
    private final String journal;
    private final TimeSource time;
    /** Whether a look at what waits is still to come. */
    private volatile boolean woken;

    private boolean closing;

    /** A thread that does not run yet. */
    JournalThread(String journal, TimeSource time) {
        this.journal = journal;
        this.time = time;
        this.thread = new Thread(this::loop, "entangle-journal");
        thread.setDaemon(true);
    }

    private volatile Step step = () -> true;

    private Runnable last = () -> {};
    /** How long to wait at most; 0 without an end. */
    private long everyMs;

    /** When the work began that is under way; touched by this thread alone, like those below. */
    private long beganNanos;
    /** Before how many pieces of work not to wait, and how many those were the last time. */
    private int restsLeft;

    private int rests;

    @Override
    public void start(Step work, Runnable end, Duration every) {
        step = work;
        last = end;
        everyMs = every.toMillis();
        thread.start();
    }

    @Override
    public void wake() {
        if (woken) {
            return;
        }
        synchronized (lock) {
            woken = true;
            lock.notifyAll();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Does not park: to be woken takes as long as a commit. Where those who were told do not write again at once, this is in vain, and
     * is tried less and less often.
     */
    @Override
    public void gather(BooleanSupplier isThere) {
        long began = time.nanos();
        if (restsLeft > 0) {
            restsLeft--;
        } else {
            long patience = Math.min(MOST_PATIENCE_NANOS, began - beganNanos);
            boolean isAllThere = isThere.getAsBoolean();
            for (int i = 0; !isAllThere && i < MOST_LOOKS && time.nanos() - began < patience; i++) {
                Thread.yield();
                isAllThere = isThere.getAsBoolean();
            }
            rests = isAllThere ? 0 : Math.min(MOST_RESTS, 2 * rests + 1);
            restsLeft = rests;
        }
        beganNanos = time.nanos();
    }

    private void loop() {
        int failed = 0;
        while (true) {
            boolean isEnding;
            synchronized (lock) {
                await(failed > 0);
                woken = false;
                isEnding = closing;
            }
            beganNanos = time.nanos();
            boolean worked = worked();
            failed = worked ? 0 : failed + 1;
            if (isEnding && (worked || failed > LAST_TRIES)) {
                last.run();
                return;
            }
        }
    }

    private void await(boolean isRetrying) {
        try {
            if (isRetrying) {
                lock.wait(RETRY_MS);
            } else if (everyMs > 0 && !woken && !closing) {
                lock.wait(everyMs);
            }
            while (!isRetrying && everyMs == 0 && !woken && !closing) {
                lock.wait();
            }
        } catch (InterruptedException e) {
            System.getLogger("io.entangle")
                    .log(System.Logger.Level.WARNING, "the thread of the journal {0} goes on", journal);
        }
    }

    private boolean worked() {
        try {
            return step.work();
        } catch (RuntimeException e) {
            System.getLogger("io.entangle").log(System.Logger.Level.ERROR, "the journal " + journal + " failed", e);
            return true;
        }
    }
}
