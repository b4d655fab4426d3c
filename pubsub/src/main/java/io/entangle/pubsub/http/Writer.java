package io.entangle.pubsub.http;

import io.entangle.pubsub.access.Writes;

/**
 * Who writes.
 *
 * @param author as whose the write is remembered
 * @param may what may be written
 */
public record Writer(String author, Writes may) {}
