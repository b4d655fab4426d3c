/** The two sides of replication as state machines without I/O: messages and a time go in, messages come out. */
@NullMarked
package io.entangle.replica;

import org.jspecify.annotations.NullMarked;
