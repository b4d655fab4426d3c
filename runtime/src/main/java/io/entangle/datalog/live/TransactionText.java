package io.entangle.datalog.live;

import io.entangle.datalog.DatabaseFunction;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Datom;
import io.entangle.datalog.TransactionFunction;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnException;
import io.entangle.datalog.edn.EdnLimits;
import io.entangle.datalog.edn.EdnReader;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.edn.Tagged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Transaction data as EDN, in which {@code #fn name} is a function by its name, and {@code #datom [e a v tx added]} a datom.
 * Immutable.
 */
final class TransactionText {
    private static final Symbol FUNCTION = Symbol.of("fn");
    private static final Symbol DATOM = Symbol.of("datom");

    private final Map<Symbol, DatabaseFunction> functions;
    private final EdnReader reader;

    TransactionText(Map<Symbol, DatabaseFunction> functions) {
        this.functions = functions;
        this.reader = EdnReader.standard().withTag(FUNCTION, this::function).withTag(DATOM, TransactionText::datom);
    }

    /**
     * The data of a text.
     *
     * @throws EdnException if it is not EDN, goes beyond the limits, or names a function that is not registered
     */
    @Nullable
    Object read(String text, EdnLimits limits) {
        return reader.within(limits).read(text);
    }

    private DatabaseFunction function(@Nullable Object name) {
        DatabaseFunction function = name instanceof Symbol symbol ? functions.get(symbol) : null;
        if (function == null) {
            throw new IllegalArgumentException("expected one of the functions registered here, " + functions.keySet()
                    + ", but found " + Edn.write(name));
        }
        return function;
    }

    private static Datom datom(@Nullable Object parts) {
        if (parts instanceof List<?> list
                && list.size() == 5
                && list.get(0) instanceof Long entity
                && list.get(1) != null
                && list.get(2) != null
                && list.get(3) instanceof Long tx
                && list.get(4) instanceof Boolean isAdded) {
            return Datom.of(entity, list.get(1), list.get(2), tx, isAdded);
        }
        throw new IllegalArgumentException(
                "expected entity, attribute, value, transaction, and true or false, but found " + Edn.write(parts));
    }

    /**
     * The text of transaction data.
     *
     * @throws DatalogException if there is something in it that has no text, such as a function without a name
     */
    static String write(@Nullable List<?> txData) {
        try {
            return Edn.write(writable(txData));
        } catch (IllegalArgumentException e) {
            throw new DatalogException(
                    "Transaction data must have a text to be sent: " + e.getMessage()
                            + "; functions are registered with the type, and called by name",
                    "transact/syntax",
                    "tx-data",
                    txData);
        }
    }

    private static @Nullable Object writable(@Nullable Object part) {
        if (part instanceof Datom datom) {
            List<Object> parts = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                parts.add(writable(datom.get(i)));
            }
            return new Tagged(DATOM, parts);
        }
        if (part instanceof DatabaseFunction function) {
            return new Tagged(FUNCTION, function.name());
        }
        if (part instanceof TransactionFunction) {
            throw new IllegalArgumentException("a transaction function has no name");
        }
        if (part instanceof List<?> list) {
            List<@Nullable Object> parts = new ArrayList<>(list.size());
            list.forEach(each -> parts.add(writable(each)));
            return parts;
        }
        if (part instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> parts = new LinkedHashMap<>();
            map.forEach((key, value) -> parts.put(key, writable(value)));
            return parts;
        }
        return part;
    }
}
