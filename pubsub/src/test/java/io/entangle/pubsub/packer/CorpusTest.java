package io.entangle.pubsub.packer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All inputs that were kept or found for {@link PackersFuzz}. */
final class CorpusTest {
    private static final Path INPUTS = Path.of("src/test/resources/io/entangle/pubsub/packer/PackersFuzzInputs");

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
            try {
                action.accept(new PackersFuzz(), Files.readAllBytes(input));
            } catch (RuntimeException | AssertionError e) {
                fail("the input " + input, e);
            }
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
