/** Where atoms live: who is subscribed to what, fan-out, conflation, limits. */
@NullMarked
package io.entangle.pubsub.hub;

import org.jspecify.annotations.NullMarked;
