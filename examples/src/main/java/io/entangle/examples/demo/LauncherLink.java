package io.entangle.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A process's link to its launcher. The launcher's pipe is also its leash: when that closes before the process has
 * finished, the launcher is gone, and the process ends itself.
 */
final class LauncherLink {
    static final int FAILED = 1;
    static final int ORPHANED = 3;

    /** What a process does. */
    @FunctionalInterface
    interface Job {
        void run(LauncherLink link) throws InterruptedException;
    }

    private final PrintStream out;
    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean finished;

    private LauncherLink(InputStream in, PrintStream out) {
        this.out = out;
        Thread reader = new Thread(() -> read(in), "launcher-link");
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs the job of a process and ends the process. */
    static void main(Job job) {
        PrintStream out = System.out;
        // What anyone prints goes to standard error: standard output is the launcher's.
        System.setOut(System.err);
        LauncherLink link = new LauncherLink(System.in, out);
        try {
            job.run(link);
            System.exit(0);
        } catch (InterruptedException | RuntimeException | Error e) {
            link.send(new Message.Failed(e instanceof DemoFailure ? e.getMessage() : e.toString()));
            System.exit(FAILED);
        }
    }

    private void read(InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                received.add(Message.ofLine(line));
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("the launcher's pipe broke: " + e);
        }
        if (!finished) {
            Runtime.getRuntime().halt(ORPHANED);
        }
        released.countDown();
    }

    void send(Message message) {
        synchronized (out) {
            out.print(message.toLine() + "\n");
            out.flush();
        }
    }

    /** {@return the next message of the launcher, which must be of a type} */
    <M extends Message> M await(Class<M> type) throws InterruptedException {
        Message message = received.take();
        if (!type.isInstance(message)) {
            throw new DemoFailure("expected a " + type.getSimpleName() + " of the launcher, but found " + message);
        }
        return type.cast(message);
    }

    /** Sends the last message and waits until the launcher has heard of all. */
    void finish(Message result) throws InterruptedException {
        finished = true;
        send(result);
        released.await();
    }
}
