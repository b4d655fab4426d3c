package io.entangle.journal;

import io.entangle.clock.HybridTimestamp;
import io.entangle.value.Doc;
import org.jspecify.annotations.Nullable;

/**
 * A whole value of an atom: where reading back begins.
 *
 * @param version the version it is of; 0 for a first value
 * @param atMs when that version was taken in, in milliseconds since 1970 UTC
 * @param made the stamp under which it was taken in
 * @param value the value
 * @param notes what the authority remembers beside it, or null if nothing. The journal does not look into it
 */
public record Snapshot(
        long version,
        long atMs,
        HybridTimestamp made,
        Doc value,
        @Nullable Doc notes) {}
