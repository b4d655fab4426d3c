package io.entangle.journal;

import java.time.Duration;

/** Drives a queue: the one thread that writes to its journal. */
final class JournalThread implements JournalDriver {
    /** How long to wait before a journal that can't be reached is tried again. */
    private static final long RETRY_MS = 250;

    /** How long the end of use waits for a journal that can't be reached. */
    private static final int LAST_TRIES = 20;

    private final Object lock = new Object();
    private final Thread thread;
    private final String journal;
    /** Whether a look at what waits is still to come. */
    private volatile boolean woken;

    private boolean closing;

    /** A thread that does not run yet. */
    JournalThread(String journal) {
        this.journal = journal;
        this.thread = new Thread(this::loop, "entangle-journal");
        thread.setDaemon(true);
    }

    private volatile Step step = () -> true;

    private Runnable last = () -> {};
    /** How long to wait at most; 0 without an end. */
    private long everyMs;

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

    private void loop() {
        int failed = 0;
        while (true) {
            boolean isEnding;
            synchronized (lock) {
                await(failed > 0);
                woken = false;
                isEnding = closing;
            }
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
