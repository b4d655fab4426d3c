package io.entangle.pubsub.processes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, that a test talks to in lines and may kill. What it writes to standard error is seen here. */
public final class JavaProcess implements AutoCloseable {
    private static final int QUIET_ACCESS_SINCE = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Marks the end of what the process says; no line is this object. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    private static final String END = new String("end of output");

    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private JavaProcess(Process process) {
        this.process = process;
    }

    /** Runs a main method in a JVM like this one, that starts quickly and takes little. */
    public static JavaProcess start(List<String> vmOptions, Class<?> main, String... arguments) throws IOException {
        return start(
                System.getProperty("java.class.path"), ProcessBuilder.Redirect.INHERIT, vmOptions, main, arguments);
    }

    /** The same, with another class path, and with what it writes to standard error going elsewhere. */
    public static JavaProcess start(
            String classPath,
            ProcessBuilder.Redirect errors,
            List<String> vmOptions,
            Class<?> main,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= QUIET_ACCESS_SINCE) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(vmOptions);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        JavaProcess started = new JavaProcess(
                new ProcessBuilder(command).redirectError(errors).start());
        Thread reader = new Thread(started::read, main.getSimpleName());
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            said.add("the process can't be read: " + e);
        }
        said.add(END);
    }

    /** Says a line to it. */
    public void say(String line) {
        try {
            Writer out = process.outputWriter(StandardCharsets.UTF_8);
            out.write(line + "\n");
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the process listens no more", e);
        }
    }

    /** {@return its number in the operating system} */
    public long pid() {
        return process.pid();
    }

    /** {@return whether it ended within a time} */
    public boolean ended(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@return what it ended with} */
    public int status() {
        return process.exitValue();
    }

    /** {@return the next line it says} */
    public String next(Duration patience) throws InterruptedException {
        String line = said.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null || line == END) {
            throw new AssertionError(
                    line == null ? "the process said nothing for " + patience : "the process has ended");
        }
        return line;
    }

    /** {@return what follows a word in the next line, which must begin with it} */
    public String expect(String word) throws InterruptedException {
        String line = next(PATIENCE);
        if (!line.startsWith(word)) {
            throw new AssertionError("expected the process to say \"" + word + "\", but found " + line);
        }
        return line.substring(word.length()).trim();
    }

    /** Kills it, as {@code kill -9} does, and {@return the lines it had said and that were not taken yet} */
    public List<String> kill() throws InterruptedException {
        close();
        List<String> lines = new ArrayList<>();
        for (String line = said.take(); line != END; line = said.take()) {
            lines.add(line);
        }
        return lines;
    }

    /** Kills it. */
    @Override
    public void close() {
        // By its handle: the process itself would close its streams, and what it had said would be lost.
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }
}
