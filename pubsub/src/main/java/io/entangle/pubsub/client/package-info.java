/** Replicas of a hub's atoms in another process: connect, subscribe, write, resume. */
@NullMarked
package io.entangle.pubsub.client;

import org.jspecify.annotations.NullMarked;
