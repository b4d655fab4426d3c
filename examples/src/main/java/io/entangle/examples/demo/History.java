package io.entangle.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The edit history that the demo replays; ATTRIBUTION.md beside it says where it comes from. */
final class History {
    private static final String RESOURCE = "/io/entangle/examples/countries-history.jsonl.gz";

    private History() {}

    /** {@return all revisions, the oldest first} */
    static List<Revision> load() {
        try (InputStream in = History.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the class path has no " + RESOURCE);
            }
            return new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))
                    .lines()
                    .map(Revision::ofLine)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + RESOURCE, e);
        }
    }
}
