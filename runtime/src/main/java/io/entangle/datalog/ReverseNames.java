package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;

/** Names of attributes seen from the entity they refer to: {@code :person/_friends}, {@code "person/_friends"}. */
public final class ReverseNames {
    private ReverseNames() {}

    /**
     * {@return whether a name is that of an attribute seen from its other end}
     *
     * @param name a keyword or a string
     */
    public static boolean isReverse(Object name) {
        String local = local(name);
        // What is left of a keyword must be the name of one.
        return local.length() > 1 && local.charAt(0) == '_' && (local.charAt(1) != ':' || name instanceof String);
    }

    /**
     * {@return the name of the same attribute seen from its other end}
     *
     * @param name a keyword or a string
     */
    public static Object reverse(Object name) {
        String local = local(name);
        String other = isReverse(name) ? local.substring(1) : "_" + local;
        if (name instanceof Keyword keyword) {
            return Keyword.of(keyword.namespace(), other);
        }
        String text = (String) name;
        return text.substring(0, text.length() - local.length()) + other;
    }

    private static String local(Object name) {
        return name instanceof Keyword keyword
                ? keyword.name()
                : ((String) name).substring(((String) name).lastIndexOf('/') + 1);
    }
}
