package io.entangle.pubsub.packer;

import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} writes; whatever else it finds is malformed. */
final class ByteReader {
    /** 56 bits: more than any number of the protocol has. */
    static final int MAX_VARINT_BYTES = 8;

    private static final long MAX_NUMBER = (1L << 53) - 1;

    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int left() {
        return bytes.length - at;
    }

    int peek() {
        return bytes[at] & 0xFF;
    }

    int octet() {
        return next() & 0xFF;
    }

    private byte next() {
        if (at == bytes.length) {
            throw malformed("more bytes");
        }
        return bytes[at++];
    }

    long varint() {
        byte first = next();
        if (first >= 0) {
            return first;
        }
        long value = first & 0x7F;
        for (int shift = 7; shift < 7 * MAX_VARINT_BYTES; shift += 7) {
            byte more = next();
            value |= (long) (more & 0x7F) << shift;
            if (more >= 0) {
                expect(more != 0, "a number in as few bytes as it needs");
                return value;
            }
        }
        throw malformed("a number of at most " + MAX_VARINT_BYTES + " bytes");
    }

    long signed() {
        return unzigzag(varint());
    }

    static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    /** A number from 0 to 2^53-1. */
    long number() {
        return inRange(varint());
    }

    long inRange(long number) {
        expect(number >= 0 && number <= MAX_NUMBER, "a number from 0 to 2^53-1");
        return number;
    }

    int integer() {
        long value = varint();
        expect(value <= Integer.MAX_VALUE, "a number of 31 bits");
        return (int) value;
    }

    /** How many of something follow, each of which takes a byte or more: so no more is made room for than was sent. */
    int count() {
        return count(varint());
    }

    int count(long count) {
        expect(count <= left(), "as many bytes as were announced");
        return (int) count;
    }

    long fixed() {
        expect(left() >= Long.BYTES, "8 bytes");
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | bytes[at++] & 0xFF;
        }
        return value;
    }

    byte[] raw(int count) {
        byte[] raw = java.util.Arrays.copyOfRange(bytes, at, at + count);
        at += count;
        return raw;
    }

    String text(int count) {
        int end = at + count;
        for (int i = at; i < end; i++) {
            if (bytes[i] < 0) {
                return beyondAscii(count);
            }
        }
        String text = new String(bytes, at, count, StandardCharsets.ISO_8859_1);
        at = end;
        return text;
    }

    private String beyondAscii(int count) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, count))
                    .toString();
            at += count;
            return text;
        } catch (CharacterCodingException e) {
            throw malformed("well-formed UTF-8");
        }
    }

    String key() {
        return key(count());
    }

    String key(int count) {
        String key = text(count);
        expect(key.indexOf('\0') < 0, "a key without NUL");
        return key;
    }

    void end() {
        expect(left() == 0, "nothing behind the frame");
    }

    void expect(boolean holds, String expected) {
        if (!holds) {
            throw malformed(expected);
        }
    }

    EntangleException malformed(String expected) {
        return new EntangleException(
                ErrorCode.MALFORMED, "malformed frame of compact: expected " + expected + " at byte " + at);
    }
}
