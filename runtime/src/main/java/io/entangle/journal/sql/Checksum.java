package io.entangle.journal.sql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of a row: CRC-32C of the name of its table and of its other columns, in the order of the table. A null is
 * the byte 0; an integer the byte 1 and eight bytes, the highest first; a text the byte 2, the number of its bytes in four,
 * the highest first, and these bytes, in UTF-8.
 */
final class Checksum {
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer buffer = ByteBuffer.allocate(9);

    private Checksum() {}

    static Checksum of(String table) {
        return new Checksum().add(table);
    }

    Checksum add(long integer) {
        crc.update(buffer.clear().put((byte) 1).putLong(integer).flip());
        return this;
    }

    Checksum add(@Nullable Long integer) {
        return integer == null ? addNull() : add(integer.longValue());
    }

    Checksum add(@Nullable String text) {
        if (text == null) {
            return addNull();
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        crc.update(buffer.clear().put((byte) 2).putInt(utf8.length).flip());
        crc.update(utf8);
        return this;
    }

    private Checksum addNull() {
        crc.update(0);
        return this;
    }

    long value() {
        return crc.getValue();
    }
}
