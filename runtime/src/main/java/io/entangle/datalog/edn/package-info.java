/** EDN, the notation of schemas, transactions and queries: values, a reader with limits, and a writer. */
@NullMarked
package io.entangle.datalog.edn;

import org.jspecify.annotations.NullMarked;
