package io.entangle.value;

/** Arithmetic within the value domain. */
public final class Numbers {
    private Numbers() {}

    /**
     * {@return a number in the domain's form: a {@code Long} if it is an integer within ±(2^53-1), else a {@code Double}}
     *
     * @param number a finite number
     * @throws InvalidValueException if it is not
     */
    public static Number of(double number) {
        return (Number) Domain.real(number);
    }

    /**
     * {@return the sum of two numbers of the domain, in the domain's form} Exact for integers; otherwise that of doubles.
     *
     * @param a a number
     * @param b another
     * @throws InvalidValueException if the sum, or one of the two, is outside the domain
     */
    public static Number sum(Number a, Number b) {
        Number left = (Number) Domain.number(a);
        Number right = (Number) Domain.number(b);
        return (Number)
                (left instanceof Long x && right instanceof Long y
                        ? Domain.number(x + y)
                        : Domain.real(left.doubleValue() + right.doubleValue()));
    }

    /**
     * {@return the number that, added, takes another one back}
     *
     * @param number a number of the domain
     */
    public static Number negated(Number number) {
        return (Number) (number instanceof Long whole ? Domain.number(-whole) : Domain.real(-number.doubleValue()));
    }
}
