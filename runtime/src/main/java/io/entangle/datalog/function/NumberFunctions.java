package io.entangle.datalog.function;

import io.entangle.clock.Entropy;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.index.ValueOrder;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Arithmetic, and what compares. */
final class NumberFunctions {
    private static final int MANY = Integer.MAX_VALUE;
    private static final double TWO_TO_53 = 0x1p53;

    private final Map<Symbol, QueryFunction> into;

    private NumberFunctions(Map<Symbol, QueryFunction> into) {
        this.into = into;
    }

    static void addTo(Map<Symbol, QueryFunction> into, Entropy entropy) {
        NumberFunctions functions = new NumberFunctions(into);
        functions.comparisons();
        functions.arithmetic();
        functions.tests();
        functions.add("rand", 0, 1, arguments -> {
            double unit = (entropy.nextLong() >>> 11) / TWO_TO_53;
            return arguments.size() == 0 ? unit : unit * arguments.number(0).doubleValue();
        });
        functions.add("rand-int", 1, 1, arguments -> {
            int bound = arguments.index(0);
            return bound == 0 ? 0L : entropy.nextLong(bound);
        });
    }

    private void add(String name, int least, int most, Arguments.Body body) {
        Symbol symbol = Symbol.of(name);
        into.put(symbol, Arguments.of(symbol, least, most, body));
    }

    private void comparisons() {
        chain("<", order -> order < 0);
        chain(">", order -> order > 0);
        chain("<=", order -> order <= 0);
        chain(">=", order -> order >= 0);
        add("==", 1, MANY, arguments -> {
            boolean isEqual = true;
            for (int i = 1; i < arguments.size(); i++) {
                isEqual &= ValueOrder.compareAmounts(arguments.number(i - 1), arguments.number(i)) == 0;
            }
            return isEqual;
        });
        add("compare", 2, 2, arguments -> (long) ValueOrder.compare(arguments.get(0), arguments.get(1)));
        add("max", 1, MANY, arguments -> extreme(arguments, 1));
        add("min", 1, MANY, arguments -> extreme(arguments, -1));
    }

    /** Holds if each argument compares so to the next. */
    private void chain(String name, IntPredicate test) {
        add(name, 1, MANY, arguments -> {
            for (int i = 1; i < arguments.size(); i++) {
                if (!test.test(ValueOrder.compareAmounts(arguments.get(i - 1), arguments.get(i)))) {
                    return false;
                }
            }
            return true;
        });
    }

    private static Object extreme(Arguments arguments, int sign) {
        Number extreme = arguments.number(0);
        for (int i = 1; i < arguments.size(); i++) {
            Number next = arguments.number(i);
            extreme = sign * ValueOrder.compareAmounts(next, extreme) > 0 ? next : extreme;
        }
        return extreme;
    }

    private void arithmetic() {
        fold("+", 0, 0L, Arithmetic::add);
        fold("*", 0, 1L, Arithmetic::multiply);
        fold("-", 1, 0L, Arithmetic::subtract);
        fold("/", 1, 1L, Arithmetic::divide);
        binary("quot", Arithmetic::quotient);
        binary("rem", Arithmetic::remainder);
        binary("mod", Arithmetic::modulo);
        add("inc", 1, 1, arguments -> calculate(arguments, Arithmetic::add, arguments.number(0), 1L));
        add("dec", 1, 1, arguments -> calculate(arguments, Arithmetic::subtract, arguments.number(0), 1L));
    }

    /** Takes one argument after the other; a single one is taken with the unit, as in {@code (- x)}. */
    private void fold(String name, int least, Number unit, BinaryOperator<Number> operator) {
        add(name, least, MANY, arguments -> {
            boolean isSingle = arguments.size() <= 1;
            Number result = isSingle ? unit : arguments.number(0);
            for (int i = isSingle ? 0 : 1; i < arguments.size(); i++) {
                result = calculate(arguments, operator, result, arguments.number(i));
            }
            return result;
        });
    }

    private void binary(String name, BinaryOperator<Number> operator) {
        add(name, 2, 2, arguments -> calculate(arguments, operator, arguments.number(0), arguments.number(1)));
    }

    private static Number calculate(Arguments arguments, BinaryOperator<Number> operator, Number a, Number b) {
        try {
            return operator.apply(a, b);
        } catch (Arithmetic.TooLargeException e) {
            throw arguments.fault(String.valueOf(e.getMessage()));
        } catch (ArithmeticException e) {
            throw arguments.fault("Divide by zero");
        }
    }

    private void tests() {
        sign("zero?", sign -> sign == 0);
        sign("pos?", sign -> sign > 0);
        sign("neg?", sign -> sign < 0);
        parity("even?", isOdd -> !isOdd);
        parity("odd?", isOdd -> isOdd);
    }

    private void sign(String name, IntPredicate test) {
        add(name, 1, 1, arguments -> test.test(Arithmetic.signum(arguments.number(0))));
    }

    private void parity(String name, Predicate<Boolean> test) {
        add(name, 1, 1, arguments -> {
            Number number = arguments.number(0);
            if (number instanceof Long integer) {
                return test.test((integer & 1) == 1);
            }
            return test.test(arguments.get(0, BigInteger.class, "an integer").testBit(0));
        });
    }
}
