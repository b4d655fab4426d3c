/** Within one JVM: an atom published on the Vert.x event bus, and local replicas of it, sharing its values by reference. */
@NullMarked
package io.entangle.pubsub.bus;

import org.jspecify.annotations.NullMarked;
