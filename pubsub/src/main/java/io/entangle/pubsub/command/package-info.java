/** The command {@code entangle}: a hub, and what one does to atoms and journals, from a shell. {@code docs/command.md}. */
@NullMarked
package io.entangle.pubsub.command;

import org.jspecify.annotations.NullMarked;
