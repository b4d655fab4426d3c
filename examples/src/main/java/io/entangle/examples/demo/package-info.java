/** A hub and two replicas in three JVM processes follow the edit history of a real document, and prove that they do. */
@NullMarked
package io.entangle.examples.demo;

import org.jspecify.annotations.NullMarked;
