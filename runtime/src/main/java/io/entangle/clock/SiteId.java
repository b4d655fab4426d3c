package io.entangle.clock;

import java.util.HexFormat;

/**
 * A place where writes are made: a hub or a client. Random, and never used by two at a time; after a restart only by one
 * that has kept its stamps.
 *
 * @param id 64 random bits
 */
public record SiteId(long id) implements Comparable<SiteId> {
    /**
     * {@return a new site}
     *
     * @param entropy where its bits come from
     */
    public static SiteId random(Entropy entropy) {
        return new SiteId(entropy.nextLong());
    }

    /**
     * {@return the site that {@link #toString} writes}
     *
     * @param text 16 hexadecimal digits
     * @throws IllegalArgumentException if it is anything else
     */
    public static SiteId parse(String text) {
        if (text.length() != 16) {
            throw new IllegalArgumentException("a site is 16 hexadecimal digits, but found \"" + text + "\"");
        }
        return new SiteId(HexFormat.fromHexDigitsToLong(text));
    }

    @Override
    public int compareTo(SiteId that) {
        return Long.compareUnsigned(id, that.id);
    }

    /** {@return 16 hexadecimal digits} */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(id);
    }
}
