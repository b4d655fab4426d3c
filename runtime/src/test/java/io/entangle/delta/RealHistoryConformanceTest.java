package io.entangle.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.value.Doc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The history of a real file: each revision's digest was computed by another implementation of RFC 8785. */
final class RealHistoryConformanceTest {
    @Test
    void countries_everyRevision_hasTheKnownDigest() throws IOException {
        Doc current = Doc.of();
        int revisions = 0;
        try (BufferedReader lines = history()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Doc record = Doc.parse(line);
                current = revisions == 0 ? record.get("document", Doc.class) : checked(current, record);
                assertThat(sha256(current.toCanonicalJson()))
                        .as("revision %d", revisions)
                        .isEqualTo(record.get("sha256"));
                revisions++;
            }
        }
        assertThat(revisions).isGreaterThan(20);
    }

    /** The next revision, made in each way there is. */
    private static Doc checked(Doc before, Doc record) {
        Doc after = JsonPatch.apply(before, record.get("patch", Doc.class));
        Delta delta = Delta.diff(before, after);
        assertThat(delta.apply(before)).isEqualTo(after);
        assertThat(delta.invert(before).apply(after)).isEqualTo(before);
        assertThat(JsonPatch.apply(before, JsonPatch.fromDelta(delta, before))).isEqualTo(after);
        assertThat(Doc.parse(after.toCanonicalJson())).isEqualTo(after);
        assertThat(Doc.parse(after.toCanonicalJson()).digest()).isEqualTo(after.digest());
        return after;
    }

    private static BufferedReader history() throws IOException {
        InputStream in = RealHistoryConformanceTest.class.getResourceAsStream("countries-history-extract.jsonl.gz");
        return new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8));
    }

    private static String sha256(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
