package io.entangle.datalog.live;

import io.entangle.atom.Cell;
import io.entangle.atom.RefusedException;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.TxReport;
import io.entangle.datalog.edn.EdnException;
import io.entangle.replica.Call;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.RefusedWriteException;
import io.entangle.value.Doc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A connection to a database that lives elsewhere: transactions are shown at once, and carried out again there. */
final class ReplicaConnection implements Connection {
    private final DatabaseType type;
    private final Cell<Database> replica;
    private final Function<Doc, Call<Database>> transact;

    ReplicaConnection(DatabaseType type, Cell<Database> replica, Function<Doc, Call<Database>> transact) {
        this.type = Objects.requireNonNull(type, "type");
        this.replica = Objects.requireNonNull(replica, "replica");
        this.transact = Objects.requireNonNull(transact, "transact");
    }

    @Override
    public Cell<Database> cell() {
        return replica;
    }

    @Override
    public Submission submit(String edn) {
        return submit(type.read(edn), null);
    }

    @Override
    public Submission submit(@Nullable List<?> txData, @Nullable Object txMeta) {
        List<?> named = NamedEntities.in(txData, replica.get());
        Call<Database> call = call(Transact.arguments(named));
        // What the mutation was told and did there, it does again: the same report, with all that the caller is not
        // told by it.
        TxReport run = call.before().with(named, txMeta);
        TxReport report = new TxReport(call.before(), call.after(), run.txData(), asked(run.tempids()), txMeta);
        CompletableFuture<Settled> settled = new CompletableFuture<>();
        call.answer().whenComplete((answer, failure) -> {
            if (failure != null) {
                settled.completeExceptionally(reason(failure));
            } else {
                settled.complete(answer == null ? forgotten() : settled(run, answer));
            }
        });
        return new Submission(report, settled);
    }

    private Call<Database> call(Doc arguments) {
        try {
            return transact.apply(arguments);
        } catch (RefusedException e) {
            if (e.getCause() instanceof DatalogException || e.getCause() instanceof EdnException) {
                throw (RuntimeException) e.getCause();
            }
            throw e;
        }
    }

    private static Map<Object, Long> asked(Map<Object, Long> tempids) {
        Map<Object, Long> asked = new HashMap<>(tempids);
        asked.keySet().removeIf(NamedEntities::isGiven);
        return asked;
    }

    private Settled forgotten() {
        return new Settled(replica.get(), OptionalLong.empty(), Map.of(), Map.of());
    }

    private Settled settled(TxReport run, Doc answer) {
        long tx = Transact.tx(answer);
        Map<Object, Long> tempids = Transact.tempids(answer);
        Map<Long, Long> ids = new HashMap<>();
        tempids.forEach((tempid, id) -> {
            Long provisional = run.tempids().get(tempid);
            if (provisional != null && !provisional.equals(id)) {
                ids.put(provisional, id);
            }
        });
        if (run.dbAfter().maxTx() != tx) {
            ids.put(run.dbAfter().maxTx(), tx);
        }
        return new Settled(replica.get(), OptionalLong.of(tx), asked(tempids), ids);
    }

    /** What the authority refused as a transaction is so here as well. */
    private static Throwable reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RefusedWriteException refused && refused.code() == RefusalCode.VALIDATION) {
            DatalogException refusal = Transact.refused(refused.getMessage());
            return refusal == null ? cause : refusal;
        }
        return cause;
    }
}
