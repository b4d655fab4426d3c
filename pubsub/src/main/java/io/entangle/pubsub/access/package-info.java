/** Who a client is and what it may do: asked when it connects, subscribes, joins and writes. */
@NullMarked
package io.entangle.pubsub.access;

import org.jspecify.annotations.NullMarked;
