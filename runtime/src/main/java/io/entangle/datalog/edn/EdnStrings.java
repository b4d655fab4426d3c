package io.entangle.datalog.edn;

import org.jspecify.annotations.Nullable;

/** Strings and characters, and what they escape. */
final class EdnStrings {
    /** Makes the exception for a fault. */
    @FunctionalInterface
    interface Faults {
        EdnException at(EdnError error, int where, String message);
    }

    private static final int HEX_DIGITS = 4;
    private static final int MAX_OCTAL = 0377;

    private EdnStrings() {}

    /** Appends the string whose first character, or closing quote, is at {@code from}; gives where it has ended. */
    static int read(String text, int from, StringBuilder into, Faults faults) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"') {
                requireUnicode(into, from, faults);
                return i + 1;
            }
            if (c != '\\') {
                into.append(c);
                i++;
                continue;
            }
            if (i + 1 == text.length()) {
                break;
            }
            i = escape(text, i, into, faults);
        }
        throw faults.at(EdnError.UNEXPECTED_END, from - 1, "the string is not closed by \"");
    }

    private static int escape(String text, int backslash, StringBuilder into, Faults faults) {
        char c = text.charAt(backslash + 1);
        int simple = "tnrbf\\\"".indexOf(c);
        if (simple >= 0) {
            into.append("\t\n\r\b\f\\\"".charAt(simple));
            return backslash + 2;
        }
        if (c == 'u') {
            int unit = number(text, backslash + 2, Math.min(text.length(), backslash + 2 + HEX_DIGITS), 16);
            if (unit >= 0 && backslash + 2 + HEX_DIGITS <= text.length()) {
                into.append((char) unit);
                return backslash + 2 + HEX_DIGITS;
            }
        } else if (Character.digit(c, 8) >= 0) {
            int end = backslash + 2;
            while (end < text.length() && end < backslash + 4 && Character.digit(text.charAt(end), 8) >= 0) {
                end++;
            }
            int unit = number(text, backslash + 1, end, 8);
            if (unit <= MAX_OCTAL) {
                into.append((char) unit);
                return end;
            }
        }
        throw faults.at(EdnError.INVALID_STRING, backslash, "no escape begins with \\" + c + " like this one");
    }

    private static void requireUnicode(StringBuilder string, int where, Faults faults) {
        for (int i = 0; i < string.length(); i++) {
            if (Character.isSurrogate(string.charAt(i)) && !Names.isPaired(string, i)) {
                throw faults.at(EdnError.INVALID_STRING, where - 1, "the string has half of a surrogate pair");
            }
        }
    }

    /** The character of that name, which stands behind the backslash; null if there is none. */
    static @Nullable Character character(String name) {
        if (name.length() == 1) {
            return Character.isSurrogate(name.charAt(0)) ? null : (Character) name.charAt(0);
        }
        switch (name) {
            case "newline" -> {
                return '\n';
            }
            case "space" -> {
                return ' ';
            }
            case "tab" -> {
                return '\t';
            }
            case "return" -> {
                return '\r';
            }
            case "formfeed" -> {
                return '\f';
            }
            case "backspace" -> {
                return '\b';
            }
            default -> {
                return numbered(name);
            }
        }
    }

    private static @Nullable Character numbered(String name) {
        char kind = name.charAt(0);
        int unit = -1;
        if (kind == 'u' && name.length() == 1 + HEX_DIGITS) {
            unit = number(name, 1, name.length(), 16);
        } else if (kind == 'o' && name.length() <= 4) {
            unit = number(name, 1, name.length(), 8);
            unit = unit <= MAX_OCTAL ? unit : -1;
        }
        return unit < 0 || Character.isSurrogate((char) unit) ? null : (Character) (char) unit;
    }

    /** The number that those characters write, -1 if they do not. */
    private static int number(String text, int from, int to, int radix) {
        int number = from == to ? -1 : 0;
        for (int i = from; i < to && number >= 0; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            number = digit < 0 ? -1 : number * radix + digit;
        }
        return number;
    }
}
