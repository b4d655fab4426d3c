/** What a client keeps in files, so that its unsent writes and confirmed values outlive its process. */
@NullMarked
package io.entangle.pubsub.store;

import org.jspecify.annotations.NullMarked;
