package io.entangle.datalog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** All inputs by which the fuzzer came to something new in {@link DatalogFuzz}, one a line in Base64. */
final class DatalogCorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/io/entangle/datalog/query/corpus");

    private static void run(String target, BiConsumer<DatalogFuzz, byte[]> action) throws IOException {
        List<String> lines = Files.readAllLines(CORPUS.resolve(target));
        assertThat(lines).hasSizeGreaterThan(50);
        for (String line : lines) {
            byte[] input = Base64.getDecoder().decode(line);
            try {
                action.accept(new DatalogFuzz(), input);
            } catch (RuntimeException | AssertionError e) {
                fail(target + " of " + line + ": " + new String(input, StandardCharsets.UTF_8), e);
            }
        }
    }

    @Test
    void edn_eachInput_isAValueOrRefused() throws IOException {
        run("edn", DatalogFuzz::edn);
    }

    @Test
    void query_eachInput_isAnsweredOrRefused() throws IOException {
        run("query", DatalogFuzz::query);
    }

    @Test
    void rules_eachInput_areAnsweredOrRefused() throws IOException {
        run("rules", DatalogFuzz::rules);
    }

    @Test
    void transaction_eachInput_isDoneOrRefused() throws IOException {
        run("transaction", DatalogFuzz::transaction);
    }

    @Test
    void pull_eachInput_isAnsweredOrRefused() throws IOException {
        run("pull", DatalogFuzz::pull);
    }

    @Test
    void schema_eachInput_isTakenOrRefused() throws IOException {
        run("schema", DatalogFuzz::schema);
    }
}
