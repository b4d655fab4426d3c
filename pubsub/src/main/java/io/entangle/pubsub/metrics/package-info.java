/** What a hub counts and measures, and where that goes. */
@NullMarked
package io.entangle.pubsub.metrics;

import org.jspecify.annotations.NullMarked;
