/** Databases that live in atoms: their type, and connections, through which transactions reach them. */
@NullMarked
package io.entangle.datalog.live;

import org.jspecify.annotations.NullMarked;
