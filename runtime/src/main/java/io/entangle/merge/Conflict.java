package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.value.Path;
import org.jspecify.annotations.Nullable;

/**
 * Two sites wrote the same field, neither having seen the other's write.
 *
 * @param path the field
 * @param mine what the write at hand wanted there; null also for a removal
 * @param theirs what stood there
 * @param mineWins whether the write at hand, made later, won
 * @param written when the write at hand was made
 */
public record Conflict(
        Path path, @Nullable Object mine, @Nullable Object theirs, boolean mineWins, HybridTimestamp written) {}
