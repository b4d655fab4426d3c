package io.entangle.pubsub.packer;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.testing.Laws;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PackerPropertyTest {
    private static final int CASES = 10_000;

    static java.util.List<Packer> packers() {
        return Packer.all();
    }

    @ParameterizedTest
    @MethodSource("packers")
    void unpack_packed_isTheSameFrame(Packer packer) {
        Laws.check(CASES, random -> {
            Frame frame = Frames.random(random);

            Packed packed = packer.pack(frame);

            assertThat(packer.unpack(packed)).isEqualTo(frame);
            assertThat(packed.size()).isEqualTo(bytes(packed).length);
        });
    }

    @ParameterizedTest
    @MethodSource("packers")
    void unpack_damaged_isAFrameOrMalformed(Packer packer) {
        Laws.check(CASES, random -> {
            Packed packed = packer.pack(Frames.random(random));
            Packed damaged = damaged(packed, random);

            try {
                assertThat(packer.unpack(damaged)).isNotNull();
            } catch (EntangleException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED);
                assertThat(e).hasMessageContaining("malformed frame");
            }
        });
    }

    private static byte[] bytes(Packed packed) {
        return packed.text() != null
                ? packed.text().getBytes(StandardCharsets.UTF_8)
                : packed.bytes().getBytes();
    }

    private static Packed damaged(Packed packed, Random random) {
        byte[] bytes = bytes(packed);
        for (int i = 0; i <= random.nextInt(3); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
        byte[] cut = java.util.Arrays.copyOf(bytes, length);
        return packed.text() != null
                ? Packed.of(new String(cut, StandardCharsets.UTF_8))
                : Packed.of(Buffer.buffer(cut));
    }
}
