/** Datalog: queries, read from EDN or built in Java, and the engine that answers them. */
@NullMarked
package io.entangle.datalog.query;

import org.jspecify.annotations.NullMarked;
