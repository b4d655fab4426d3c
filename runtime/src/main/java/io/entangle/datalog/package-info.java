/** A database as a value: datoms under a schema, transactions, entities, and its past. */
@NullMarked
package io.entangle.datalog;

import org.jspecify.annotations.NullMarked;
