package io.entangle.pubsub.packer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at their end. */
final class ByteWriter {
    private static final int KEPT_BYTES = 64 * 1024;

    private byte[] bytes = new byte[64];
    private int size;

    int size() {
        return size;
    }

    /** Begins anew, without the room that something large has taken. */
    void clear() {
        size = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[KEPT_BYTES];
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, size);
    }

    private void room(int count) {
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, count)));
        }
    }

    void octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    /** Seven bits a byte, the lowest first; all but the last byte have the highest bit set. */
    void varint(long value) {
        room(ByteReader.MAX_VARINT_BYTES);
        long rest = value;
        while (rest >>> 7 != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** As a varint that is short for negative numbers too: 0, -1, 1, -2, 2, … become 0, 1, 2, 3, 4, … */
    void signed(long value) {
        varint(zigzag(value));
    }

    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    /** Eight bytes, the highest first. */
    void fixed(long value) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** The number of bytes, then the bytes, of UTF-8. */
    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        raw(utf8);
    }
}
