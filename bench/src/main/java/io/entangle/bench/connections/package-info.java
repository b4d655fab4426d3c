/** How many connections a hub holds, how fast it tells them, and how they come back: servers and clients in JVMs of their own. */
package io.entangle.bench.connections;
