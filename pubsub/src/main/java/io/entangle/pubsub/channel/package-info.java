/** Events between a hub's application and its clients: to users, clients and channels, with replies, history and presence. */
@NullMarked
package io.entangle.pubsub.channel;

import org.jspecify.annotations.NullMarked;
