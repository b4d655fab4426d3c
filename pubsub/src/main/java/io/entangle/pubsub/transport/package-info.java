/** Sockets in, messages out: how a hub's peers are reached. */
@NullMarked
package io.entangle.pubsub.transport;

import org.jspecify.annotations.NullMarked;
