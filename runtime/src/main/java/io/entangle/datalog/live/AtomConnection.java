package io.entangle.datalog.live;

import io.entangle.atom.Atom;
import io.entangle.atom.Cell;
import io.entangle.datalog.Database;
import io.entangle.datalog.TxReport;
import io.entangle.datalog.edn.Keyword;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection to a database that lives here: what a transaction does is certain when it returns. */
final class AtomConnection implements Connection {
    private final Atom<Database> atom;
    private final DatabaseType type;

    AtomConnection(Atom<Database> atom) {
        this.atom = Objects.requireNonNull(atom, "atom");
        if (!(atom.type() instanceof DatabaseType databases)) {
            throw new IllegalArgumentException(
                    "a connection is one to an atom of a DatabaseType, not of " + atom.type());
        }
        this.type = databases;
    }

    @Override
    public Cell<Database> cell() {
        return atom;
    }

    @Override
    public Submission submit(String edn) {
        return submit(type.read(edn), null);
    }

    @Override
    public Submission submit(@Nullable List<?> txData, @Nullable Object txMeta) {
        TxReport[] last = new TxReport[1];
        atom.swap(database -> {
            last[0] = database.with(txData, txMeta);
            return last[0].dbAfter();
        });
        TxReport report = Objects.requireNonNull(last[0]);
        Map<Object, Long> tempids = new HashMap<>(report.tempids());
        tempids.keySet().removeIf(Keyword.class::isInstance);
        Settled settled =
                new Settled(report.dbAfter(), OptionalLong.of(report.dbAfter().maxTx()), tempids, Map.of());
        return new Submission(report, CompletableFuture.completedFuture(settled));
    }
}
