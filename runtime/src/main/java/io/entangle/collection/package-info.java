/** Collections of records: kept in an atom by their ids, selected, put in order, and watched at the cost of what changes. */
@NullMarked
package io.entangle.collection;

import org.jspecify.annotations.NullMarked;
