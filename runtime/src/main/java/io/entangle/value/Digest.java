package io.entangle.value;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit digest of a value, made of two 32-bit lanes so that JavaScript computes it without big integers. Containers
 * add up their entries' terms lane by lane, so a digest does not depend on order of insertion and one changed entry
 * costs O(1). The algorithm is written down in docs/protocol.md; it is no cryptographic hash.
 */
final class Digest {
    private static final int NULL = 1;
    private static final int TRUE = 2;
    private static final int FALSE = 3;
    private static final int NUMBER = 4;
    private static final int STRING = 5;
    private static final int ITEM = 6;
    private static final int LIST = 7;
    private static final int ENTRY = 8;
    private static final int MAP = 9;

    private static final int HIGH_SEED = 0x9E3779B9;
    private static final int LOW_SEED = 0x7F4A7C15;

    private Digest() {}

    static long of(@Nullable Object value) {
        if (value == null) {
            return hash(NULL);
        }
        if (value instanceof Doc doc) {
            return doc.digest();
        }
        if (value instanceof String text) {
            return string(text);
        }
        if (value instanceof Boolean bool) {
            return hash(bool ? TRUE : FALSE);
        }
        long bits = Double.doubleToLongBits(((Number) value).doubleValue());
        return hash(NUMBER, (int) (bits >>> 32), (int) bits);
    }

    static long item(int index, @Nullable Object value) {
        long digest = of(value);
        return hash(ITEM, index, (int) (digest >>> 32), (int) digest);
    }

    static long entry(String key, @Nullable Object value) {
        long keyDigest = string(key);
        long digest = of(value);
        return hash(ENTRY, (int) (keyDigest >>> 32), (int) keyDigest, (int) (digest >>> 32), (int) digest);
    }

    static long list(int size, long sum) {
        return hash(LIST, size, (int) (sum >>> 32), (int) sum);
    }

    static long map(int size, long sum) {
        return hash(MAP, size, (int) (sum >>> 32), (int) sum);
    }

    static long sum(PersistentMap<String, @Nullable Object> entries) {
        long sum = 0;
        for (Map.Entry<String, @Nullable Object> entry : entries.entrySet()) {
            sum = plus(sum, entry(entry.getKey(), entry.getValue()));
        }
        return sum;
    }

    static long sum(PersistentVector<@Nullable Object> items) {
        long sum = 0;
        int index = 0;
        for (Object item : items) {
            sum = plus(sum, item(index++, item));
        }
        return sum;
    }

    /** Lane-wise addition. */
    static long plus(long sum, long term) {
        return lanes((int) (sum >>> 32) + (int) (term >>> 32), (int) sum + (int) term);
    }

    /** Lane-wise subtraction. */
    static long minus(long sum, long term) {
        return lanes((int) (sum >>> 32) - (int) (term >>> 32), (int) sum - (int) term);
    }

    private static long hash(int... words) {
        int high = HIGH_SEED;
        int low = LOW_SEED;
        for (int word : words) {
            high = mix(high, word);
            low = mix(low, word);
        }
        return lanes(finish(high ^ words.length), finish(low ^ words.length));
    }

    private static long string(String text) {
        int high = mix(HIGH_SEED, STRING);
        int low = mix(LOW_SEED, STRING);
        for (int i = 0; i < text.length(); i++) {
            high = mix(high, text.charAt(i));
            low = mix(low, text.charAt(i));
        }
        return lanes(finish(high ^ text.length()), finish(low ^ text.length()));
    }

    /** One block of MurmurHash3 x86_32. */
    private static int mix(int hash, int word) {
        int k = Integer.rotateLeft(word * 0xCC9E2D51, 15) * 0x1B873593;
        return Integer.rotateLeft(hash ^ k, 13) * 5 + 0xE6546B64;
    }

    /** The finalizer of MurmurHash3 x86_32. */
    private static int finish(int hash) {
        int h = (hash ^ hash >>> 16) * 0x85EBCA6B;
        h = (h ^ h >>> 13) * 0xC2B2AE35;
        return h ^ h >>> 16;
    }

    private static long lanes(int high, int low) {
        return (long) high << 32 | low & 0xFFFFFFFFL;
    }
}
