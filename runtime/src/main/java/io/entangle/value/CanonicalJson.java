package io.entangle.value;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON Canonicalization Scheme, RFC 8785: no white space, keys sorted by UTF-16 code units, numbers as
 * ECMAScript prints them, strings with no escape but those JSON requires.
 */
final class CanonicalJson {
    /** ECMAScript writes integers of up to so many digits without an exponent. */
    private static final int MAX_PLAIN_DIGITS = 21;
    /** ECMAScript writes up to so many zeros behind "0." before it turns to an exponent. */
    private static final int MAX_LEADING_ZEROS = 5;

    private static final String HEX = "0123456789abcdef";

    private CanonicalJson() {}

    static String text(Doc doc) {
        StringBuilder out = new StringBuilder();
        value(out, doc);
        return out.toString();
    }

    private static void value(StringBuilder out, @Nullable Object value) {
        if (value instanceof Doc doc) {
            if (doc.isMap()) {
                map(out, doc.map());
            } else if (doc.isList()) {
                list(out, doc.vector());
            } else {
                value(out, doc.value());
            }
        } else if (value instanceof String text) {
            string(out, text);
        } else if (value instanceof Double real) {
            number(out, real);
        } else {
            out.append(value);
        }
    }

    private static void map(StringBuilder out, PersistentMap<String, @Nullable Object> map) {
        String[] keys = map.keySet().toArray(new String[0]);
        Arrays.sort(keys);
        char separator = '{';
        for (String key : keys) {
            out.append(separator);
            separator = ',';
            string(out, key);
            out.append(':');
            value(out, map.get(key));
        }
        out.append(keys.length == 0 ? "{}" : "}");
    }

    private static void list(StringBuilder out, PersistentVector<@Nullable Object> list) {
        char separator = '[';
        for (Object item : list) {
            out.append(separator);
            separator = ',';
            value(out, item);
        }
        out.append(list.isEmpty() ? "[]" : "]");
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, written, i);
                escape(out, c);
                written = i + 1;
            }
        }
        out.append(text, written, text.length()).append('"');
    }

    private static void escape(StringBuilder out, char c) {
        out.append('\\');
        switch (c) {
            case '"', '\\' -> out.append(c);
            case '\b' -> out.append('b');
            case '\t' -> out.append('t');
            case '\n' -> out.append('n');
            case '\f' -> out.append('f');
            case '\r' -> out.append('r');
            default -> out.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
        }
    }

    /** Writes a finite number as ECMAScript's Number.prototype.toString does. */
    static void number(StringBuilder out, double value) {
        if (value == 0) {
            out.append('0');
            return;
        }
        if (value < 0) {
            out.append('-');
        }
        Decimal decimal = Decimal.shortest(Math.abs(value));
        String digits = decimal.digits;
        int point = decimal.point;
        if (point > MAX_PLAIN_DIGITS || point < -MAX_LEADING_ZEROS) {
            out.append(digits.charAt(0));
            if (digits.length() > 1) {
                out.append('.').append(digits, 1, digits.length());
            }
            out.append(point > 0 ? "e+" : "e").append(point - 1);
        } else if (point <= 0) {
            out.append("0.").append("0".repeat(-point)).append(digits);
        } else if (point >= digits.length()) {
            out.append(digits).append("0".repeat(point - digits.length()));
        } else {
            out.append(digits, 0, point).append('.').append(digits, point, digits.length());
        }
    }

    /** The number 0.d1d2d3… × 10^point, where d1 and the last digit are not 0. */
    private record Decimal(String digits, int point) {
        /** The decimal of the fewest digits that reads back as {@code value}, and the nearest to it among those. */
        static Decimal shortest(double value) {
            // Schubfach, where Double.toString before JDK 19 may give a digit too many
            Decimal decimal = parse(NumberOutput.toString(value, true));
            return decimal.digits.length() == 2 ? decimal.inOneDigit(value) : decimal;
        }

        private static Decimal parse(String text) {
            int exponentAt = text.indexOf('E');
            int end = exponentAt < 0 ? text.length() : exponentAt;
            int exponent = exponentAt < 0 ? 0 : Integer.parseInt(text, exponentAt + 1, text.length(), 10);
            int dot = text.indexOf('.');
            int whole = dot < 0 ? end : dot;
            String all = text.substring(0, whole) + (dot < 0 ? "" : text.substring(dot + 1, end));
            int from = 0;
            while (all.charAt(from) == '0') {
                from++;
            }
            int to = all.length();
            while (all.charAt(to - 1) == '0') {
                to--;
            }
            return new Decimal(all.substring(from, to), whole + exponent - from);
        }

        /** Java's rule asks for two digits at least, so the smallest numbers come as 4.9E-324 for ECMAScript's 5e-324. */
        private Decimal inOneDigit(double value) {
            int rounded = (digits.charAt(0) - '0') + (digits.charAt(1) >= '5' ? 1 : 0);
            Decimal candidate = rounded == 10 ? new Decimal("1", point + 1) : new Decimal("" + rounded, point);
            return Double.parseDouble(candidate.digits + "E" + (candidate.point - 1)) == value ? candidate : this;
        }
    }
}
