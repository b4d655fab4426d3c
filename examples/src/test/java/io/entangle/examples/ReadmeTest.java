package io.entangle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's examples are code that compiles and runs. */
final class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path SOURCES = Path.of("src/main/java/io/entangle/examples");

    @ParameterizedTest
    @CsvSource({"quickstart, Quickstart.java", "database, Library.java"})
    void readme_block_isTheRegionOfTheExample(String name, String source) throws IOException {
        List<String> readme = Files.readAllLines(README);
        int mark = readme.indexOf("<!-- " + name + " -->");
        assertThat(mark).as("the mark of %s in the README", name).isNotNegative();
        List<String> fromBlock = readme.subList(mark + 1, readme.size());
        assertThat(fromBlock).first().isEqualTo("```java");

        List<String> block = fromBlock.subList(1, fromBlock.indexOf("```"));

        assertThat(String.join("\n", block)).isEqualTo(region(Files.readString(SOURCES.resolve(source)), name));
    }

    private static String region(String source, String name) {
        List<String> lines = source.lines().toList();
        int from = index(lines, "// tag::" + name + "[]") + 1;
        return String.join("\n", lines.subList(from, index(lines, "// end::" + name + "[]")))
                .stripIndent();
    }

    private static int index(List<String> lines, String mark) {
        return lines.stream().map(String::strip).toList().indexOf(mark);
    }
}
