package io.entangle.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.entangle.examples.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo as a person runs it: a process of its own, whose output is read. */
final class RunningDemo implements AutoCloseable {
    private static final Pattern PID = Pattern.compile("  (hub|replica-\\d) +pid (\\d+)");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    RunningDemo(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("demo"));
        all.addAll(List.of(arguments));
        process = new ProcessBuilder(JavaCommand.of(Main.class, all))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        reader = new Thread(this::read, "running-demo");
        reader.start();
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("reading the output failed: " + e);
        }
    }

    void awaitLine(String part) {
        await().atMost(Duration.ofSeconds(30)).until(() -> lines.stream().anyMatch(line -> line.contains(part)));
    }

    ProcessHandle processOf(String name) {
        return lines.stream()
                .map(PID::matcher)
                .filter(Matcher::matches)
                .filter(pid -> pid.group(1).equals(name))
                .map(pid -> ProcessHandle.of(Long.parseLong(pid.group(2))).orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    /** {@return the processes it has started} */
    List<ProcessHandle> children() {
        return List.of(processOf("hub"), processOf("replica-1"), processOf("replica-2"));
    }

    void kill() {
        process.destroyForcibly();
    }

    int awaitExit(Duration time) throws InterruptedException {
        assertThat(process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS))
                .as("the demo has ended within %s; it said: %s", time, lines)
                .isTrue();
        reader.join(time.toMillis());
        return process.exitValue();
    }

    List<String> lines() {
        return lines;
    }

    String lastLine() {
        return lines.get(lines.size() - 1);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
