package io.entangle.datalog.edn;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers, from their text. */
final class EdnNumbers {
    private static final Pattern NUMBER = Pattern.compile(
            "([+-]?)(0|[1-9][0-9]*+)(?:(N)|/([1-9][0-9]*+)|((?:\\.[0-9]*+)?(?:[eE]([+-]?[0-9]++))?)(M?))");

    private static final int SURELY_LONG = 18;

    /** Says that a number is well-formed, but larger than may be. */
    static final class TooLargeException extends RuntimeException {
        TooLargeException(String message) {
            super(message, null, false, false);
        }
    }

    private EdnNumbers() {}

    /** The number a token writes; {@code NumberFormatException} or {@link TooLargeException} if there is none. */
    static Number parse(String token, int maxDigits) {
        if (token.length() > maxDigits + (long) maxDigits + 16) { // two parts, with signs, a point and an exponent
            throw tooLong(maxDigits);
        }
        Matcher parts = NUMBER.matcher(token);
        if (!parts.matches()) {
            throw new NumberFormatException(
                    "expected a number such as 42, 42N, -4.2e10, 4.2M or 2/3, but found " + shown(token));
        }
        String whole = parts.group(1).equals("+") ? parts.group(2) : parts.group(1) + parts.group(2);
        requireDigits(parts.group(2), maxDigits);
        if (parts.group(4) != null) {
            requireDigits(parts.group(4), maxDigits);
            return Ratio.of(new BigInteger(whole), new BigInteger(parts.group(4)));
        }
        String fraction = parts.group(5);
        boolean isDecimal = "M".equals(parts.group(7));
        if (!isDecimal && (fraction == null || fraction.isEmpty())) {
            return integer(whole);
        }
        requireDigits(parts.group(2) + fraction, maxDigits);
        if (!isDecimal) {
            return real(whole + fraction);
        }
        if (parts.group(6) != null && Math.abs(exponent(parts.group(6))) > maxDigits) {
            throw new TooLargeException("the exponent of a decimal is within ±" + maxDigits);
        }
        return new BigDecimal(whole + fraction);
    }

    private static Number integer(String digits) {
        if (digits.length() <= SURELY_LONG) {
            return Long.parseLong(digits);
        }
        BigInteger integer = new BigInteger(digits);
        return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
    }

    private static Number real(String text) {
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new TooLargeException("a double is finite, unless it is written ##Inf, but found " + shown(text));
        }
        return value;
    }

    private static long exponent(String digits) {
        return digits.length() > SURELY_LONG ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static void requireDigits(String digits, int maxDigits) {
        if (digits.length() > maxDigits + 8L) { // signs, a point, an exponent
            throw tooLong(maxDigits);
        }
    }

    private static TooLargeException tooLong(int maxDigits) {
        return new TooLargeException("a number has at most " + maxDigits + " digits");
    }

    private static String shown(String token) {
        return token.length() <= 40 ? token : token.substring(0, 40) + "…";
    }
}
