package io.entangle.pubsub.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The archive of the command, run in a JVM like this one. */
final class EntangleJar implements AutoCloseable {
    static final Path PATH = Path.of("target", "entangle.jar");

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final Path complaints;
    private final Thread reader = new Thread(this::read, "entangle.jar");

    private EntangleJar(Process process, Path complaints) {
        this.process = process;
        this.complaints = complaints;
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            said.add("standard output can't be read: " + e);
        }
    }

    /** Starts it in a directory. */
    static EntangleJar start(Path directory, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                PATH.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        try {
            Path complaints = Files.createTempFile(directory, "standard-error", ".txt");
            return new EntangleJar(builder.redirectError(complaints.toFile()).start(), complaints);
        } catch (IOException e) {
            throw new AssertionError("the archive can't be run", e);
        }
    }

    /** What it came to: its exit status and all that it has printed and not been asked for. */
    record Result(int status, String out, String err) {}

    /** Runs it to its end. */
    static Result run(Path directory, Map<String, String> environment, String input, String... arguments)
            throws Exception {
        try (EntangleJar jar = start(directory, environment, arguments)) {
            try (OutputStream to = jar.process.getOutputStream()) {
                to.write(input.getBytes(StandardCharsets.UTF_8));
            }
            return jar.end();
        }
    }

    /** The next line it prints. */
    String next() throws InterruptedException {
        String line = said.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing was printed; on standard error: " + complained());
        }
        return line;
    }

    /** Asks it to end, as Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        // Not INT: what a shell starts in the background, a whole build perhaps, does not hear that.
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Asks it to end, as {@code kill} does. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    Result end() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end");
        }
        reader.join();
        List<String> lines = new ArrayList<>();
        said.drainTo(lines);
        return new Result(process.exitValue(), String.join("\n", lines), complained());
    }

    private String complained() {
        try {
            return Files.readString(complaints).strip();
        } catch (IOException e) {
            throw new AssertionError("standard error can't be read", e);
        }
    }

    /** Kills it, as {@code kill -9} does. */
    void kill() {
        close();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
