package io.entangle.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process as its launcher sees it. */
final class Child {
    /** What a launcher hears of its processes. */
    sealed interface Signal {
        /** {@return whom it is about} */
        Child child();

        /** It said something. */
        record Said(Child child, Message message) implements Signal {}

        /** It has ended. */
        record Ended(Child child, int exitCode) implements Signal {}
    }

    private static final int KILLED_BY = 128;

    private final String name;
    private final Process process;
    private int revision = -1;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * {@return a new process} What it writes to standard error passes through to this one's.
     *
     * @param name for people
     * @param command see {@link JavaCommand}
     * @param inbox is given all signals of it, on a thread of their own; {@link Signal.Ended} is the last
     */
    static Child start(String name, List<String> command, Consumer<Signal> inbox) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Child child = new Child(name, process);
            Thread reader = new Thread(() -> child.read(inbox), name);
            reader.setDaemon(true);
            reader.start();
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("can't start the process of " + name, e);
        }
    }

    private void read(Consumer<Signal> inbox) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                inbox.accept(new Signal.Said(this, Message.ofLine(line)));
            }
        } catch (IOException | RuntimeException e) {
            inbox.accept(new Signal.Said(this, new Message.Failed("said what can't be understood: " + e)));
        }
        while (true) {
            try {
                inbox.accept(new Signal.Ended(this, process.waitFor()));
                return;
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; the end of the process is reported whatever happens.
                continue;
            }
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** {@return the last revision it said it reached, or -1} */
    int revision() {
        return revision;
    }

    void reached(int newest) {
        revision = newest;
    }

    /** Says something to it. If it has ended, that is not noticed here: the signal of its end is on the way. */
    void say(Message message) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((message.toLine() + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            System.getLogger("io.entangle").log(System.Logger.Level.DEBUG, () -> name + " listens no more", e);
        }
    }

    /** Closes its leash: it ends by itself. */
    void release() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            System.getLogger("io.entangle").log(System.Logger.Level.DEBUG, () -> name + " listens no more", e);
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    /** {@return whether it has ended within a time} */
    boolean hasEnded(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    /** {@return what an exit code means, for people} */
    static String explained(int exitCode) {
        int signal = exitCode - KILLED_BY;
        return "exit code " + exitCode + (signal > 0 && signal < 32 ? ", killed by signal " + signal : "");
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }
}
