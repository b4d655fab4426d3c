package io.entangle.datalog.edn;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes values as EDN. */
final class EdnWriter {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    @Override
    public String toString() {
        return text.toString();
    }

    EdnWriter write(@Nullable Object value) {
        if (value instanceof String string) {
            string(string);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Character character) {
            text.append('\\').append(characterName(character));
        } else if (value == null) {
            text.append("nil");
        } else if (value instanceof Keyword
                || value instanceof Symbol
                || value instanceof Boolean
                || value instanceof Bytes) {
            text.append(value);
        } else if (value instanceof Map<?, ?> map) {
            map(map);
        } else if (value instanceof Set<?> set) {
            elements("#{", set, '}');
        } else if (value instanceof EdnList list) {
            elements("(", list, ')');
        } else if (value instanceof Collection<?> collection) {
            elements("[", collection, ']');
        } else {
            tagged(value);
        }
        return this;
    }

    private void tagged(Object value) {
        if (value instanceof Instant instant) {
            text.append("#inst \"").append(instant).append('"');
        } else if (value instanceof Date date) {
            tagged(Instant.ofEpochMilli(date.getTime()));
        } else if (value instanceof UUID uuid) {
            text.append("#uuid \"").append(uuid).append('"');
        } else if (value instanceof URI uri) {
            text.append("#uri ");
            string(uri.toString());
        } else if (value instanceof byte[] bytes) {
            text.append(Bytes.of(bytes));
        } else if (value instanceof Object[] array) {
            elements("[", Arrays.asList(array), ']');
        } else if (value instanceof Tagged tagged) {
            enter();
            text.append('#').append(tagged.tag()).append(' ');
            write(tagged.value());
            depth--;
        } else {
            throw new IllegalArgumentException(
                    "EDN has no form for " + value.getClass().getName());
        }
    }

    private void number(Number number) {
        if (number instanceof Double || number instanceof Float) {
            real(number.doubleValue());
        } else if (number instanceof BigInteger) {
            text.append(number).append('N');
        } else if (number instanceof BigDecimal) {
            text.append(number).append('M');
        } else if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof Ratio) {
            text.append(number);
        } else {
            throw new IllegalArgumentException(
                    "EDN has no form for " + number.getClass().getName());
        }
    }

    private void real(double number) {
        if (Double.isNaN(number)) {
            text.append("##NaN");
        } else if (Double.isInfinite(number)) {
            text.append(number > 0 ? "##Inf" : "##-Inf");
        } else {
            text.append(number);
        }
    }

    private void string(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            int escaped = "\t\n\r\b\f\\\"".indexOf(c);
            if (escaped >= 0) {
                text.append('\\').append("tnrbf\\\"".charAt(escaped));
            } else if (Character.isSurrogate(c) && !Names.isPaired(string, i)) {
                throw new IllegalArgumentException("EDN has no form for a string with half of a surrogate pair");
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private static String characterName(char c) {
        return switch (c) {
            case '\n' -> "newline";
            case ' ' -> "space";
            case '\t' -> "tab";
            case '\r' -> "return";
            case '\f' -> "formfeed";
            case '\b' -> "backspace";
            default -> c > ' ' && c < 0x7f ? String.valueOf(c) : "u%04x".formatted((int) requireCharacter(c));
        };
    }

    private static char requireCharacter(char c) {
        if (Character.isSurrogate(c)) {
            throw new IllegalArgumentException("EDN has no form for half of a surrogate pair");
        }
        return c;
    }

    private void elements(String opening, Collection<?> elements, char closing) {
        enter();
        text.append(opening);
        String separator = "";
        for (Object element : elements) {
            text.append(separator);
            write(element);
            separator = " ";
        }
        text.append(closing);
        depth--;
    }

    private void map(Map<?, ?> map) {
        enter();
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(separator);
            write(entry.getKey());
            text.append(' ');
            write(entry.getValue());
            separator = ", ";
        }
        text.append('}');
        depth--;
    }

    private void enter() {
        if (++depth > EdnLimits.DEEPEST) {
            throw new IllegalArgumentException("EDN is at most " + EdnLimits.DEEPEST + " deep");
        }
    }
}
