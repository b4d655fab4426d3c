/** Atoms over plain HTTP: values, their past, writes; for everyone who speaks JSON. */
@NullMarked
package io.entangle.pubsub.http;

import org.jspecify.annotations.NullMarked;
