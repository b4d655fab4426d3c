/** How the values of an atom are compared, patched and encoded: documents, and plain records field by field. */
@NullMarked
package io.entangle.type;

import org.jspecify.annotations.NullMarked;
