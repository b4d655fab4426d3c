package io.entangle.datalog.edn;

import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one text, from left to right. */
final class EdnScanner {
    /** Why there is no form: a bracket closes, or the text ends. */
    private enum None {
        CLOSED,
        ENDED
    }

    private final String text;
    private final EdnLimits limits;
    private final EdnReader reader;
    private int at;
    private int forms;
    private int depth;

    EdnScanner(String text, EdnLimits limits, EdnReader reader) {
        this.text = text;
        this.limits = limits;
        this.reader = reader;
    }

    @Nullable
    Object one() {
        requireLength();
        Object form = form('\0');
        if (form == None.ENDED) {
            throw fault(EdnError.UNEXPECTED_END, at, "expected a form, but the text ends");
        }
        int end = at;
        if (form('\0') != None.ENDED) {
            throw fault(EdnError.EXTRA_FORM, skipSpace(end), "expected the end of the text, but another form follows");
        }
        return form;
    }

    List<@Nullable Object> all() {
        requireLength();
        List<@Nullable Object> all = new ArrayList<>();
        for (Object form = form('\0'); form != None.ENDED; form = form('\0')) {
            all.add(form);
        }
        return Collections.unmodifiableList(all);
    }

    private void requireLength() {
        if (text.length() > limits.maxLength()) {
            throw new EdnException(
                    EdnError.TOO_LONG,
                    1,
                    1,
                    "a text has at most %d characters, not %d".formatted(limits.maxLength(), text.length()));
        }
    }

