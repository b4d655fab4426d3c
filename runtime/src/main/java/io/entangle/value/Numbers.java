package io.entangle.value;

/** Arithmetic within the value domain. */
public final class Numbers {
    private Numbers() {}

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
