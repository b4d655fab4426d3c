package io.entangle.pubsub.packer;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.protocol.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The document says what the code does: its tables have every frame and every error, under their numbers. */
final class ProtocolDocumentTest {
    /** What a client tells itself. */
    private static final Set<ErrorCode> NEVER_ON_THE_WIRE = EnumSet.of(
            ErrorCode.NO_REPLY,
            ErrorCode.QUEUE_FULL,
            ErrorCode.UNCERTAIN,
            ErrorCode.UNREACHABLE,
            ErrorCode.TYPE_MISMATCH);

    private static String document() throws IOException {
        return Files.readString(Path.of("../docs/protocol.md"));
    }

    @ParameterizedTest
    @EnumSource(FrameType.class)
    void document_eachFrame_hasARow(FrameType type) throws IOException {
        assertThat(document()).contains("| `" + type.word() + "` | " + type.number() + " | ");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void document_eachError_hasARow(ErrorCode code) throws IOException {
        String row = "| `" + code.wireName() + "` | " + (code.isFatal() ? code.closeCode() + " " : "") + "| ";

        if (NEVER_ON_THE_WIRE.contains(code)) {
            assertThat(document()).doesNotContain("| `" + code.wireName() + "` |");
        } else {
            assertThat(document()).contains(row);
        }
    }

    @Test
    void comeBack_eachRangeOfCloseCodes_isWhatTheDocumentSays() {
        assertThat(ErrorCode.Return.after(4199)).isEqualTo(ErrorCode.Return.AT_ONCE);
        assertThat(ErrorCode.Return.after(4200)).isEqualTo(ErrorCode.Return.LATER);
        assertThat(ErrorCode.Return.after(4400)).isEqualTo(ErrorCode.Return.NEVER);
        assertThat(ErrorCode.Return.after(4999)).isEqualTo(ErrorCode.Return.LATER);
        assertThat(ErrorCode.Return.after(1006)).isEqualTo(ErrorCode.Return.LATER);
    }
}
