package io.entangle.sql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of a row: CRC-32C of the name of its table and of its other columns, in the order of the table. A null is
 * the byte 0; an integer the byte 1 and eight bytes, the highest first; a text the byte 2, the number of its bytes in four,
 * the highest first, and these bytes, in UTF-8.
 */
public final class Checksum {
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer buffer = ByteBuffer.allocate(9);

    private Checksum() {}

    /**
     * {@return the checksum of a row without columns}
     *
     * @param table the name of its table
     */
    public static Checksum of(String table) {
        return new Checksum().add(table);
    }

    /**
     * Adds a column.
     *
     * @param integer its value
     * @return this
     */
    public Checksum add(long integer) {
        crc.update(buffer.clear().put((byte) 1).putLong(integer).flip());
        return this;
    }

    /**
     * Adds a column.
     *
     * @param integer its value, or null
     * @return this
     */
    public Checksum add(@Nullable Long integer) {
        return integer == null ? addNull() : add(integer.longValue());
    }

    /**
     * Adds a column.
     *
     * @param text its value, or null
     * @return this
     */
    public Checksum add(@Nullable String text) {
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

    /** {@return the checksum, at most 32 bits} */
    public long value() {
        return crc.getValue();
    }
}
