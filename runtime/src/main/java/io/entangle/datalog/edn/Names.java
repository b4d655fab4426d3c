package io.entangle.datalog.edn;

import org.jspecify.annotations.Nullable;

/** What a symbol or a keyword may be called: the characters EDN lists, and whatever lies outside ASCII. */
final class Names {
    private static final String PUNCTUATION = ".*+!-_?$%&=<>";

    /** Of ASCII: whether a character may stand within a name, the slash included. */
    private static final boolean[] CONSTITUENT = new boolean[128];

    static {
        for (char c = 0; c < CONSTITUENT.length; c++) {
            CONSTITUENT[c] = Character.isLetterOrDigit(c) || (PUNCTUATION + ":#'/").indexOf(c) >= 0;
        }
    }

    private Names() {}

    static boolean isConstituent(char c) {
        return c < CONSTITUENT.length ? CONSTITUENT[c] : !isSpace(c) && !Character.isISOControl(c);
    }

    /** Whether it separates forms; a comma does. */
    static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == ',' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** What is wrong with the name of a symbol, without its namespace; null if nothing is. */
    static @Nullable String faultOfSymbol(String name) {
        String fault = faultOfPart(name);
        if (fault != null) {
            return fault;
        }
        char first = name.charAt(0);
        if (first == ':' || first == '#' || first == '\'') {
            return "begins with " + first;
        }
        boolean isSigned = (first == '-' || first == '+' || first == '.') && name.length() > 1;
        return Character.isDigit(isSigned ? name.charAt(1) : first) ? "begins as a number does" : null;
    }

    /** What is wrong with the namespace or the name of a keyword; null if nothing is. */
    static @Nullable String faultOfPart(String part) {
        if (part.isEmpty()) {
            return "has an empty part";
        }
        if (part.charAt(0) == ':') {
            return "has a part that begins with :";
        }
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '/' || !isConstituent(c)) {
                return "has the character '" + c + "' in a part";
            }
            if (Character.isSurrogate(c) && !isPaired(part, i)) {
                return "has half of a surrogate pair";
            }
        }
        return null;
    }

    /** Whether the surrogate at an index has its other half beside it. */
    static boolean isPaired(CharSequence text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }

    /** By namespace, none first, then by name. */
    static int compare(@Nullable String namespace, String name, @Nullable String otherNamespace, String otherName) {
        int order = namespace == null
                ? otherNamespace == null ? 0 : -1
                : otherNamespace == null ? 1 : namespace.compareTo(otherNamespace);
        return order != 0 ? order : name.compareTo(otherName);
    }
}
