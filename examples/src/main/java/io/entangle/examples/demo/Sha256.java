package io.entangle.examples.demo;

import io.entangle.value.Doc;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest that says whether two documents are equal, byte by byte, without either being sent. */
final class Sha256 {
    private Sha256() {}

    /** {@return the SHA-256 of a document's canonical JSON (RFC 8785) in UTF-8, in hexadecimal} */
    static String of(Doc doc) {
        try {
            byte[] canonical = doc.toCanonicalJson().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
