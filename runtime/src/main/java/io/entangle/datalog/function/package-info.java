/** The functions, predicates and aggregates that queries and pulls may call by name. */
@NullMarked
package io.entangle.datalog.function;

import org.jspecify.annotations.NullMarked;
