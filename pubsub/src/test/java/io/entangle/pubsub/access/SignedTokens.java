package io.entangle.pubsub.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens as a test wants them, right and wrong ones, made without the library that looks at them. */
public final class SignedTokens {
    /** Who makes the tokens that are believed, and for whom. */
    public static final String ISSUER = "https://login.example";

    /** For whom they are made. */
    public static final String AUDIENCE = "entangle";

    /** A secret that is long enough for HS256. */
    public static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final KeyPair RSA = pair("RSA", 2048);

    private SignedTokens() {}

    /** A new pair of keys. */
    public static KeyPair pair(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A public key as people hand it around. */
    public static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The public key of the pair by which {@link #of} signs. */
    public static String publicKey() {
        return pem(RSA.getPublic());
    }

    /** What believes the tokens that {@link #of} makes. */
    public static JwtOptions options() {
        return JwtOptions.of("RS256", publicKey(), ISSUER, AUDIENCE).withLeeway(Duration.ZERO);
    }

    /** A token of a user that counts for a while from now on. */
    public static String of(String user, Duration life) {
        return of(user, Instant.now().plus(life));
    }

    /** A token of a user that counts until then. */
    public static String of(String user, Instant until) {
        return rs256("{\"alg\":\"RS256\"}", claims(user, until));
    }

    /** The claims of a token that is believed. */
    public static String claims(String user, Instant until) {
        return "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"" + user + "\",\"exp\":"
                + until.getEpochSecond() + "}";
    }

    /** A token signed by the key that is believed, whatever it says. */
    public static String rs256(String header, String claims) {
        return signed(header, claims, "SHA256withRSA", RSA.getPrivate());
    }

    /** A token signed by another key of the same kind. */
    public static String signed(String header, String claims, String signature, PrivateKey key) {
        try {
            Signature signing = Signature.getInstance(signature);
            if (signature.equals("RSASSA-PSS")) {
                signing.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signing.initSign(key);
            String text = unsigned(header, claims);
            signing.update(text.getBytes(StandardCharsets.UTF_8));
            return text + "." + base64(signing.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A token signed by a secret. */
    public static String hs256(String header, String claims, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String text = unsigned(header, claims);
            return text + "." + base64(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A token's first two parts. */
    public static String unsigned(String header, String claims) {
        return base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
