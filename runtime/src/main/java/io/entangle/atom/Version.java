package io.entangle.atom;

import java.util.HexFormat;

/**
 * Which state of an atom's history a value is: the only cursor for catching up.
 *
 * @param epoch the random id of this history's life; another epoch means that versions can't be compared
 * @param number counts the changes, without gaps; 0 is the value the atom was made with
 */
public record Version(long epoch, long number) {
    /**
     * A version of an epoch.
     *
     * @param epoch the epoch
     * @param number not negative
     */
    public Version {
        if (number < 0) {
            throw new IllegalArgumentException("a version's number is not negative, but found " + number);
        }
    }

    /**
     * {@return the version of the same epoch with another number}
     *
     * @param other its number
     */
    public Version withNumber(long other) {
        return new Version(epoch, other);
    }

    /** {@return the epoch as 16 hexadecimal digits, a dot and the number} */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(epoch) + "." + number;
    }
}
