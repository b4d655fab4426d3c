package io.entangle.pubsub.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lines of the documents behind {@code <!-- command -->}, run as they stand in a shell, print what stands below them. The
 * environment gives the hub another port.
 */
final class CommandDocumentIT {
    private static final String MARK = "<!-- command -->";
    private static final String DONE = "done-with-the-line";
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    @Test
    void commandLines_ofTheReference_printWhatIsPrinted() throws Exception {
        assertThat(blocks(Path.of("..", "docs", "command.md"))).hasSizeGreaterThan(25);

        checkDocument(Path.of("..", "docs", "command.md"));
    }

    @Test
    void commandLines_ofTheReadme_printWhatIsPrinted() throws Exception {
        checkDocument(Path.of("..", "README.md"));
    }

    private void checkDocument(Path document) throws Exception {
        List<String> printed = blocks(document);
        assertThat(run(printed)).as("what %s should say", document).isEqualTo(printed);
    }

    /** All that is marked, in one. */
    private static List<String> blocks(Path document) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean isMarked = false;
        boolean isInside = false;
        for (String line : Files.readAllLines(document)) {
            if (line.equals(MARK)) {
                isMarked = true;
            } else if (isMarked && line.equals("```console")) {
                isMarked = false;
                isInside = true;
            } else if (line.equals("```")) {
                isInside = false;
            } else if (isInside) {
                lines.add(line);
            }
        }
        return lines;
    }

    private List<String> run(List<String> document) throws Exception {
        Files.createDirectories(directory.resolve("pubsub/target"));
        Files.createSymbolicLink(directory.resolve("pubsub/target/entangle.jar"), EntangleJar.PATH.toAbsolutePath());
        String port = freePort();
        ProcessBuilder builder =
                new ProcessBuilder("bash").redirectErrorStream(true).directory(directory.toFile());
        builder.environment().put("ENTANGLE_PORT", port);
        builder.environment().put("ENTANGLE_URL", "http://127.0.0.1:" + port + "/entangle");
        builder.environment().put("PATH", javaThatStartsQuickly() + ":" + System.getenv("PATH"));
        Process shell = builder.start();
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        Thread listening = new Thread(() -> listen(shell, said), "shell");
        listening.start();
        try {
            Writer to = shell.outputWriter(StandardCharsets.UTF_8);
            to.write("shopt -s expand_aliases\n");
            List<String> told = new ArrayList<>();
            for (int i = 0; i < document.size(); i++) {
                String line = document.get(i);
                if (line.startsWith("$ ")) {
                    told.add(line);
                    told.addAll(answers(to, said, line.substring(2), isBackground(line) ? 1 : 0));
                }
            }
            return told.stream().map(line -> alike(line, port)).toList();
        } finally { // before the shell is told that nothing follows: what it has started would be nobody's
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor();
            listening.join();
        }
    }

    private Path javaThatStartsQuickly() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path script = Files.writeString(
                bin.resolve("java"),
                "#!/bin/sh\nexec '" + java + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return bin;
    }

    private static boolean isBackground(String line) {
        return line.endsWith("&");
    }

    private static void listen(Process shell, BlockingQueue<String> said) {
        try (BufferedReader lines = shell.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            said.add("the shell can't be read: " + e);
        }
    }

    /** What a line prints, and, if it goes on in the background, so many lines at least. */
    private static List<String> answers(Writer to, BlockingQueue<String> said, String line, int atLeast)
            throws Exception {
        to.write(line + "\necho " + DONE + "\n");
        to.flush();
        List<String> answers = new ArrayList<>();
        boolean isDone = false;
        while (!isDone || answers.size() < atLeast) {
            String answer = said.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(answer).as("what comes next of: " + line).isNotNull();
            if (answer.equals(DONE)) {
                isDone = true;
            } else {
                answers.add(answer);
            }
        }
        return answers;
    }

    private String alike(String line, String port) {
        return line.replace(":" + port + "/", ":8080/")
                .replace(directory.toAbsolutePath().toString(), "/tmp")
                .replaceAll("\"(\\d+)-[0-9a-f]{16}\"", "\"$1-a1b2c3d4e5f60718\"")
                .replaceAll("^(\\d+) \\d{4}-\\d\\d-\\d\\dT\\S+Z ", "$1 2026-11-20T15:00:00.250Z ");
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
