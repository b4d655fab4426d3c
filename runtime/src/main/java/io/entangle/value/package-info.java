/** Immutable values: a persistent map and vector, JSON-like documents over them, paths, canonical form and digest. */
@NullMarked
package io.entangle.value;

import org.jspecify.annotations.NullMarked;
