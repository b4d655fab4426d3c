package io.entangle.pubsub.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a log lies in its file. All numbers are big-endian; checksums are CRC-32C.
 *
 * <pre>
 * header   "entangle", format (4 bytes), salt (8), checksum of these (4)
 * record   length of the content (4), how many bytes of the file were durable when this was written (8),
 *          checksum of the content (4), checksum of salt, offset of the record and the fields before (4),
 *          the content, 0xA5
 * </pre>
 *
 * <p>The salt, random for each file, and the offset let no bytes pass for a record but those written as that record, not
 * even those of another log. The durable length tells a record that was damaged from one whose writing a crash broke off:
 * what a later record knows to have been durable can't have been broken off. The last byte, never zero, tells a record
 * from one in whose place the file system left zeros.
 */
final class LogFormat {
    static final int VERSION = 1;
    static final int HEADER_BYTES = 24;
    static final int RECORD_HEADER_BYTES = 20;
    static final int RECORD_EXTRA_BYTES = RECORD_HEADER_BYTES + 1;
    static final byte END = (byte) 0xA5;

    private static final byte[] MAGIC = "entangle".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKED_HEADER_BYTES = HEADER_BYTES - Integer.BYTES;
    private static final int CHECKED_RECORD_BYTES = RECORD_HEADER_BYTES - Integer.BYTES;

    private LogFormat() {}

    /** The header of a record that is what was written. */
    record RecordHeader(int length, long durable, int checksum) {
        /** {@return whether bytes are the record's content and end} */
        boolean precedes(byte[] content, byte end) {
            return end == END && checksum == LogFormat.checksum(content);
        }
    }

    static byte[] header(long salt) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES);
        bytes.put(MAGIC).putInt(VERSION).putLong(salt);
        return bytes.putInt(checksum(bytes.array(), CHECKED_HEADER_BYTES)).array();
    }

    /** {@return the salt of a log} */
    static long salt(byte[] header) throws DamagedLogException {
        ByteBuffer bytes = ByteBuffer.wrap(header);
        byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        int version = bytes.getInt();
        long salt = bytes.getLong();
        if (bytes.getInt() != checksum(header, CHECKED_HEADER_BYTES) || !Arrays.equals(magic, MAGIC)) {
            throw new DamagedLogException(0, "it does not begin as a store does");
        }
        if (version != VERSION) {
            throw new DamagedLogException(
                    MAGIC.length, "it is of format " + version + ", and this version reads format " + VERSION);
        }
        return salt;
    }

    /** {@return a record as it lies in the file} */
    static byte[] record(long salt, long offset, long durable, byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocate(content.length + RECORD_EXTRA_BYTES);
        bytes.putInt(content.length).putLong(durable).putInt(checksum(content));
        bytes.putInt(headerChecksum(salt, offset, bytes.array(), 0));
        return bytes.put(content).put(END).array();
    }

    /**
     * {@return the header of a record, or null if none is there}
     *
     * @param offset where in the file it lies
     * @param bytes hold it
     * @param at where in the bytes it begins
     */
    static @Nullable RecordHeader recordHeader(long salt, long offset, byte[] bytes, int at) {
        ByteBuffer header = ByteBuffer.wrap(bytes, at, RECORD_HEADER_BYTES);
        RecordHeader read = new RecordHeader(header.getInt(), header.getLong(), header.getInt());
        return read.length > 0 && header.getInt() == headerChecksum(salt, offset, bytes, at) ? read : null;
    }

    private static int headerChecksum(long salt, long offset, byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(salt)
                .putLong(offset)
                .flip());
        crc.update(bytes, at, CHECKED_RECORD_BYTES);
        return (int) crc.getValue();
    }

    private static int checksum(byte[] bytes) {
        return checksum(bytes, bytes.length);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
