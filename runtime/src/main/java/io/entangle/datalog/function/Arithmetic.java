package io.entangle.datalog.function;

import io.entangle.datalog.edn.Ratio;
import io.entangle.datalog.index.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Objects;

/**
 * Calculates with numbers of all types: in doubles if one is a double, else in decimals if one is a decimal, else exactly.
 * Integers become larger as they must.
 */
final class Arithmetic {
    /** What an integer may have, so that nobody gets far by multiplying again and again. */
    private static final int MAX_BITS = 1 << 16;

    /** How many zeros a decimal may have behind its digits, or before them. */
    private static final int MAX_SCALE = 20_000;

    /** Says that a number has more digits than may be. */
    static final class TooLargeException extends ArithmeticException {
        TooLargeException() {
            super("expected numbers of at most " + MAX_BITS + " bits");
        }
    }

    private Arithmetic() {}

    private static Number bounded(Number number) {
        if (number instanceof BigDecimal decimal) {
            requireSmall(decimal);
        } else if (!(number instanceof Long)
                && (above(number).bitLength() > MAX_BITS || below(number).bitLength() > MAX_BITS)) {
            throw new TooLargeException();
        }
        return number;
    }

    private static BigDecimal requireSmall(BigDecimal decimal) {
        if (Math.abs((long) decimal.scale()) > MAX_SCALE
                || decimal.unscaledValue().bitLength() > MAX_BITS) {
            throw new TooLargeException();
        }
        return decimal;
    }

    static Number add(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            long sum = x + y;
            return ((x ^ sum) & (y ^ sum)) < 0 ? BigInteger.valueOf(x).add(BigInteger.valueOf(y)) : (Number) sum;
        }
        if (isReal(a, b)) {
            return a.doubleValue() + b.doubleValue();
        }
        return bounded(
                isDecimal(a, b)
                        ? decimal(a).add(decimal(b))
                        : Ratio.of(
                                above(a).multiply(below(b)).add(above(b).multiply(below(a))),
                                below(a).multiply(below(b))));
    }

    static Number negate(Number a) {
        return multiply(a, -1L);
    }

    static Number subtract(Number a, Number b) {
        return add(a, negate(b));
    }

    static Number multiply(Number a, Number b) {
        if (isReal(a, b)) {
            return a.doubleValue() * b.doubleValue();
        }
        return bounded(
                isDecimal(a, b)
                        ? decimal(a).multiply(decimal(b))
                        : Ratio.of(above(a).multiply(above(b)), below(a).multiply(below(b))));
    }

    /** The quotient; a fraction of integers. Throws {@code ArithmeticException} for zero, unless it is a double. */
    static Number divide(Number a, Number b) {
        if (isReal(a, b)) {
            return a.doubleValue() / b.doubleValue();
        }
        if (isDecimal(a, b)) {
            return bounded(decimal(a).divide(decimal(b), MathContext.DECIMAL128));
        }
        return bounded(Ratio.of(above(a).multiply(below(b)), below(a).multiply(above(b))));
    }

    /** The quotient, cut to an integer. */
    static Number quotient(Number a, Number b) {
        if (isReal(a, b)) {
            double quotient = a.doubleValue() / b.doubleValue();
            return quotient < 0 ? Math.ceil(quotient) : Math.floor(quotient);
        }
        if (isDecimal(a, b)) {
            return bounded(decimal(a).divideToIntegralValue(decimal(b)));
        }
        return normal(above(a).multiply(below(b)).divide(below(a).multiply(above(b))));
    }

    /** What {@link #quotient} leaves, with the sign of the first. */
    static Number remainder(Number a, Number b) {
        if (isReal(a, b)) {
            return a.doubleValue() % b.doubleValue();
        }
        return subtract(a, multiply(quotient(a, b), b));
    }

    /** The remainder with the sign of the second. */
    static Number modulo(Number a, Number b) {
        Number remainder = remainder(a, b);
        return signum(remainder) != 0 && signum(remainder) != signum(b) ? add(remainder, b) : remainder;
    }

    static int signum(Number a) {
        if (a instanceof Double real) {
            return real > 0 ? 1 : real < 0 ? -1 : 0;
        }
        return a instanceof BigDecimal decimal ? decimal.signum() : above(a).signum();
    }

    private static boolean isReal(Number a, Number b) {
        return a instanceof Double || b instanceof Double;
    }

    private static boolean isDecimal(Number a, Number b) {
        return a instanceof BigDecimal || b instanceof BigDecimal;
    }

    private static BigDecimal decimal(Number a) {
        if (a instanceof BigDecimal decimal) {
            return requireSmall(decimal);
        }
        return new BigDecimal(above(a)).divide(new BigDecimal(below(a)), MathContext.DECIMAL128);
    }

    private static BigInteger above(Number a) {
        return a instanceof Ratio ratio
                ? ratio.numerator()
                : a instanceof BigInteger integer ? integer : BigInteger.valueOf(a.longValue());
    }

    private static BigInteger below(Number a) {
        return a instanceof Ratio ratio ? ratio.denominator() : BigInteger.ONE;
    }

    private static Number normal(BigInteger a) {
        return (Number) Objects.requireNonNull(Values.normal(a));
    }
}
