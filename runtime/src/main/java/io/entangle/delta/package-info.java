/** What changed between two versions of a value: diff, apply, compose, invert, and the patch formats of the RFCs. */
@NullMarked
package io.entangle.delta;

import org.jspecify.annotations.NullMarked;
