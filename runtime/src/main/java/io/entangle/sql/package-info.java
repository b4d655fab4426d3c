/** Tables that people can read: connections, rows with checksums, and files that SQLite opens for one process. */
@NullMarked
package io.entangle.sql;

import org.jspecify.annotations.NullMarked;
