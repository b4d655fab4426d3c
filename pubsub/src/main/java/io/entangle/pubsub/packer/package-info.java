/** Frames as text or bytes: JSON and CBOR. */
@NullMarked
package io.entangle.pubsub.packer;

import org.jspecify.annotations.NullMarked;
