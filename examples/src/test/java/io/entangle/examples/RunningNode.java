package io.entangle.examples;

import io.entangle.value.Doc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The client in Node.js as a person runs it: a process of its own, which is told what to write and says what it shows. */
final class RunningNode implements AutoCloseable {
    private final Process process;
    private final Writer input;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** A value that it has shown. */
    record Value(long version, Doc doc) {
        private static Value of(String line) {
            String[] words = line.split(" ", 3);
            return new Value(Long.parseLong(words[1]), Doc.parse(words[2]));
        }
    }

    RunningNode(String address, String atom) throws IOException {
        process = new ProcessBuilder("node", "node/main.mjs", address, atom)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        input = process.outputWriter(StandardCharsets.UTF_8);
        new Thread(this::read, "running-node").start();
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("reading the output failed: " + e);
        }
    }

    void say(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /** {@return whether it has said a line that begins so} */
    boolean said(String beginning) {
        return lines.stream().anyMatch(line -> line.startsWith(beginning));
    }

    /** {@return the sequences of the writes that it was told were accepted} */
    List<String> accepted() {
        return lines.stream()
                .filter(line -> line.startsWith("accepted "))
                .map(line -> line.substring("accepted ".length()))
                .toList();
    }

    List<Value> values() {
        return lines.stream()
                .filter(line -> line.startsWith("value "))
                .map(Value::of)
                .toList();
    }

    Value newest() {
        List<Value> values = values();
        return values.get(values.size() - 1);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
