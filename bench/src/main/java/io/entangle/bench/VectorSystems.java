package io.entangle.bench;

import io.entangle.value.PersistentVector;
import io.vavr.collection.Vector;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentList;
import org.eclipse.collections.api.factory.Lists;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.list.MutableList;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import scala.collection.AbstractSeq;

/** The list libraries by name. */
final class VectorSystems {
    private VectorSystems() {}

    static VectorSystem<?> named(String name) {
        return switch (name) {
            case Systems.ENTANGLE -> new Entangle();
            case Systems.KOTLINX -> new Kotlinx();
            case Systems.SCALA -> new Scala();
            case Systems.VAVR -> new Vavr();
            case Systems.PCOLLECTIONS -> new PCollections();
            case Systems.ECLIPSE -> new Eclipse();
            default -> throw new IllegalArgumentException("unknown system: " + name);
        };
    }

    private record Entangle() implements VectorSystem<PersistentVector<Object>> {
        @Override
        public PersistentVector<Object> of(Object[] elements) {
            return PersistentVector.of(elements);
        }

        @Override
        public PersistentVector<Object> with(PersistentVector<Object> list, int index, Object element) {
            return list.with(index, element);
        }

        @Override
        public Object get(PersistentVector<Object> list, int index) {
            return list.get(index);
        }

        @Override
        public void forEach(PersistentVector<Object> list, Consumer<Object> action) {
            list.each(action::accept);
        }

        @Override
        public void difference(PersistentVector<Object> older, PersistentVector<Object> newer, IntConsumer differs) {
            older.forEachDifference(newer, (index, mine, theirs) -> differs.accept(index));
        }
    }

    private record Kotlinx() implements VectorSystem<PersistentList<Object>> {
        @Override
        public PersistentList<Object> of(Object[] elements) {
            return ExtensionsKt.persistentListOf().addingAll(Arrays.asList(elements));
        }

        @Override
        public PersistentList<Object> with(PersistentList<Object> list, int index, Object element) {
            return list.replacingAt(index, element);
        }

        @Override
        public Object get(PersistentList<Object> list, int index) {
            return list.get(index);
        }

        @Override
        public void forEach(PersistentList<Object> list, Consumer<Object> action) {
            list.forEach(action);
        }
    }

    private record Scala() implements VectorSystem<scala.collection.immutable.Vector<Object>> {
        @Override
        public scala.collection.immutable.Vector<Object> of(Object[] elements) {
            var builder = scala.collection.immutable.Vector.newBuilder();
            for (Object element : elements) {
                builder.addOne(element);
            }
            return builder.result();
        }

        @Override
        @SuppressWarnings("unchecked")
        public scala.collection.immutable.Vector<Object> with(
                scala.collection.immutable.Vector<Object> list, int index, Object element) {
            AbstractSeq<Object> seq = list; // called on Vector itself, updated is ambiguous to javac
            return (scala.collection.immutable.Vector<Object>) seq.updated(index, element);
        }

        @Override
        public Object get(scala.collection.immutable.Vector<Object> list, int index) {
            return list.apply(index);
        }

        @Override
        public void forEach(scala.collection.immutable.Vector<Object> list, Consumer<Object> action) {
            list.foreach(element -> {
                action.accept(element);
                return null;
            });
        }
    }

    private record Vavr() implements VectorSystem<Vector<Object>> {
        @Override
        public Vector<Object> of(Object[] elements) {
            return Vector.ofAll(Arrays.asList(elements));
        }

        @Override
        public Vector<Object> with(Vector<Object> list, int index, Object element) {
            return list.update(index, element);
        }

        @Override
        public Object get(Vector<Object> list, int index) {
            return list.get(index);
        }

        @Override
        public void forEach(Vector<Object> list, Consumer<Object> action) {
            list.forEach(action);
        }
    }

    private record PCollections() implements VectorSystem<PVector<Object>> {
        @Override
        public PVector<Object> of(Object[] elements) {
            return TreePVector.from(Arrays.asList(elements));
        }

        @Override
        public PVector<Object> with(PVector<Object> list, int index, Object element) {
            return list.with(index, element);
        }

        @Override
        public Object get(PVector<Object> list, int index) {
            return list.get(index);
        }

        @Override
        public void forEach(PVector<Object> list, Consumer<Object> action) {
            list.forEach(action);
        }
    }

    private record Eclipse() implements VectorSystem<ImmutableList<Object>> {
        @Override
        public ImmutableList<Object> of(Object[] elements) {
            return Lists.immutable.with(elements);
        }

        @Override
        public ImmutableList<Object> with(ImmutableList<Object> list, int index, Object element) {
            MutableList<Object> copy = list.toList();
            copy.set(index, element);
            return copy.toImmutable();
        }

        @Override
        public Object get(ImmutableList<Object> list, int index) {
            return list.get(index);
        }

        @Override
        public void forEach(ImmutableList<Object> list, Consumer<Object> action) {
            list.forEach(action);
        }
    }
}
