/** What queries and transactions of databases cost, beside Datomic and beside what one would write by hand. */
package io.entangle.bench.datalog;
