package io.entangle.pubsub.packer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * All inputs that were kept or found for {@link PackersFuzz}: those in files by hand or because they once failed; those in
 * {@code corpus}, one a line in Base64, because the fuzzer came to something new by them.
 */
final class CorpusTest {
    private static final Path PACKER = Path.of("src/test/resources/io/entangle/pubsub/packer");
    private static final Path INPUTS = PACKER.resolve("PackersFuzzInputs");
    private static final Path CORPUS = PACKER.resolve("corpus");

    @BeforeAll
    static void warmUp() {
        PackersFuzz.warmUp();
    }

    private static void run(String target, BiConsumer<PackersFuzz, byte[]> action) throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(INPUTS.resolve(target))) {
            inputs = files.sorted().toList();
        }
        assertThat(inputs).hasSizeGreaterThan(40);
        for (Path input : inputs) {
            run(input.toString(), Files.readAllBytes(input), action);
        }
        for (String line : Files.readAllLines(CORPUS.resolve(target))) {
            run(target + " " + line, Base64.getDecoder().decode(line), action);
        }
    }

    private static void run(String name, byte[] input, BiConsumer<PackersFuzz, byte[]> action) {
        try {
            action.accept(new PackersFuzz(), input);
        } catch (RuntimeException | AssertionError e) {
            fail("the input " + name, e);
        }
    }

    @Test
    void json_eachInput_isAFrameOrMalformed() throws IOException {
        run("json", PackersFuzz::json);
    }

    @Test
    void cbor_eachInput_isAFrameOrMalformed() throws IOException {
        run("cbor", PackersFuzz::cbor);
    }

    @Test
    void compactAtTheHub_eachInput_isAFrameOrMalformed() throws IOException {
        run("compactAtTheHub", PackersFuzz::compactAtTheHub);
    }

    @Test
    void compactAtTheClient_eachInput_isAFrameOrMalformed() throws IOException {
        run("compactAtTheClient", PackersFuzz::compactAtTheClient);
    }
}
