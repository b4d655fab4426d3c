package io.entangle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the lessons show is what there is. */
final class LessonsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "datalog-lessons.md");

    @Test
    void document_results_areWhatTheQueriesFind() throws IOException {
        String document = Files.readString(DOCUMENT);

        assertThat(new Lessons(document).run()).isEqualTo(document);
        assertThat(document.split("```clojure query", -1)).hasSizeGreaterThan(30);
    }

    @Test
    void document_otherResult_isReplaced() throws IOException {
        String document = Files.readString(DOCUMENT);

        String other = document.replace("[\"The Harbour Light\"]\n", "").replace("\n676\n", "\n677\n");
        assertThat(other).isNotEqualTo(document);
        assertThat(new Lessons(other).run()).as("a result that is wrong shows").isEqualTo(document);
    }

    @Test
    void command_lessons_runsTheDocumentOfTheJar() throws IOException {
        assertThat(new Lessons().run()).isEqualTo(Files.readString(DOCUMENT));
        assertThat(Main.run("lessons", "--help")).isZero();
    }
}
