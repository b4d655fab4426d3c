package io.entangle.examples.demo;

import io.entangle.examples.demo.Child.Signal;
import io.entangle.examples.demo.Message.HubResult;
import io.entangle.examples.demo.Message.Listening;
import io.entangle.examples.demo.Message.ReplicaResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The launcher: starts a hub and two replicas, each in a JVM of its own, tells them when to begin, listens to them on
 * one thread, and ends them all as soon as one fails. Used once.
 */
final class Demo {
    static final int OK = 0;
    static final int FAILED = 1;
    static final List<String> REPLICAS = List.of("replica-1", "replica-2");

    private static final long GRACE_SECONDS = 5;

    /**
     * What is asked for.
     *
     * @param rate revisions a second, or 0 for as fast as possible
     * @param timeout the whole may take so long besides the time the rate asks for
     * @param silence once begun, so long nobody may say anything, besides the time between two revisions
     */
    record Settings(double rate, Duration timeout, Duration silence) {
        Duration timeFor(int revisions) {
            return rate == 0 ? timeout : timeout.plusMillis((long) (1000 * revisions / rate));
        }

        Duration patience() {
            return rate == 0 ? silence : silence.plusMillis((long) (1000 / rate));
        }
    }

    private final Settings settings;
    private final PrintStream out;
    private final BlockingQueue<Signal> inbox = new LinkedBlockingQueue<>();
    private final List<Child> all = new ArrayList<>();
    private final List<Child> replicas = new ArrayList<>();
    private final Map<String, ReplicaResult> replicaResults = new LinkedHashMap<>();
    private @Nullable Listening listening;
    private @Nullable HubResult hubResult;
    private @Nullable ProgressDisplay progress;
    private int ready;
    private int ended;
    private long deadlineNanos;

    Demo(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** {@return the exit code} Prints what happens, and {@code OK} or {@code FAILED: why} as the last line. */
    int run() {
        Thread endAll = new Thread(() -> all.forEach(Child::kill), "end-all");
        Runtime.getRuntime().addShutdownHook(endAll);
        try {
            start();
            converse();
            return conclude();
        } catch (DemoFailure failure) {
            return failed(String.valueOf(failure.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        } finally {
            killAll();
            Runtime.getRuntime().removeShutdownHook(endAll);
        }
    }

    private int failed(String why) {
        closeProgress();
        killAll();
        out.println("FAILED: " + why);
        out.flush();
        return FAILED;
    }

    private void start() {
        deadlineNanos = System.nanoTime() + settings.timeout().toNanos();
        String count = Integer.toString(REPLICAS.size());
        start("hub", HubProcess.class, List.of(count));
        for (String name : REPLICAS) {
            replicas.add(start(name, ReplicaProcess.class, List.of(name, count)));
        }
        out.println("A hub and two replicas, each in a JVM of its own:");
        all.forEach(child -> out.printf("  %-10s pid %d%n", child.name(), child.pid()));
        out.println("(kill -9 one of them while they run, and see)");
        out.flush();
    }

    private Child start(String name, Class<?> main, List<String> arguments) {
        Child child = Child.start(name, JavaCommand.of(main, arguments), inbox::add);
        all.add(child);
        return child;
    }

    /** Listens and answers until every process has given its result and ended by itself. */
    private void converse() throws InterruptedException {
        while (ended < all.size()) {
            long leftNanos = deadlineNanos - System.nanoTime();
            if (progress != null) {
                leftNanos = Math.min(leftNanos, settings.patience().toNanos());
            }
            Signal signal = inbox.poll(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
            if (signal instanceof Signal.Said said) {
                heard(said.child(), said.message());
            } else if (signal instanceof Signal.Ended end) {
                ended(end.child(), end.exitCode());
            } else {
                throw new DemoFailure(
                        "nothing more was heard; still waiting for " + String.join(" and ", unfinished()));
            }
        }
    }

    private List<String> unfinished() {
        List<String> names = new ArrayList<>();
        for (Child child : all) {
            boolean done = replicas.contains(child) ? replicaResults.containsKey(child.name()) : hubResult != null;
            if (!done || isFinished()) {
                names.add(where(child));
            }
        }
        return names;
    }

    private void heard(Child child, Message message) {
        if (message instanceof Message.Reached reached) {
            child.reached(reached.revision());
            showProgress();
        } else if (message instanceof Listening now) {
            listening = now;
            replicas.forEach(replica -> replica.say(new Message.Connect(now.port())));
        } else if (message instanceof Message.Ready) {
            child.reached(0);
            ready++;
            if (ready == replicas.size()) {
                begin();
            }
        } else if (message instanceof HubResult result) {
            hubResult = result;
        } else if (message instanceof ReplicaResult result) {
            replicaResults.put(child.name(), result);
        } else if (message instanceof Message.Failed failed) {
            throw new DemoFailure(where(child) + ": " + failed.reason());
        } else {
            throw new DemoFailure(child + " said what only a launcher says: " + message);
        }
        if (isFinished()) {
            all.forEach(Child::release);
        }
    }

    private boolean isFinished() {
        return hubResult != null && replicaResults.size() == replicas.size();
    }

    private void begin() {
        Listening history = known(listening);
        Duration time = settings.timeFor(history.lastRevision());
        deadlineNanos = System.nanoTime() + time.toNanos();
        out.printf(
                "Replaying %d edits of the world's countries, %.10s to %.10s%n",
                history.lastRevision(), history.firstDate(), history.lastDate());
        out.flush();
        progress = ProgressDisplay.on(out, history.lastRevision());
        all.get(0).say(new Message.Replay(settings.rate()));
    }

    private void showProgress() {
        if (progress != null) {
            progress.reached(replicas.stream().mapToInt(Child::revision).min().orElse(0));
        }
    }

    private void closeProgress() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    private void ended(Child child, int exitCode) {
        ended++;
        if (!isFinished()) {
            throw new DemoFailure(where(child) + " ended before its work was done: " + Child.explained(exitCode));
        }
        if (exitCode != 0) {
            throw new DemoFailure(child + " did not end cleanly: " + Child.explained(exitCode));
        }
    }

    private static String where(Child child) {
        return child.revision() < 0
                ? child.toString()
                : child.name() + " (pid " + child.pid() + ", at revision " + child.revision() + ")";
    }

    private int conclude() {
        closeProgress();
        Report report = new Report(known(listening), known(hubResult), replicaResults);
        report.lines().forEach(out::println);
        List<String> problems = report.problems();
        out.println(problems.isEmpty() ? "OK" : "FAILED: " + String.join("; ", problems));
        out.flush();
        return problems.isEmpty() ? OK : FAILED;
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new DemoFailure("the hub did not say what it should");
        }
        return value;
    }

    private void killAll() {
        all.forEach(Child::kill);
        try {
            for (Child child : all) {
                if (!child.hasEnded(GRACE_SECONDS, TimeUnit.SECONDS)) {
                    out.println(child + " can't be killed");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
