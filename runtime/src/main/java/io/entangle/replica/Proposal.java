package io.entangle.replica;

import io.entangle.atom.State;
import io.entangle.clock.HybridTimestamp;
import io.entangle.merge.Merged;
import io.entangle.merge.Siblings;

/**
 * What a write would do to an atom.
 *
 * @param before the version it was made for
 * @param value the value after it
 * @param merged what it changes, and what there is to remember and to tell
 * @param time under which it is taken in
 * @param siblings those there are after it
 * @param isVersion whether it makes a version, because the value or the siblings change
 * @param <T> the type of the atom's values
 */
record Proposal<T>(
        State<T> before, T value, Merged merged, HybridTimestamp time, Siblings siblings, boolean isVersion) {}
