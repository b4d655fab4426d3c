package io.entangle.datalog.edn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A name that stands for something else, such as a variable or a function: {@code ?e}, {@code clojure.string/blank?}.
 * Symbols are equal if both parts are; they are ordered by namespace, those without one first, then by name. Immutable.
 */
public final class Symbol implements Comparable<Symbol> {
    private final @Nullable String namespace;
    private final String name;
    private final int hash;

    private Symbol(@Nullable String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
        this.hash = 31 * Objects.hashCode(namespace) + name.hashCode();
    }

    /**
     * {@return the symbol of that name}
     *
     * @param text {@code "name"}, {@code "namespace/name"} or {@code "/"}
     * @throws IllegalArgumentException if EDN can't write it, or reads it as something else
     */
    public static Symbol of(String text) {
        int slash = text.indexOf('/');
        return slash < 0 || text.length() == 1
                ? of(null, text)
                : of(text.substring(0, slash), text.substring(slash + 1));
    }

    /**
     * {@return the symbol of that namespace and name}
     *
     * @param namespace the namespace, or null
     * @param name the name
     * @throws IllegalArgumentException if EDN can't write it, or reads it as something else
     */
    public static Symbol of(@Nullable String namespace, String name) {
        String fault = fault(namespace, name);
        if (fault != null) {
            throw new IllegalArgumentException(
                    "no symbol: " + (namespace == null ? "" : namespace + "/") + name + " " + fault);
        }
        return new Symbol(namespace, name);
    }

    private static @Nullable String fault(@Nullable String namespace, String name) {
        if (namespace == null) {
            boolean isConstant = name.equals("nil") || name.equals("true") || name.equals("false");
            return name.equals("/") ? null : isConstant ? "is a constant" : Names.faultOfSymbol(name);
        }
        String fault = Names.faultOfSymbol(namespace);
        return fault != null ? fault : name.equals("/") ? null : Names.faultOfSymbol(name);
    }

    /** {@return the part before the slash, or null} */
    public @Nullable String namespace() {
        return namespace;
    }

    /** {@return the part after the slash, or all of it} */
    public String name() {
        return name;
    }

    @Override
    public int compareTo(Symbol that) {
        return this == that ? 0 : Names.compare(namespace, name, that.namespace, that.name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Symbol that
                        && hash == that.hash
                        && name.equals(that.name)
                        && Objects.equals(namespace, that.namespace);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@return it as EDN writes it} */
    @Override
    public String toString() {
        return namespace == null ? name : namespace + "/" + name;
    }
}
