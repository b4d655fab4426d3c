package io.entangle.datalog.edn;

import java.time.DateTimeException;
import java.time.Instant;

/** Dates and times as RFC 3339 writes them, from the year alone on, and those of far years as Java does. */
final class EdnInstants {
    private static final String FULL = "0000-01-01T00:00:00";
    private static final int YEAR = 4;

    private EdnInstants() {}

    static Instant parse(String text) {
        try {
            return Instant.parse(completed(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no date and time: \"" + text + "\"", e);
        }
    }

    private static String completed(String text) {
        if (text.startsWith("+") || text.startsWith("-")) {
            return text;
        }
        int zone = zone(text);
        String local = text.substring(0, zone);
        boolean isCut = local.length() < FULL.length();
        if (isCut && local.length() != YEAR && local.length() % 3 != 1) {
            return text; // cut within a part: refused as it is
        }
        String complete = isCut ? local + FULL.substring(local.length()) : local;
        return complete + (zone == text.length() || text.endsWith("-00:00") ? "Z" : text.substring(zone));
    }

    /** Where the zone begins, which may only follow the time: a date has hyphens of its own. */
    private static int zone(String text) {
        int time = text.indexOf('T');
        for (int i = Math.max(time, 0); time >= 0 && i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'Z' || c == '+' || c == '-') {
                return i;
            }
        }
        return text.length();
    }
}
