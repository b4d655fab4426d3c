/** Journals in SQL databases, SQLite and PostgreSQL: the only input and output of this module. */
@NullMarked
package io.entangle.journal.sql;

import org.jspecify.annotations.NullMarked;
