package io.entangle.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Laws;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Rows that are on disks have their checksums: what is written of them in docs/journal.md must stay true. */
final class ChecksumPropertyTest {
    private final ByteBuffer bytes = ByteBuffer.allocate(20_000);

    @Test
    void value_isThatOfTheBytesDocumented() {
        Laws.check(2_000, random -> {
            bytes.clear();
            Checksum checksum = Checksum.of("entry");
            text("entry");
            for (int column = random.nextInt(12); column > 0; column--) {
                add(checksum, random);
            }
            CRC32C crc = new CRC32C();
            crc.update(bytes.flip());

            assertThat(checksum.value()).isEqualTo(crc.getValue());
        });
    }

    private void add(Checksum checksum, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> {
                checksum.add((Long) null);
                bytes.put((byte) 0);
            }
            case 1 -> {
                checksum.add((String) null);
                bytes.put((byte) 0);
            }
            case 2 -> {
                long integer = random.nextLong();
                checksum.add(integer);
                bytes.put((byte) 1).putLong(integer);
            }
            default -> {
                String text = "aä€𝄞".repeat(random.nextInt(random.nextInt(8) == 0 ? 160 : 12));
                checksum.add(text);
                text(text);
            }
        }
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.put((byte) 2).putInt(utf8.length).put(utf8);
    }
}
