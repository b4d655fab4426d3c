/** Sorted datoms: persistent B+trees of each attribute, the order of values, and what changed between two databases. */
@NullMarked
package io.entangle.datalog.index;

import org.jspecify.annotations.NullMarked;
