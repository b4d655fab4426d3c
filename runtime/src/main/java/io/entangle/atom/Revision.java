package io.entangle.atom;

import io.entangle.delta.Delta;
import java.time.Instant;

/**
 * How one version of an atom came about.
 *
 * @param version its number
 * @param time when it was taken in
 * @param author the name of the client that wrote it, or "" if the atom's own process did
 * @param delta what it changed; empty for a write that lost to a later one
 */
public record Revision(long version, Instant time, String author, Delta delta) {}
