package io.entangle.datalog.live;

import io.entangle.atom.RefusedException;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.TxReport;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnException;
import io.entangle.datalog.edn.Keyword;
import io.entangle.replica.Mutations.Answered;
import io.entangle.replica.Mutations.Answering;
import io.entangle.value.Doc;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mutation that carries out a transaction, which its arguments hold as text. It answers with the transaction's number and with
 * what temporary ids became.
 */
final class Transact implements Answering<Database> {
    private static final String DATA = "data";
    private static final String TX = "tx";
    private static final String TEMPIDS = "tempids";

    private final TransactionText text;
    private final TransactLimits limits;

    Transact(TransactionText text, TransactLimits limits) {
        this.text = text;
        this.limits = limits;
    }

    static Doc arguments(@Nullable List<?> txData) {
        return Doc.of(DATA, TransactionText.write(txData));
    }

    @Override
    public Answered<Database> apply(Database database, Doc arguments) {
        try {
            if (!arguments.isMap() || !(arguments.get(DATA) instanceof String data)) {
                throw new DatalogException("Bad arguments, expected transaction data as text", "transact/syntax");
            }
            Object txData = text.read(data, limits.text());
            if (txData != null && !(txData instanceof List<?>)) {
                throw new DatalogException(
                        "Bad transaction data, expected sequential collection", "transact/syntax", "tx-data", txData);
            }
            TxReport report = database.with((List<?>) txData);
            if (report.txData().size() > limits.maxDatoms()) {
                throw new DatalogException(
                        "A transaction makes at most " + limits.maxDatoms() + " datoms, but found "
                                + report.txData().size(),
                        "transact/limit");
            }
            return new Answered<>(report.dbAfter(), answer(report));
        } catch (DatalogException e) {
            throw refusal(e.error(), e);
        } catch (EdnException e) {
            String error = e.error().name().toLowerCase(Locale.ROOT).replace('_', '-');
            throw refusal(Keyword.of("edn", error), e);
        }
    }

    private static RefusedException refusal(Keyword error, RuntimeException cause) {
        RefusedException refusal = new RefusedException(error + " " + cause.getMessage());
        refusal.initCause(cause);
        return refusal;
    }

    /** What {@link #refusal} has made of an exception, as one of the same error and message; null if it has not made it. */
    static @Nullable DatalogException refused(@Nullable String reason) {
        int space = reason == null ? -1 : reason.indexOf(' ');
        if (space < 2 || reason.charAt(0) != ':') {
            return null;
        }
        try {
            return new DatalogException(reason.substring(space + 1), reason.substring(1, space));
        } catch (IllegalArgumentException e) {
            return null; // no keyword
        }
    }

    private static Doc answer(TxReport report) {
        Doc tempids = Doc.of();
        for (Map.Entry<Object, Long> entry : report.tempids().entrySet()) {
            if (!(entry.getKey() instanceof Keyword)) {
                tempids = tempids.with(Edn.write(entry.getKey()), entry.getValue());
            }
        }
        return Doc.of(TX, DatabaseForm.txNumber(report.dbAfter().maxTx()), TEMPIDS, tempids);
    }

    /** The id of the transaction that an answer tells of. */
    static long tx(Doc answer) {
        return answer.get(TX, Long.class) + Database.FIRST_TX;
    }

    /** What temporary ids became, as an answer tells it. */
    static Map<Object, Long> tempids(Doc answer) {
        Map<Object, Long> tempids = new HashMap<>();
        Doc told = answer.get(TEMPIDS, Doc.class);
        told.map().forEach((tempid, id) -> tempids.put(Edn.read(tempid), (Long) id));
        return tempids;
    }
}
