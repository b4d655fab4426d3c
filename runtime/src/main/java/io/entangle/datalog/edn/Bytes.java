package io.entangle.datalog.edn;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Bytes as a value: equal by contents, and ordered as unsigned numbers, byte by byte. Immutable. */
public final class Bytes implements Comparable<Bytes> {
    private final byte[] contents;

    private Bytes(byte[] contents) {
        this.contents = contents;
    }

    /**
     * {@return those bytes}
     *
     * @param contents the bytes; the array is copied
     */
    public static Bytes of(byte[] contents) {
        return new Bytes(contents.clone());
    }

    /** {@return a new array of the bytes} */
    public byte[] toArray() {
        return contents.clone();
    }

    /** {@return how many they are} */
    public int size() {
        return contents.length;
    }

    /** {@return them in Base64} */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(contents);
    }

    @Override
    public int compareTo(Bytes that) {
        return Arrays.compareUnsigned(contents, that.contents);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that && Arrays.equals(contents, that.contents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(contents);
    }

    /** {@return it as EDN writes it} */
    @Override
    public String toString() {
        return "#bytes \"" + toBase64() + "\"";
    }
}
