package io.entangle.pubsub.packer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Intent;
import io.entangle.replica.ToAuthority;
import io.entangle.value.Doc;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CBOR has more values than the value domain; each that is not in it is refused. */
final class CborPackerTest {
    /** A write of [put, value], up to the value: [5, 1, 1, 0, 1, 0, [0, … */
    private static final String WRITE = "8705010100010082" + "00";

    private static Frame unpack(String value) {
        return Packer.cbor().unpack(Packed.of(Buffer.buffer(HexFormat.of().parseHex(WRITE + value))));
    }

    @Test
    void unpack_valueOfTheDomain_isTaken() {
        ToAuthority.Write write = ((Frame.Write) unpack("a1616182f5fb3ff8000000000000")).write();

        assertThat(((Intent.Edits) write.intent()).delta().apply(Doc.of())).isEqualTo(Doc.of("a", Doc.list(true, 1.5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c24101", // a big number
                "c074323031332d30332d32315432303a30343a30305a", // a tagged date
                "d9d9f701", // self-described CBOR
                "4101", // a byte string
                "f7", // undefined
                "f97e00", // NaN
                "f97c00", // infinity
                "1b0020000000000001", // 2^53 + 1
                "3bffffffffffffffff", // -2^64, an integer of more than 64 bits
                "a2616101616102", // a key twice
                "a161006100", // a key of NUL
                "61ff", // not UTF-8
                "63eda080", // a surrogate in UTF-8
                "ff"
            })
    void unpack_valueOutsideTheDomain_isMalformed(String value) {
        assertThatThrownBy(() -> unpack(value))
                .isInstanceOf(EntangleException.class)
                .hasMessageContaining("malformed frame");
    }
}
