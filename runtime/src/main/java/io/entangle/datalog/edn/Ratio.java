package io.entangle.datalog.edn;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** An exact fraction in lowest terms that is no whole number, written {@code 2/3}. Immutable. */
public final class Ratio extends Number implements Comparable<Ratio> {
    private static final MathContext ENOUGH_FOR_DOUBLES = new MathContext(30);

    private final BigInteger numerator;
    private final BigInteger denominator;

    private Ratio(BigInteger numerator, BigInteger denominator) {
        this.numerator = numerator;
        this.denominator = denominator;
    }

    /**
     * {@return the quotient: a {@code Long} or a {@code BigInteger} where it is whole, else a {@code Ratio}}
     *
     * @param numerator what is divided
     * @param denominator by what
     * @throws ArithmeticException if {@code denominator} is zero
     */
    public static Number of(BigInteger numerator, BigInteger denominator) {
        if (denominator.signum() == 0) {
            throw new ArithmeticException("Divide by zero");
        }
        BigInteger divisor = numerator.gcd(denominator);
        BigInteger above = numerator.divide(divisor);
        BigInteger below = denominator.divide(divisor);
        if (below.signum() < 0) {
            above = above.negate();
            below = below.negate();
        }
        if (below.equals(BigInteger.ONE)) {
            return above.bitLength() < Long.SIZE ? (Number) above.longValue() : above;
        }
        return new Ratio(above, below);
    }

    /** {@return the number above the line, which carries the sign} */
    public BigInteger numerator() {
        return numerator;
    }

    /** {@return the number below the line, at least 2} */
    public BigInteger denominator() {
        return denominator;
    }

    @Override
    public int compareTo(Ratio that) {
        return numerator.multiply(that.denominator).compareTo(that.numerator.multiply(denominator));
    }

    @Override
    public int intValue() {
        return (int) longValue();
    }

    @Override
    public long longValue() {
        return numerator.divide(denominator).longValue();
    }

    @Override
    public float floatValue() {
        return (float) doubleValue();
    }

    @Override
    public double doubleValue() {
        return new BigDecimal(numerator)
                .divide(new BigDecimal(denominator), ENOUGH_FOR_DOUBLES)
                .doubleValue();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ratio that && numerator.equals(that.numerator) && denominator.equals(that.denominator);
    }

    @Override
    public int hashCode() {
        return 31 * numerator.hashCode() + denominator.hashCode();
    }

    /** {@return it as EDN writes it} */
    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
