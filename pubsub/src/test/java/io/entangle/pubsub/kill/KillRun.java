package io.entangle.pubsub.kill;

import io.entangle.pubsub.processes.JavaProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;

/**
 * A hub with writers and observers, all of them processes of their own. The hub is killed again and again and started again at
 * once; what it has left is checked each time.
 */
final class KillRun implements AutoCloseable {
    private static final int PIPELINING_WRITERS = 3;
    private static final int FAILPOINT_STATUS = 77;
    private static final int PROGRESS_EVERY = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** It warns of every connection that is lost. */
    private static final Logger VERTX = Logger.getLogger("io.vertx");

    private final Path directory;
    private final JournalUnderFire journal;
    private final Random random;
    private final int port;
    private final Vertx vertx = Vertx.vertx();
    private final Checker checker = new Checker();
    private final List<LogTail> logs = new ArrayList<>();
    private final List<JavaProcess> writers = new ArrayList<>();
    private final List<JavaProcess> observers = new ArrayList<>();
    private final Map<String, Integer> hits = new LinkedHashMap<>();
    private final FirstAnswers answers;
    private final String classPath;
    private final Redirect errors;
    private final List<Long> openedMs = new ArrayList<>();
    private JavaProcess hub;
    private int kills;

    KillRun(Path directory, JournalUnderFire journal, long seed) throws IOException {
        this.directory = directory;
        this.journal = journal;
        this.random = new Random(seed);
        VERTX.setLevel(Level.OFF);
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        this.answers = new FirstAnswers(vertx, port);
        this.classPath = Jars.unsigned(directory);
        this.errors = Redirect.appendTo(directory.resolve("errors").toFile());
    }

    /** Kills the hub so many times. */
    void run(int count, int perSecond) throws Exception {
        List<Life> plan = Life.plan(count, journal.faults(), random);
        startHub(plan.get(0));
        startOthers(perSecond);
        for (int i = 0; i < count; i++) {
            if (!live(plan.get(i))) {
                postpone(plan, i);
            }
            kills++;
            checkAndRestart(i + 1 < count ? plan.get(i + 1) : null);
            if (kills % PROGRESS_EVERY == 0) {
                System.out.println(this);
            }
            if (!checker.violations().told().isEmpty()) {
                checker.violations().told().forEach(System.out::println);
                break;
            }
        }
        end();
    }

    /** A failpoint that was not come to has another chance. */
    private static void postpone(List<Life> plan, int missed) {
        for (int i = missed + 1; i < plan.size(); i++) {
            if (plan.get(i).isOrdinary()) {
                plan.set(i, plan.get(missed));
                return;
            }
        }
    }

    private void startHub(Life life) throws IOException {
        Path natives = Files.createDirectories(directory.resolve("native"));
        try (var left = Files.list(natives)) {
            for (Path each : left.toList()) {
                Files.delete(each); // SQLite's library, which a killed process leaves
            }
        }
        List<String> options = new ArrayList<>(List.of(
                "-Xmx256m",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote", // it starts sooner
                "-Dorg.sqlite.tmpdir=" + natives));
        if (life != null && life.isEndedByItself()) {
            options.add("-Dentangle.failpoint=" + life.failpoint() + ":" + life.passing());
        }
        answers.started();
        hub = start(options, KilledHub.class, journal.address(), String.valueOf(port));
    }

    private void startOthers(int perSecond) throws IOException {
        List<String> small = List.of("-Xmx64m");
        for (int number = 1; number <= PIPELINING_WRITERS; number++) {
            writers.add(start(
                    small,
                    PipeliningWriter.class,
                    String.valueOf(port),
                    String.valueOf(number),
                    String.valueOf(random.nextLong()),
                    String.valueOf(perSecond),
                    log("w" + number)));
        }
        int number = PIPELINING_WRITERS + 1;
        writers.add(start(
                small,
                ReplicaWriter.class,
                String.valueOf(port),
                String.valueOf(number),
                String.valueOf(random.nextLong()),
                log("w" + number),
                directory.resolve("store").toString()));
        observers.add(start(small, RawObserver.class, String.valueOf(port), log("every"), log("newest")));
        observers.add(start(small, ReplicaObserver.class, String.valueOf(port), log("client")));
    }

    private JavaProcess start(List<String> options, Class<?> main, String... arguments) throws IOException {
        return JavaProcess.start(classPath, errors, options, main, arguments);
    }

    private String log(String name) {
        Path path = directory.resolve(name + ".log");
        logs.add(new LogTail(path));
        return path.toString();
    }

