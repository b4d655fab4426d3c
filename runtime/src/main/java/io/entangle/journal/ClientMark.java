package io.entangle.journal;

import io.entangle.value.Doc;
import org.jspecify.annotations.Nullable;

/**
 * How far a client's writes to an atom have been taken in.
 *
 * @param client the client's name
 * @param sequence of its last write that made a version
 * @param outcomes the newest {@link Entry.Origin#outcomes} that was not null, or null if there was none
 * @param atMs when that last write was taken in
 */
public record ClientMark(
        String client, long sequence, @Nullable Doc outcomes, long atMs) {}
