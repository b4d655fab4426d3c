package io.entangle.value;

import java.util.AbstractCollection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A target for the Eclipse Collections methods that fill a collection they are given. */
final class VectorSink<E extends @Nullable Object> extends AbstractCollection<E> {
    private final VectorAssembler assembler = new VectorAssembler();

    @Override
    public boolean add(E element) {
        assembler.add(element);
        return true;
    }

    @Override
    public int size() {
        return assembler.size();
    }

    @Override
    public Iterator<E> iterator() {
        return vector().iterator();
    }

    PersistentVector<E> vector() {
        return assembler.vector();
    }
}
