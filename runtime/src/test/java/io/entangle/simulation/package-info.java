/** Replication under a simulated network, clock and hub: one thread, virtual time, one seed. See docs/testing.md. */
@NullMarked
package io.entangle.simulation;

import org.jspecify.annotations.NullMarked;
