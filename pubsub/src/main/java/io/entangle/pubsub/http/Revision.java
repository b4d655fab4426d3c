package io.entangle.pubsub.http;

import io.entangle.atom.Version;
import io.entangle.value.Doc;
import java.time.Instant;

/**
 * What an atom shows at a version.
 *
 * @param version the version
 * @param time when it was taken in
 * @param value the value
 */
public record Revision(Version version, Instant time, Doc value) {}
