package io.entangle.atom;

/**
 * One change of an atom.
 *
 * @param before the value before it
 * @param after the value after it
 * @param version the atom's version after it; the one before is one less, unless the atom's journal was set back
 * @param <T> the type of values
 */
public record Change<T>(T before, T after, long version) {}
