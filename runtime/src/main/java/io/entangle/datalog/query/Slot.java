package io.entangle.datalog.query;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A term with its variable as a number.
 *
 * @param kind what it is
 * @param var the variable's number, if it is one
 * @param value the constant, if it is one; the symbol, if it is a source
 */
record Slot(Kind kind, int var, @Nullable Object value) {
    enum Kind {
        VAR,
        BLANK,
        CONSTANT,
        SOURCE
    }

    static final Slot BLANK = new Slot(Kind.BLANK, -1, null);

    static Slot var(int var) {
        return new Slot(Kind.VAR, var, null);
    }

    static Slot constant(@Nullable Object value) {
        return new Slot(Kind.CONSTANT, -1, value);
    }

    boolean isVar() {
        return kind == Kind.VAR;
    }

    static BitSet vars(Slot... slots) {
        BitSet vars = new BitSet();
        for (Slot slot : slots) {
            if (slot.isVar()) {
                vars.set(slot.var);
            }
        }
        return vars;
    }
}
