/** Concurrent writes: which field was written when, by whom, and who wins it. */
@NullMarked
package io.entangle.merge;

import org.jspecify.annotations.NullMarked;
