/** One runnable class per idea. */
@NullMarked
package io.entangle.examples;

import org.jspecify.annotations.NullMarked;
