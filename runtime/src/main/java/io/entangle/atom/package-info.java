/** The cell: one immutable value, its version, and watches that see every change in order. */
@NullMarked
package io.entangle.atom;

import org.jspecify.annotations.NullMarked;
