/** Journals in SQL databases, SQLite and PostgreSQL. */
@NullMarked
package io.entangle.journal.sql;

import org.jspecify.annotations.NullMarked;
