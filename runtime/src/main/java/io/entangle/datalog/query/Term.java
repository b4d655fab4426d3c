package io.entangle.datalog.query;

import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Symbol;
import org.jspecify.annotations.Nullable;

/** What stands in a pattern, or is the argument of a call. */
sealed interface Term {
    /** The source that is meant where none is named. */
    Symbol DEFAULT_SOURCE = Symbol.of("$");

    /** A variable: {@code ?x}. */
    record Var(Symbol symbol) implements Term {
        @Override
        public String toString() {
            return symbol.toString();
        }
    }

    /** What matches anything: {@code _}. */
    record Blank() implements Term {
        @Override
        public String toString() {
            return "_";
        }
    }

    /** A value. */
    record Constant(@Nullable Object value) implements Term {
        @Override
        public String toString() {
            return Forms.shown(value);
        }
    }

    /** A source as an argument: {@code $}. */
    record Source(Symbol symbol) implements Term {
        @Override
        public String toString() {
            return symbol.toString();
        }
    }

    static boolean isVariable(@Nullable Object form) {
        return form instanceof Symbol symbol && symbol.name().startsWith("?");
    }

    static boolean isSource(@Nullable Object form) {
        return form instanceof Symbol symbol && symbol.name().startsWith("$");
    }

    static boolean isBlank(@Nullable Object form) {
        return form instanceof Symbol symbol && symbol.equals(Forms.BLANK);
    }

    /** Whether it is the name of a function, a rule or an input: a symbol that is none of the others. */
    static boolean isPlain(@Nullable Object form) {
        return form instanceof Symbol symbol
                && !isVariable(symbol)
                && !isSource(symbol)
                && !isBlank(symbol)
                && !symbol.equals(Forms.RULES);
    }

    /** Written as {@link Edn} would. */
    @Override
    String toString();
}
