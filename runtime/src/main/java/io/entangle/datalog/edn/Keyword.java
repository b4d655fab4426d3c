package io.entangle.datalog.edn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A name that stands for itself, written {@code :name} or {@code :namespace/name}. Keywords are equal if both parts are;
 * they are ordered by namespace, those without one first, then by name. Immutable.
 */
public final class Keyword implements Comparable<Keyword> {
    private final @Nullable String namespace;
    private final String name;
    private final int hash;

    private Keyword(@Nullable String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
        this.hash = 31 * Objects.hashCode(namespace) + name.hashCode() + 0x9e3779b9;
    }

    /**
     * {@return the keyword of that name}
     *
     * @param text {@code "name"} or {@code "namespace/name"}, without the colon
     * @throws IllegalArgumentException if EDN can't write it
     */
    public static Keyword of(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? of(null, text) : of(text.substring(0, slash), text.substring(slash + 1));
    }

    /**
     * {@return the keyword of that namespace and name}
     *
     * @param namespace the namespace, or null
     * @param name the name
     * @throws IllegalArgumentException if EDN can't write it
     */
    public static Keyword of(@Nullable String namespace, String name) {
        String fault = namespace == null ? null : Names.faultOfPart(namespace);
        fault = fault != null ? fault : Names.faultOfPart(name);
        if (fault != null) {
            throw new IllegalArgumentException(
                    "no keyword: :" + (namespace == null ? "" : namespace + "/") + name + " " + fault);
        }
        return new Keyword(namespace, name);
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
    public int compareTo(Keyword that) {
        return this == that ? 0 : Names.compare(namespace, name, that.namespace, that.name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Keyword that
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
        return namespace == null ? ":" + name : ":" + namespace + "/" + name;
    }
}
