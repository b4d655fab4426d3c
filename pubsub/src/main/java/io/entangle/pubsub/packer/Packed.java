package io.entangle.pubsub.packer;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A packed frame: either text or bytes.
 *
 * @param text the text, or null
 * @param bytes the bytes, or null
 */
public record Packed(@Nullable String text, @Nullable Buffer bytes) {
    /**
     * {@return a packed frame of text}
     *
     * @param text the text
     */
    public static Packed of(String text) {
        return new Packed(text, null);
    }

    /**
     * {@return a packed frame of bytes}
     *
     * @param bytes the bytes
     */
    public static Packed of(Buffer bytes) {
        return new Packed(null, bytes);
    }

    /** {@return how many bytes it takes on the wire} */
    public int size() {
        if (bytes != null) {
            return bytes.length();
        }
        int size = 0;
        String characters = text == null ? "" : text;
        for (int i = 0; i < characters.length(); i++) {
            char c = characters.charAt(i);
            // a surrogate pair takes four bytes, two for each half
            size += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return size;
    }
}
