package io.entangle.journal;

/**
 * How far an atom's journal reaches.
 *
 * @param atom the atom's id
 * @param epoch names this life of its history; another one begins when an older copy of the journal is used again
 * @param version the newest version
 * @param oldest the oldest version that can be read back
 */
public record AtomHead(String atom, long epoch, long version, long oldest) {}
