/** What has become of atoms, written down before anybody is told: so that it survives the process, and can be read back. */
@NullMarked
package io.entangle.journal;

import org.jspecify.annotations.NullMarked;
