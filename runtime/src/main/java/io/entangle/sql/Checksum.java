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
    private static final int COLLECTED = 512;

    private final CRC32C crc = new CRC32C();
    /** What has not been counted yet: counting many bytes at once takes little longer than counting a few. */
    private final ByteBuffer collected = ByteBuffer.allocate(COLLECTED);

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
        room(1 + Long.BYTES).put((byte) 1).putLong(integer);
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
        room(1 + Integer.BYTES).put((byte) 2).putInt(utf8.length);
        if (utf8.length <= COLLECTED) {
            room(utf8.length).put(utf8);
        } else {
            count();
            crc.update(utf8);
        }
        return this;
    }

    private Checksum addNull() {
        room(1).put((byte) 0);
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (collected.remaining() < bytes) {
            count();
        }
        return collected;
    }

    private void count() {
        crc.update(collected.flip());
        collected.clear();
    }

    /** {@return the checksum, at most 32 bits} */
    public long value() {
        count();
        return crc.getValue();
    }
}
