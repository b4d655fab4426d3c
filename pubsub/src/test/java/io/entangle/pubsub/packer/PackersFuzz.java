package io.entangle.pubsub.packer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.entangle.clock.Entropy;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.testing.Allocation;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;

/**
 * Whatever a peer sends: it is a frame, or an error of the code {@code MALFORMED}; and what is allocated is no multiple of it.
 * These look for inputs by themselves; {@link CorpusTest} runs those that were found. {@code docs/hacking.md} has the command.
 */
final class PackersFuzz {
    private static final String DURATION = "4m";

    /** Once, so that what is loaded and made for all inputs is not counted for the first. */
    @BeforeAll
    static void warmUp() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            Frame frame = Frames.random(random);
            for (Packer packer : Packer.all()) {
                packer.unpack(packer.pack(frame));
            }
            unpack(Packer.json(), Packed.of("[1"));
            unpack(Packer.cbor(), Packed.of(Buffer.buffer(new byte[3])));
            unpack(Packer.compact(), Packed.of(Buffer.buffer(new byte[] {2, 3, 4})));
        }
    }

    static void unpack(Packing packing, Packed packed) {
        try {
            packing.unpack(packed);
        } catch (EntangleException e) {
            if (e.code() != ErrorCode.MALFORMED) {
                throw e;
            }
        }
    }

    private static void check(Packing packing, Packed packed) {
        Allocation.check(packed.size(), () -> unpack(packing, packed));
    }

    @FuzzTest(maxDuration = DURATION)
    void json(byte[] input) {
        check(Packer.json().atHub(Entropy.seeded(1)).get(), Packed.of(new String(input, StandardCharsets.UTF_8)));
    }

    @FuzzTest(maxDuration = DURATION)
    void cbor(byte[] input) {
        check(Packer.cbor().atHub(Entropy.seeded(1)).get(), Packed.of(Buffer.buffer(input)));
    }

    @FuzzTest(maxDuration = DURATION)
    void compactAtTheHub(byte[] input) {
        check(Packer.compact().atHub(Entropy.seeded(1)).get(), Packed.of(Buffer.buffer(input)));
    }

    @FuzzTest(maxDuration = DURATION)
    void compactAtTheClient(byte[] input) {
        check(Packer.compact().atClient().get(), Packed.of(Buffer.buffer(input)));
    }
}