    /** The next form, or that there is none before the bracket that closes, '\0' for the end of the text. */
    private @Nullable Object form(char closing) {
        while (true) {
            at = skipSpace(at);
            if (at == text.length()) {
                return None.ENDED;
            }
            char c = text.charAt(at);
            if (c == ')' || c == ']' || c == '}') {
                if (c == closing) {
                    at++;
                    return None.CLOSED;
                }
                throw fault(
                        EdnError.UNMATCHED_BRACKET,
                        at,
                        closing == '\0' ? c + " closes nothing" : "expected " + closing + ", but found " + c);
            }
            if (c != '#' || !text.startsWith("#_", at)) {
                return value(c);
            }
            int start = at;
            at += 2;
            enter(start);
            required(start, "#_ is followed by a form to discard");
            depth--;
        }
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ';') {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
            } else if (Names.isSpace(c)) {
                i++;
            } else {
                break;
            }
        }
        return i;
    }

    private @Nullable Object value(char c) {
        int start = at;
        switch (c) {
            case '(', '[', '{' -> {
                at++;
                return collection(start, c);
            }
            case '"' -> {
                count(start);
                return string();
            }
            case '\\' -> {
                count(start);
                return character();
            }
            case '#' -> {
                return dispatched();
            }
            default -> {
                count(start);
                return atom();
            }
        }
    }

    private @Nullable Object collection(int start, char opening) {
        enter(start);
        Object collection = switch (opening) {
            case '(' -> EdnList.of(elements(start, ')'));
            case '[' -> PersistentVector.of(elements(start, ']'));
            default -> map(start, elements(start, '}'), at, null);
        };
        depth--;
        return collection;
    }

    private @Nullable Object[] elements(int start, char closing) {
        @Nullable Object[] elements = new Object[8];
        int size = 0;
        while (true) {
            Object form = form(closing);
            if (form == None.CLOSED) {
                return Arrays.copyOf(elements, size);
            }
            if (form == None.ENDED) {
                throw fault(EdnError.UNEXPECTED_END, start, text.charAt(start) + " is not closed by " + closing);
            }
            if (size == elements.length) {
                elements = Arrays.copyOf(elements, size * 2);
            }
            elements[size++] = form;
        }
    }

    private Map<@Nullable Object, @Nullable Object> map(
            int start, @Nullable Object[] elements, int end, @Nullable String namespace) {
        if (elements.length % 2 != 0) {
            throw fault(
                    EdnError.ODD_MAP, end - 1, "a map has a value for each key, but " + shown(elements) + " has none");
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>(elements.length);
        for (int i = 0; i < elements.length; i += 2) {
            Object key = namespace == null ? elements[i] : qualified(namespace, elements[i]);
            if (map.containsKey(key)) {
                throw fault(EdnError.DUPLICATE, start, "a map has each key once, but " + shown(key) + " comes again");
            }
            map.put(key, elements[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    private static @Nullable Object qualified(String namespace, @Nullable Object key) {
        if (key instanceof Keyword keyword) {
            return keyword.namespace() == null
                    ? Keyword.of(namespace, keyword.name())
                    : "_".equals(keyword.namespace()) ? Keyword.of(null, keyword.name()) : keyword;
        }
        if (key instanceof Symbol symbol && symbol.namespace() == null) {
            return Symbol.of(namespace, symbol.name());
        }
        return key;
    }

    private Set<@Nullable Object> set(int start) {
        enter(start);
        Set<@Nullable Object> set = new LinkedHashSet<>();
        for (Object element : elements(start, '}')) {
            if (!set.add(element)) {
                throw fault(
                        EdnError.DUPLICATE,
                        start,
                        "a set has each element once, but " + shown(element) + " comes again");
            }
        }
        depth--;
        return Collections.unmodifiableSet(set);
    }

    private @Nullable Object dispatched() {
        int start = at;
        char next = start + 1 < text.length() ? text.charAt(start + 1) : '\0';
        if (next == '{') {
            at += 2;
            return set(start);
        }
        if (next == '#') {
            at += 2;
            count(start);
            return symbolic(start, token());
        }
        if (next == ':') {
            at += 2;
            return namespaced(start);
        }
        at++;
        String tag = token();
        if (tag.isEmpty()) {
            throw fault(EdnError.UNEXPECTED_CHARACTER, start, "# is followed by a set, a tag, _ or :");
        }
        return tagged(start, tag);
    }

    private @Nullable Object tagged(int start, String name) {
        Symbol tag;
        try {
            tag = Symbol.of(name);
        } catch (IllegalArgumentException e) {
            throw fault(EdnError.INVALID_TAG, start, "a tag is a symbol; " + e.getMessage());
        }
        enter(start);
        Object value = required(start, "#" + tag + " is followed by a form");
        depth--;
        try {
            return reader.tagged(tag, value);
        } catch (RuntimeException e) {
            throw fault(EdnError.INVALID_TAG, start, "#" + tag + ": " + e.getMessage());
        }
    }

    private Object namespaced(int start) {
        String namespace = token();
        String problem = Names.faultOfSymbol(namespace);
        if (problem != null) {
            throw fault(EdnError.INVALID_TAG, start, "#:" + namespace + " " + problem);
        }
        at = skipSpace(at);
        if (at == text.length() || text.charAt(at) != '{') {
            throw fault(EdnError.INVALID_TAG, start, "#:" + namespace + " is followed by a map");
        }
        int opening = at++;
        enter(start);
        Object map = map(opening, elements(opening, '}'), at, namespace);
        depth--;
        return map;
    }

    private @Nullable Object required(int start, String expectation) {
        Object form = form('\0');
        if (form == None.ENDED) {
            throw fault(EdnError.UNEXPECTED_END, start, expectation);
        }
        return form;
    }

    private double symbolic(int start, String name) {
        return switch (name) {
            case "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> throw fault(EdnError.INVALID_NUMBER, start, "expected ##Inf, ##-Inf or ##NaN");
        };
    }

    /** The characters of a name or a number from here on, perhaps none. */
    private String token() {
        int start = at;
        while (at < text.length() && Names.isConstituent(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private @Nullable Object atom() {
        int start = at;
        String token = token();
        if (token.isEmpty()) {
            throw fault(EdnError.UNEXPECTED_CHARACTER, start, "no form begins with '" + text.charAt(start) + "'");
        }
        char first = token.charAt(0);
        boolean isSigned = (first == '-' || first == '+') && token.length() > 1;
        if (Character.isDigit(isSigned ? token.charAt(1) : first)) {
            return number(start, token);
        }
        if (first == ':') {
            return keyword(start, token);
        }
        return switch (token) {
            case "nil" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> symbol(start, token);
        };
    }

    private Object number(int start, String token) {
        try {
            return EdnNumbers.parse(token, limits.maxDigits());
        } catch (EdnNumbers.TooLargeException e) {
            throw fault(EdnError.NUMBER_TOO_LARGE, start, e.getMessage());
        } catch (NumberFormatException e) {
            throw fault(EdnError.INVALID_NUMBER, start, e.getMessage());
        }
    }

    private Keyword keyword(int start, String token) {
        try {
            return Keyword.of(token.substring(1));
        } catch (IllegalArgumentException e) {
            throw fault(EdnError.INVALID_KEYWORD, start, e.getMessage());
        }
    }

    private Symbol symbol(int start, String token) {
        try {
            return Symbol.of(token);
        } catch (IllegalArgumentException e) {
            throw fault(EdnError.INVALID_SYMBOL, start, e.getMessage());
        }
    }

    private String string() {
        int start = at;
        StringBuilder string = new StringBuilder();
        at = EdnStrings.read(text, start + 1, string, (error, where, message) -> fault(error, where, message));
        return string.toString();
    }

    private char character() {
        int start = at++;
        if (at == text.length()) {
            throw fault(EdnError.UNEXPECTED_END, start, "\\ is followed by a character");
        }
        at++; // any one character, though it could not stand in a name
        String rest = Character.isHighSurrogate(text.charAt(at - 1)) || Names.isConstituent(text.charAt(at - 1))
                ? token()
                : "";
        Character character = EdnStrings.character(text.charAt(start + 1) + rest);
        if (character == null || rest.isEmpty() && Character.isWhitespace(character)) {
            throw fault(
                    EdnError.INVALID_CHARACTER,
                    start,
                    "expected \\ and one character, a name such as newline, or u and four hexadecimal digits");
        }
        return character;
    }

    private void enter(int start) {
        count(start);
        if (++depth > limits.maxDepth()) {
            throw fault(EdnError.TOO_DEEP, start, "forms are at most " + limits.maxDepth() + " deep");
        }
    }

    private void count(int start) {
        if (++forms > limits.maxForms()) {
            throw fault(EdnError.TOO_MANY_FORMS, start, "a text has at most " + limits.maxForms() + " forms");
        }
    }

    private static String shown(@Nullable Object... forms) {
        Object form = forms[forms.length - 1];
        String written;
        try {
            written = Edn.write(form);
        } catch (IllegalArgumentException e) {
            written = "a " + e.getMessage(); // what a function for a tag has made
        }
        return written.length() <= 40 ? written : written.substring(0, 40) + "…";
    }

    private EdnException fault(EdnError error, int where, String message) {
        int line = 1;
        int lineStart = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < where; i = text.indexOf('\n', i + 1)) {
            line++;
            lineStart = i + 1;
        }
        return new EdnException(error, line, where - lineStart + 1, message);
    }
}
