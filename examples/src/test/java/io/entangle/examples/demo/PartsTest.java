package io.entangle.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.examples.demo.Message.Ending;
import io.entangle.pubsub.packer.Packer;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The parts the demo is made of, without processes. */
final class PartsTest {
    @Test
    void history_firstAndLastRevision_haveTheirDigests() {
        List<Revision> history = History.load();
        Doc document = Doc.of();
        for (Revision revision : history) {
            assertThat(revision.number()).isEqualTo(history.indexOf(revision));
            document = revision.document(document);
            if (revision.number() == 0) {
                assertThat(Sha256.of(document)).isEqualTo(revision.sha256());
            }
        }
        assertThat(history).hasSize(229);
        assertThat(Sha256.of(document)).isEqualTo(history.get(228).sha256());
    }

    @Test
    void sha256_isThatOfTheCanonicalText() {
        assertThat(Sha256.of(Doc.of())).isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    @Test
    void message_thereAndBack_isTheSame() {
        Message message = new Message.HubResult(
                3, 4, 5, Map.of("replica-1", 2), new Ending(7, "ab", "cd", Map.of("replica-1", 2)));

        assertThat(message.toLine()).doesNotContain("\n");
        assertThat(Message.ofLine(message.toLine())).isEqualTo(message);
        assertThat(Message.ofLine(new Message.Ready().toLine())).isEqualTo(new Message.Ready());
    }

    @Test
    void message_noMessage_refused() {
        assertThatThrownBy(() -> Message.ofLine("hello")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Message.ofLine("{\"@type\":\"Nonsense\"}")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void countries_isComplete_onlyWhenAllHaveSeenTheLastRevision() {
        Doc last = value(5, 5);

        assertThat(Countries.isComplete(Countries.withSeen(last, "a", 5), 2)).isFalse();
        assertThat(Countries.isComplete(Countries.withSeen(Countries.withSeen(last, "a", 5), "b", 4), 2))
                .isFalse();
        assertThat(Countries.isComplete(Countries.withSeen(Countries.withSeen(last, "a", 5), "b", 5), 2))
                .isTrue();
        assertThat(Countries.isComplete(Countries.withSeen(Countries.withSeen(value(5, 4), "a", 5), "b", 5), 2))
                .isFalse();
    }

    private static Doc value(int last, int revision) {
        return Countries.show(Countries.first(last), new Revision(revision, "c", "d", "s", Doc.of()), Doc.list());
    }

    @Test
    void frameSizes_smallChangeOfALargeValue_deltaIsSmall() {
        Doc before = Doc.of("text", "x".repeat(10_000), "n", 1);

        FrameSizes sizes = FrameSizes.of(Packer.cbor(), List.of(before, before.with("n", 2), before.with("n", 3)));

        assertThat(sizes.snapshotBytes()).isGreaterThan(20_000);
        assertThat(sizes.deltaBytes()).isBetween(20L, 400L);
    }

    @Test
    void progress_withoutTerminal_aLineAtEachQuarter() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ProgressDisplay progress =
                new ProgressDisplay.Lines(new PrintStream(bytes, true, StandardCharsets.UTF_8), 10)) {
            for (int revision = 0; revision <= 10; revision++) {
                progress.reached(revision);
            }
            progress.reached(10);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().map(String::strip))
                .containsExactly("25 %", "50 %", "75 %", "100 %");
    }

    @Test
    void classPath_ofALoaderOfUrls_isItsFiles() throws Exception {
        URL[] urls = {new URL("file:/a%20b/one.jar"), new URL("file:/classes/")};
        try (URLClassLoader loader = new URLClassLoader(urls, null)) {
            assertThat(JavaCommand.classPath(loader).split(File.pathSeparator))
                    .containsExactly(
                            Path.of("/a b/one.jar").toString(),
                            Path.of("/classes").toString());
        }
        assertThat(JavaCommand.classPath(ClassLoader.getSystemClassLoader()))
                .isEqualTo(System.getProperty("java.class.path"));
    }

    @Test
    void exitCode_ofASignal_isExplained() {
        assertThat(Child.explained(137)).isEqualTo("exit code 137, killed by signal 9");
        assertThat(Child.explained(3)).isEqualTo("exit code 3");
    }
}
