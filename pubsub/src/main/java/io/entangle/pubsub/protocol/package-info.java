/** What hub and client say to each other: frames, error codes, versions. The twin of {@code docs/protocol.md}. */
@NullMarked
package io.entangle.pubsub.protocol;

import org.jspecify.annotations.NullMarked;
