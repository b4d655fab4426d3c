/** Time and randomness, and which of two writes is later: the only place that reads a clock or draws a random number. */
@NullMarked
package io.entangle.clock;

import org.jspecify.annotations.NullMarked;
