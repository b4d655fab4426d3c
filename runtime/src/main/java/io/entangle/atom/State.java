package io.entangle.atom;

/**
 * The value of an atom and the version it is, read together.
 *
 * @param version counts the changes, from 0
 * @param value the value
 * @param <T> the type of values
 */
public record State<T>(long version, T value) {}
