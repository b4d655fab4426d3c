package io.entangle.journal;

import io.entangle.clock.HybridClock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the atoms of one journal share.
 *
 * @param journal where they are kept
 * @param queue through which changes get there
 * @param clock stamps the changes of this process
 * @param epochs draws the names of epochs that begin
 * @param retention is told of each snapshot, and forgets what nobody will ask for
 */
record Keeping(
        Journal journal, CommitQueue queue, HybridClock clock, LongSupplier epochs, Consumer<AtomHead> retention) {}
