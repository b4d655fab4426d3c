package io.entangle.clock;

import java.time.Duration;

/**
 * A write came from a site whose clock is ahead of the hub's by more than is allowed. It was taken in as if it had been
 * made in the present.
 *
 * @param site where the write was made
 * @param ahead by how much its stamp was ahead
 */
public record ClockSkew(SiteId site, Duration ahead) {}
