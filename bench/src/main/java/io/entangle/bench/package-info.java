/** Measures what Entangle claims to be fast at, beside what others offer for the same job. */
package io.entangle.bench;
