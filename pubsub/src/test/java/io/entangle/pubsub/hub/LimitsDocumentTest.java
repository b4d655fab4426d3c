package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.packer.MessageLimits;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of limits in docs/security.md has each of them. */
final class LimitsDocumentTest {
    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "security.md")).stream()
                .filter(line -> line.startsWith("| "))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(classes = {MessageLimits.class, WriteLimits.class, RateLimits.class, ConnectionLimits.class})
    void document_eachLimit_standsInTheTable(Class<?> limits) throws IOException {
        List<String> rows = rows();
        for (RecordComponent limit : limits.getRecordComponents()) {
            assertThat(rows).as(limit.getName()).anyMatch(row -> row.contains("`" + limit.getName() + "`"));
        }
    }

    @Test
    void document_defaults_areThoseOfTheCode() throws IOException {
        assertThat(rows())
                .anyMatch(row -> row.startsWith("| `maxBytes`") && row.contains("| 256 KiB |"))
                .anyMatch(row -> row.startsWith("| `maxSubscriptions`") && row.contains("| 128 |"))
                .anyMatch(row -> row.startsWith("| `maxOperations`") && row.contains("| 256 |"))
                .anyMatch(row -> row.startsWith("| `messagesPerSecond`") && row.contains("| 50, 200 |"));
        assertThat(Limits.DEFAULT.messages()).isEqualTo(new MessageLimits(256 * 1024, 144, 64));
        assertThat(Limits.DEFAULT.writes()).isEqualTo(new WriteLimits(32, 256, 65_536, 20_000, 256, 1024 * 1024, 256));
        assertThat(Limits.DEFAULT.connections().maxPerUser()).isEqualTo(20);
        assertThat(Limits.DEFAULT.connections().maxPerAddress()).isEqualTo(100);
        assertThat(Limits.DEFAULT.connections().maxOpenedPerSecond()).isEqualTo(200);
        assertThat(Limits.DEFAULT.connections().maxSubscriptions()).isEqualTo(128);
        assertThat(Limits.DEFAULT.connections().maxFailuresPerMinute()).isEqualTo(5);
        assertThat(Limits.DEFAULT.rates().messagesPerSecond()).isEqualTo(50);
        assertThat(Limits.DEFAULT.rates().messageBurst()).isEqualTo(200);
    }
}
