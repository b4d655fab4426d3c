package io.entangle.datalog.live;

import io.entangle.datalog.TxReport;
import java.util.concurrent.CompletableFuture;

/**
 * A transaction on its way.
 *
 * @param report what it has done here, at once: where the database lives elsewhere, that may turn out otherwise, and ids of new
 *     entities and of the transaction are provisional
 * @param settled completes with what it has come to where the database lives, when that is confirmed here; exceptionally with a
 *     {@link io.entangle.datalog.DatalogException} if it was refused there as a transaction, and with another exception if it was
 *     refused for another reason. Either way it is rolled back here by then
 */
public record Submission(TxReport report, CompletableFuture<Settled> settled) {}
