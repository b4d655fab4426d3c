package io.entangle.datalog.edn;

/** What may be wrong with a text. */
public enum EdnError {
    /** The text ends within a form, or has none. */
    UNEXPECTED_END,
    /** A form follows where the text should end. */
    EXTRA_FORM,
    /** No form begins with that character. */
    UNEXPECTED_CHARACTER,
    /** A closing bracket that closes nothing, or something else. */
    UNMATCHED_BRACKET,
    /** Begins as a number does, and is none. */
    INVALID_NUMBER,
    /** An unknown escape, or half of a surrogate pair. */
    INVALID_STRING,
    /** Not a single character, nor the name of one. */
    INVALID_CHARACTER,
    /** Not the name of a symbol. */
    INVALID_SYMBOL,
    /** Not the name of a keyword. */
    INVALID_KEYWORD,
    /** No tag, or nothing that may stand under it. */
    INVALID_TAG,
    /** A key without a value. */
    ODD_MAP,
    /** A key of a map or an element of a set that comes again. */
    DUPLICATE,
    /** Deeper than {@link EdnLimits#maxDepth()}. */
    TOO_DEEP,
    /** Longer than {@link EdnLimits#maxLength()}. */
    TOO_LONG,
    /** More forms than {@link EdnLimits#maxForms()}. */
    TOO_MANY_FORMS,
    /** More digits than {@link EdnLimits#maxDigits()}, or beyond what its type holds. */
    NUMBER_TOO_LARGE
}
