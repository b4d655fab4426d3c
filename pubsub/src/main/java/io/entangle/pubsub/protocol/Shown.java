package io.entangle.pubsub.protocol;

import java.util.regex.Pattern;

/** How text that came from outside may stand in a message, a log or a terminal. */
public final class Shown {
    private static final int MOST = 80;
    private static final Pattern UNSAFE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Shown() {}

    /**
     * {@return a text without characters that a terminal or a log obeys, and not too long}
     *
     * @param text any text
     */
    public static String of(String text) {
        String begin = text.length() > 2 * MOST ? text.substring(0, 2 * MOST) : text;
        String printable = UNSAFE.matcher(begin).replaceAll("?");
        return printable.codePointCount(0, printable.length()) <= MOST
                ? printable
                : printable.substring(0, printable.offsetByCodePoints(0, MOST)) + "…";
    }
}
