package io.entangle.pubsub.access;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which JSON Web Tokens (RFC 7519) are believed. Keys and algorithms are those said here: nothing that a token says of its
 * own keys is looked at. Immutable.
 *
 * @param keys those that tokens may be signed with, at least one
 * @param issuer who makes them: their claim {@code iss}
 * @param audience for whom they are made: one of their claim {@code aud}
 * @param userClaim the claim that is the user's id; {@code sub}
 * @param leeway by how much clocks may differ: so much longer does a token count; 10 s
 */
public record JwtOptions(List<Key> keys, String issuer, String audience, String userClaim, Duration leeway) {
    private static final Duration MOST_LEEWAY = Duration.ofSeconds(60);

    /**
     * Checks the ranges.
     *
     * @param keys copied, at least one
     * @param issuer not empty
     * @param audience not empty
     * @param userClaim not empty
     * @param leeway 60 s at most
     */
    public JwtOptions {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "at least one key is needed: without any, whoever writes a token would be believed");
        }
        notEmpty(issuer, "the issuer");
        notEmpty(audience, "the audience");
        notEmpty(userClaim, "the claim that is the user's id");
        if (leeway.isNegative() || leeway.compareTo(MOST_LEEWAY) > 0) {
            throw new IllegalArgumentException("the leeway is from 0 to 60 s, but found " + leeway);
        }
    }

    private static void notEmpty(String text, String what) {
        if (Objects.requireNonNull(text, what).isEmpty()) {
            throw new IllegalArgumentException(what + " is not empty");
        }
    }

    /**
     * {@return options for tokens that are signed with one key}
     *
     * @param algorithm as {@link Key}
     * @param key as {@link Key}
     * @param issuer who makes them
     * @param audience for whom
     * @throws IllegalArgumentException if the algorithm is not known, or the key none for it
     */
    public static JwtOptions of(String algorithm, String key, String issuer, String audience) {
        return new JwtOptions(List.of(new Key(algorithm, key)), issuer, audience, "sub", Duration.ofSeconds(10));
    }

    /**
     * {@return these options with another key that tokens may be signed with as well} So keys are replaced while tokens are in
     * use: the new one is added first, and the old one left out when the last of its tokens has expired.
     *
     * @param algorithm as {@link Key}
     * @param key as {@link Key}
     * @throws IllegalArgumentException if the algorithm is not known, or the key none for it
     */
    public JwtOptions withKey(String algorithm, String key) {
        List<Key> all = new ArrayList<>(keys);
        all.add(new Key(algorithm, key));
        return new JwtOptions(all, issuer, audience, userClaim, leeway);
    }

    /**
     * {@return these options with another claim that is the user's id}
     *
     * @param claim its name
     */
    public JwtOptions withUserClaim(String claim) {
        return new JwtOptions(keys, issuer, audience, claim, leeway);
    }

    /**
     * {@return these options with another leeway}
     *
     * @param time from 0 to 60 s
     */
    public JwtOptions withLeeway(Duration time) {
        return new JwtOptions(keys, issuer, audience, userClaim, time);
    }

    /**
     * A key that tokens may be signed with, and by which algorithm alone.
     *
     * @param algorithm {@code HS256}, {@code HS384} or {@code HS512} for a secret; {@code RS}, {@code PS} or {@code ES} with the
     *     same numbers for a public key
     * @param material the secret, or the public key as PEM
     */
    public record Key(String algorithm, String material) {
        private static final List<String> FAMILIES = List.of("HS", "RS", "PS", "ES");
        private static final List<String> SIZES = List.of("256", "384", "512");

        /**
         * Checks that the one is a key for the other.
         *
         * @param algorithm one of those above
         * @param material a secret of as many bytes as the hash has, at least; or a public key
         */
        public Key {
            String family = algorithm.substring(0, Math.min(2, algorithm.length()));
            String size = algorithm.substring(family.length());
            if (!FAMILIES.contains(family) || !SIZES.contains(size)) {
                throw new IllegalArgumentException(
                        "an algorithm is one of " + FAMILIES + " with one of " + SIZES + ", but found " + algorithm);
            }
            boolean isPem = material.contains("-----BEGIN ");
            if (family.equals("HS")) {
                int least = Integer.parseInt(size) / 8;
                int found = material.getBytes(StandardCharsets.UTF_8).length;
                if (isPem || found < least) {
                    throw new IllegalArgumentException("the secret for " + algorithm + " has at least " + least
                            + " bytes, but found " + (isPem ? "a key that others may know" : found + " bytes"));
                }
            } else if (!material.contains("-----BEGIN PUBLIC KEY-----")) {
                throw new IllegalArgumentException(
                        "the key for " + algorithm + " is a public key as PEM: \"-----BEGIN PUBLIC KEY-----\" …");
            }
        }

        /** Does not show the key: it may be a secret. */
        @Override
        public String toString() {
            return "Key[" + algorithm + "]";
        }
    }
}