    /** Returns when the hub is dead: whether it went as it was to. */
    private boolean live(Life life) throws Exception {
        if (life.isKilledWhenReady()) {
            ready(hub.next(PATIENCE));
        }
        if (!life.fault().isEmpty()) {
            if (hub.ended(life.livesFor().dividedBy(2))) {
                throw endedByItself(life);
            }
            journal.strike(life.fault(), random);
            hits.merge(life.fault(), 1, Integer::sum);
        }
        boolean isEnded = hub.ended(life.livesFor());
        if (isEnded && life.isEndedByItself() && hub.status() == FAILPOINT_STATUS) {
            hits.merge(life.failpoint(), 1, Integer::sum);
        } else if (isEnded) {
            throw endedByItself(life);
        } else if (!life.stopsFor().isZero()) {
            signal("STOP");
            hub.ended(life.stopsFor());
            signal("CONT");
            hub.ended(life.livesFor().dividedBy(2));
            hits.merge("stopped", 1, Integer::sum);
        } else if (!life.isKilledWhenReady()) {
            hits.merge(life.isEndedByItself() ? "missed " + life.failpoint() : "killed early", 1, Integer::sum);
        }
        hub.kill().forEach(this::ready);
        return isEnded || !life.isEndedByItself();
    }

    private void ready(String line) {
        if (line.startsWith("ready ")) {
            openedMs.add(Long.parseLong(line.substring(6)));
        } else {
            throw new AssertionError("the hub said " + line);
        }
    }

    private AssertionError endedByItself(Life life) throws IOException {
        return new AssertionError("the hub, which was to be " + life + ", ended with " + hub.status() + " at kill "
                + kills + ": " + Files.readString(directory.resolve("errors")));
    }

    private void signal(String name) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, String.valueOf(hub.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name + " ended with " + status);
        }
    }

    /** What was logged until now must be in what the hub left. */
    private void checkAndRestart(Life next) throws Exception {
        readLogs();
        try (JournalReader image = journal.image()) {
            startHub(next);
            checker.journal(image);
        }
    }

    private void readLogs() throws IOException {
        for (LogTail log : logs) {
            log.read(checker::line);
        }
    }

    /** Lets the writers come to an end, and the observers see it. */
    private void end() throws Exception {
        for (JavaProcess writer : writers) {
            writer.say("stop");
        }
        for (JavaProcess writer : writers) {
            writer.expect("done");
            writer.close();
        }
        hub.kill();
        readLogs();
        try (JournalReader image = journal.image()) {
            checker.journal(image);
        }
        startHub(null);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            readLogs();
            checker.requireAllSeen();
        });
        hub.kill();
        readLogs();
        try (JournalReader image = journal.image()) {
            checker.journal(image);
        }
        checker.finish();
    }

    Checker checker() {
        return checker;
    }

    int kills() {
        return kills;
    }

    /** {@return how often what happened that was not a kill at a random time} */
    Map<String, Integer> hits() {
        return hits;
    }

    FirstAnswers answers() {
        return answers;
    }

    @Override
    public String toString() {
        Violations found = checker.violations();
        return "kills=" + kills + " acknowledged=" + checker.acknowledged() + " lost="
                + found.count(Violations.Kind.LOST) + " doubled=" + found.count(Violations.Kind.DOUBLED)
                + " disordered=" + found.count(Violations.Kind.DISORDERED);
    }

    /** {@return what there is to say beside that} */
    String details(long seconds) {
        long[] opened = openedMs.stream().mapToLong(ms -> ms).sorted().toArray();
        return "seconds=" + seconds + " refused=" + checker.refused() + " groups=" + checker.groups() + " versions="
                + (checker.version(Accounts.A) + checker.version(Accounts.B)) + " seen=" + checker.versionsSeen()
                + " compacted-to=" + checker.oldest() + "\nrecoveries=" + answers.count() + " recovery-p50-ms="
                + answers.ms(0.5) + " recovery-p99-ms=" + answers.ms(0.99)
                + (opened.length == 0
                        ? ""
                        : " of-that-opening-p50-ms=" + opened[opened.length / 2] + " of-that-opening-p99-ms="
                                + opened[(int) Math.ceil(opened.length * 0.99) - 1])
                + "\nhits=" + hits;
    }

    @Override
    public void close() throws IOException {
        answers.close();
        writers.forEach(JavaProcess::close);
        observers.forEach(JavaProcess::close);
        if (hub != null) {
            hub.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
        journal.close();
    }
}
