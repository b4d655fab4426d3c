/** Reads entities and what they refer to as nested maps, by a pattern. */
@NullMarked
package io.entangle.datalog.pull;

import org.jspecify.annotations.NullMarked;
