package io.entangle.datalog.query;

import io.entangle.clock.TimeSource;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.function.Functions;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run of a query: what it looks into, what the inputs are, and how much it may still do. It belongs to one thread. */
final class Execution {
    /** The clock is read once in so many rows. */
    private static final int ROWS_A_LOOK = 1 << 14;

    /** What arrays can hold, with room for growth. */
    private static final long MAX_ROWS = 1 << 29;

    /** Values of no more parts are like numbers: only their rows count. */
    private static final int SMALL = 16;

    /** How many values of the largest size functions may make. */
    private static final int LARGE_VALUES = 16;

    private final Map<Symbol, @Nullable Object> sources;
    private final Functions functions;
    private final Variables variables;
    private final BitSet constants = new BitSet();
    private final @Nullable Object[] values;
    private final QueryLimits limits;
    private final TimeSource time;
    private final long beganNanos;
    private final Trace trace;
    private long rowsToLook = ROWS_A_LOOK;
    private long madeParts;
    private boolean areFunctionsLast;

    Execution(
            Map<Symbol, @Nullable Object> sources,
            Functions functions,
            Variables variables,
            QueryLimits limits,
            TimeSource time,
            Trace trace) {
        this.sources = sources;
        this.functions = functions;
        this.variables = variables;
        this.values = new Object[variables.size()];
        this.limits = limits;
        this.time = time;
        this.beganNanos = limits.timeout() == null ? 0 : time.nanos();
        this.trace = trace;
    }

    Functions functions() {
        return functions;
    }

    Variables variables() {
        return variables;
    }

    Trace trace() {
        return trace;
    }

    /** Whether functions are called when all else has been looked at: one has failed on a row that might be none. */
    boolean areFunctionsLast() {
        return areFunctionsLast;
    }

    void callFunctionsLast(boolean isSo) {
        areFunctionsLast = isSo;
    }

    @Nullable
    Object source(Symbol name) {
        if (!sources.containsKey(name)) {
            throw new DatalogException("Where uses unknown source vars: [" + name + "]", "query/where", "source", name);
        }
        return sources.get(name);
    }

    /** Gives a variable one value for the whole run. */
    void setConstant(int var, @Nullable Object value) {
        constants.set(var);
        values[var] = value;
    }

    boolean isConstant(int var) {
        return constants.get(var);
    }

    /** The variables that have one value for the whole run. */
    BitSet constants() {
        return constants;
    }

    boolean isConstant(Slot slot) {
        return slot.kind() == Slot.Kind.CONSTANT || slot.isVar() && constants.get(slot.var());
    }

    /** The value of a constant, or of a variable that is one for this run. */
    @Nullable
    Object value(Slot slot) {
        return slot.isVar() ? values[slot.var()] : slot.value();
    }

    @Nullable
    Object constant(int var) {
        return values[var];
    }

    private long maxRows() {
        return Math.min(limits.maxRows(), MAX_ROWS);
    }

    /** Refuses more rows than may be, and to go on when time is over. To be called as rows are made, or looked at. */
    void count(long rowsOfStep, long more) {
        long most = maxRows();
        if (rowsOfStep > most) {
            throw new DatalogException(
                    "A step of the query has more than " + most + " rows", "query/rows", "limit", most);
        }
        rowsToLook -= more;
        if (rowsToLook <= 0) {
            rowsToLook = ROWS_A_LOOK;
            look();
        }
    }

    /**
     * A value that a function has made, which is refused if it, or all that is large together, is out of proportion: values
     * that are made of others twice would fill the memory after few steps.
     */
    @Nullable
    Object made(@Nullable Object value) {
        if (value == null || value instanceof Long || value instanceof Double || value instanceof Boolean) {
            return value;
        }
        long most = maxRows();
        long parts = ValueSize.of(value, most);
        if (parts > SMALL) {
            madeParts += parts;
            count(0, parts);
        }
        if (parts > most || madeParts > most * LARGE_VALUES) {
            throw new DatalogException(
                    "Functions of the query make values that are too large or too deep", "query/size", "limit", most);
        }
        return value;
    }

    /** Refuses to go on when time is over. */
    void look() {
        if (limits.timeout() != null
                && time.nanos() - beganNanos > limits.timeout().toNanos()) {
            throw new DatalogException(
                    "The query has taken more than " + limits.timeout().toMillis() + " ms",
                    "query/timeout",
                    "limit",
                    limits.timeout().toMillis());
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new DatalogException("The query was interrupted", "query/interrupted");
        }
    }

    @Override
    public String toString() {
        return "sources " + sources.keySet() + ", constants " + Objects.toString(constants);
    }
}
