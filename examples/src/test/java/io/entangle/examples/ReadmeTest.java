package io.entangle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's example is code that compiles and runs. */
final class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path SOURCE = Path.of("src/main/java/io/entangle/examples/Quickstart.java");

    @Test
    void readme_quickstart_isTheRegionOfTheExample() throws IOException {
        List<String> readme = Files.readAllLines(README);
        int mark = readme.indexOf("<!-- quickstart -->");
        assertThat(mark).as("the line <!-- quickstart --> in the README").isNotNegative();
        List<String> fromBlock = readme.subList(mark + 1, readme.size());
        assertThat(fromBlock).first().isEqualTo("```java");

        List<String> block = fromBlock.subList(1, fromBlock.indexOf("```"));

        assertThat(String.join("\n", block)).isEqualTo(region(Files.readString(SOURCE)));
    }

    private static String region(String source) {
        List<String> lines = source.lines().toList();
        int from = index(lines, "// tag::quickstart[]") + 1;
        return String.join("\n", lines.subList(from, index(lines, "// end::quickstart[]")))
                .stripIndent();
    }

    private static int index(List<String> lines, String mark) {
        return lines.stream().map(String::strip).toList().indexOf(mark);
    }
}
