package io.entangle.datalog.edn;

import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list in round brackets, such as a call: {@code (> ?age 17)}. It equals any list of equal elements, those in square
 * brackets among them; only the writer tells the two apart. Immutable; elements may be null.
 */
public final class EdnList extends AbstractList<@Nullable Object> implements RandomAccess {
    private final @Nullable Object[] elements;

    private EdnList(@Nullable Object[] elements) {
        this.elements = elements;
    }

    /**
     * {@return a list of those elements}
     *
     * @param elements the elements
     */
    public static EdnList of(@Nullable Object... elements) {
        return new EdnList(elements.clone());
    }

    /**
     * {@return a list of those elements}
     *
     * @param elements the elements, in order of iteration
     */
    public static EdnList from(Collection<? extends @Nullable Object> elements) {
        return new EdnList(elements.toArray());
    }

    @Override
    public @Nullable Object get(int index) {
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }

    /** {@return it as EDN writes it} */
    @Override
    public String toString() {
        return Edn.write(this);
    }
}
