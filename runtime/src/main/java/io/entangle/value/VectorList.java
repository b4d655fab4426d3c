package io.entangle.value;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.eclipse.collections.api.block.HashingStrategy;
import org.eclipse.collections.api.block.function.Function;
import org.eclipse.collections.api.block.function.Function2;
import org.eclipse.collections.api.block.function.primitive.BooleanFunction;
import org.eclipse.collections.api.block.function.primitive.ByteFunction;
import org.eclipse.collections.api.block.function.primitive.CharFunction;
import org.eclipse.collections.api.block.function.primitive.DoubleFunction;
import org.eclipse.collections.api.block.function.primitive.FloatFunction;
import org.eclipse.collections.api.block.function.primitive.IntFunction;
import org.eclipse.collections.api.block.function.primitive.LongFunction;
import org.eclipse.collections.api.block.function.primitive.ShortFunction;
import org.eclipse.collections.api.block.predicate.Predicate;
import org.eclipse.collections.api.block.predicate.Predicate2;
import org.eclipse.collections.api.block.procedure.Procedure;
import org.eclipse.collections.api.block.procedure.primitive.ObjectIntProcedure;
import org.eclipse.collections.api.collection.MutableCollection;
import org.eclipse.collections.api.factory.Lists;
import org.eclipse.collections.api.factory.primitive.BooleanLists;
import org.eclipse.collections.api.factory.primitive.ByteLists;
import org.eclipse.collections.api.factory.primitive.CharLists;
import org.eclipse.collections.api.factory.primitive.DoubleLists;
import org.eclipse.collections.api.factory.primitive.FloatLists;
import org.eclipse.collections.api.factory.primitive.IntLists;
import org.eclipse.collections.api.factory.primitive.LongLists;
import org.eclipse.collections.api.factory.primitive.ShortLists;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.list.ParallelListIterable;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;
import org.eclipse.collections.api.list.primitive.ImmutableByteList;
import org.eclipse.collections.api.list.primitive.ImmutableCharList;
import org.eclipse.collections.api.list.primitive.ImmutableDoubleList;
import org.eclipse.collections.api.list.primitive.ImmutableFloatList;
import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.api.list.primitive.ImmutableLongList;
import org.eclipse.collections.api.list.primitive.ImmutableShortList;
import org.eclipse.collections.api.multimap.list.ImmutableListMultimap;
import org.eclipse.collections.api.ordered.OrderedIterable;
import org.eclipse.collections.api.partition.list.PartitionImmutableList;
import org.eclipse.collections.api.tuple.Pair;
import org.eclipse.collections.impl.collection.immutable.AbstractImmutableCollection;
import org.eclipse.collections.impl.lazy.parallel.list.ListIterableParallelIterable;
import org.eclipse.collections.impl.multimap.list.FastListMultimap;
import org.eclipse.collections.impl.set.strategy.mutable.UnifiedSetWithHashingStrategy;
import org.eclipse.collections.impl.utility.ListIterate;
import org.eclipse.collections.impl.utility.OrderedIterate;
import org.jspecify.annotations.Nullable;

/**
 * What an Eclipse Collections list and a {@link List} offer beyond the structure of {@link PersistentVector}. Lists
 * that these methods answer are vectors again.
 */
@SuppressWarnings("deprecation") // RichIterable deprecates what ListIterable, which has an order, asks for again
abstract class VectorList<E extends @Nullable Object> extends AbstractImmutableCollection<E>
        implements ImmutableList<E>, List<E>, RandomAccess {
    @Override
    public abstract PersistentVector<E> subList(int from, int to);

    abstract PersistentVector<E> self();

    // ---- access ----

    @Override
    public @Nullable E getFirst() {
        return isEmpty() ? null : get(0);
    }

    @Override
    public @Nullable E getLast() {
        return isEmpty() ? null : get(size() - 1);
    }

    @Override
    public int indexOf(@Nullable Object object) {
        return detectIndex(each -> Objects.equals(object, each));
    }

    @Override
    public int lastIndexOf(@Nullable Object object) {
        return detectLastIndex(each -> Objects.equals(object, each));
    }

    @Override
    public int detectIndex(Predicate<? super E> predicate) {
        int index = 0;
        for (E each : this) {
            if (predicate.accept(each)) {
                return index;
            }
            index++;
        }
        return -1;
    }

    @Override
    public int detectLastIndex(Predicate<? super E> predicate) {
        ListIterator<E> backwards = listIterator(size());
        while (backwards.hasPrevious()) {
            if (predicate.accept(backwards.previous())) {
                return backwards.nextIndex();
            }
        }
        return -1;
    }

    @Override
    public ListIterator<E> listIterator() {
        return listIterator(0);
    }

    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliterator(this, Spliterator.ORDERED | Spliterator.IMMUTABLE);
    }

    @Override
    public <S> boolean corresponds(OrderedIterable<S> other, Predicate2<? super E, ? super S> predicate) {
        return OrderedIterate.corresponds(this, other, predicate);
    }

    @Override
    public void forEach(int from, int to, Procedure<? super E> procedure) {
        forEachWithIndex(from, to, (each, index) -> procedure.value(each));
    }

    @Override
    public void forEachWithIndex(int from, int to, ObjectIntProcedure<? super E> procedure) {
        ListIterate.rangeCheck(from, to, size());
        int step = from <= to ? 1 : -1;
        for (int index = from; index != to + step; index += step) {
            procedure.value(get(index), index);
        }
    }

    // ---- lists derived from this one ----

    @Override
    public ImmutableList<E> newWithout(E element) {
        int index = indexOf(element);
        return index < 0 ? this : self().removeAt(index);
    }

    @Override
    public ImmutableList<E> newWithoutAll(Iterable<? extends E> elements) {
        Set<E> unwanted = new HashSet<>();
        elements.forEach(unwanted::add);
        return reject(unwanted::contains);
    }

    @Override
    public ImmutableList<E> select(Predicate<? super E> predicate) {
        return select(predicate, new VectorSink<>()).vector();
    }

    @Override
    public <P> ImmutableList<E> selectWith(Predicate2<? super E, ? super P> predicate, P parameter) {
        return selectWith(predicate, parameter, new VectorSink<>()).vector();
    }

    @Override
    public ImmutableList<E> reject(Predicate<? super E> predicate) {
        return reject(predicate, new VectorSink<>()).vector();
    }

    @Override
    public <P> ImmutableList<E> rejectWith(Predicate2<? super E, ? super P> predicate, P parameter) {
        return rejectWith(predicate, parameter, new VectorSink<>()).vector();
    }

    @Override
    public <S> ImmutableList<S> selectInstancesOf(Class<S> type) {
        return collectIf(type::isInstance, type::cast);
    }

    @Override
    public <V> ImmutableList<V> collect(Function<? super E, ? extends V> function) {
        return collect(function, new VectorSink<V>()).vector();
    }

    @Override
    public <P, V> ImmutableList<V> collectWith(Function2<? super E, ? super P, ? extends V> function, P parameter) {
        return collectWith(function, parameter, new VectorSink<V>()).vector();
    }

    @Override
    public <V> ImmutableList<V> collectIf(Predicate<? super E> predicate, Function<? super E, ? extends V> function) {
        return collectIf(predicate, function, new VectorSink<V>()).vector();
    }

    @Override
    public <V> ImmutableList<V> flatCollect(Function<? super E, ? extends Iterable<V>> function) {
        return flatCollect(function, new VectorSink<V>()).vector();
    }

    @Override
    public <S> ImmutableList<Pair<E, S>> zip(Iterable<S> that) {
        return zip(that, new VectorSink<>()).vector();
    }

    @Override
    public ImmutableList<Pair<E, Integer>> zipWithIndex() {
        return zipWithIndex(new VectorSink<>()).vector();
    }

    @Override
    public ImmutableList<E> distinct() {
        return select(new HashSet<E>()::add);
    }

    @Override
    public ImmutableList<E> distinct(HashingStrategy<? super E> strategy) {
        return select(UnifiedSetWithHashingStrategy.<E>newSet(strategy)::add);
    }

    @Override
    public <V> ImmutableList<E> distinctBy(Function<? super E, ? extends V> function) {
        Set<V> seen = new HashSet<>();
        return select(each -> seen.add(function.valueOf(each)));
    }

    @Override
    public ImmutableList<E> take(int count) {
        return subList(0, Math.min(atLeastZero(count), size()));
    }

    @Override
    public ImmutableList<E> takeWhile(Predicate<? super E> predicate) {
        return subList(0, runLength(predicate));
    }

    @Override
    public ImmutableList<E> drop(int count) {
        return subList(Math.min(atLeastZero(count), size()), size());
    }

    @Override
    public ImmutableList<E> dropWhile(Predicate<? super E> predicate) {
        return subList(runLength(predicate), size());
    }

    @Override
    public ImmutableList<E> toReversed() {
        VectorSink<E> result = new VectorSink<>();
        reverseForEach(result::add);
        return result.vector();
    }

    @Override
    public ImmutableList<E> tap(Procedure<? super E> procedure) {
        forEach(procedure);
        return this;
    }

    @Override
    public ImmutableList<E> toImmutable() {
        return this;
    }

    @Override
    public List<E> castToList() {
        return this;
    }

    // ---- other collections derived from this one ----

    @Override
    public PartitionImmutableList<E> partition(Predicate<? super E> predicate) {
        VectorSink<E> selected = new VectorSink<>();
        VectorSink<E> rejected = new VectorSink<>();
        forEach((Procedure<E>) each -> (predicate.accept(each) ? selected : rejected).add(each));
        return new VectorPartition<>(selected.vector(), rejected.vector());
    }

    @Override
    public <P> PartitionImmutableList<E> partitionWith(Predicate2<? super E, ? super P> predicate, P parameter) {
        return partition(each -> predicate.accept(each, parameter));
    }

    @Override
    public PartitionImmutableList<E> partitionWhile(Predicate<? super E> predicate) {
        int length = runLength(predicate);
        return new VectorPartition<>(subList(0, length), subList(length, size()));
    }

    @Override
    public ImmutableBooleanList collectBoolean(BooleanFunction<? super E> function) {
        return collectBoolean(function, BooleanLists.mutable.withInitialCapacity(size()))
                .toImmutable();
    }

    @Override
    public ImmutableByteList collectByte(ByteFunction<? super E> function) {
        return collectByte(function, ByteLists.mutable.withInitialCapacity(size()))
                .toImmutable();
    }

    @Override
    public ImmutableCharList collectChar(CharFunction<? super E> function) {
        return collectChar(function, CharLists.mutable.withInitialCapacity(size()))
                .toImmutable();
    }

    @Override
    public ImmutableDoubleList collectDouble(DoubleFunction<? super E> function) {
        return collectDouble(function, DoubleLists.mutable.withInitialCapacity(size()))
                .toImmutable();
    }

    @Override
    public ImmutableFloatList collectFloat(FloatFunction<? super E> function) {
        return collectFloat(function, FloatLists.mutable.withInitialCapacity(size()))
                .toImmutable();
    }

    @Override
    public ImmutableIntList collectInt(IntFunction<? super E> function) {
        return collectInt(function, IntLists.mutable.withInitialCapacity(size()))
                .toImmutable();
    }

    @Override
    public ImmutableLongList collectLong(LongFunction<? super E> function) {
        return collectLong(function, LongLists.mutable.withInitialCapacity(size()))
                .toImmutable();
    }

    @Override
    public ImmutableShortList collectShort(ShortFunction<? super E> function) {
        return collectShort(function, ShortLists.mutable.withInitialCapacity(size()))
                .toImmutable();
    }

    @Override
    public <V> ImmutableListMultimap<V, E> groupBy(Function<? super E, ? extends V> function) {
        return groupBy(function, FastListMultimap.<V, E>newMultimap()).toImmutable();
    }

    @Override
    public <V> ImmutableListMultimap<V, E> groupByEach(Function<? super E, ? extends Iterable<V>> function) {
        return groupByEach(function, FastListMultimap.<V, E>newMultimap()).toImmutable();
    }

    @Override
    public ParallelListIterable<E> asParallel(ExecutorService executor, int batchSize) {
        return new ListIterableParallelIterable<>(this, executor, batchSize);
    }

    @Override
    protected MutableCollection<E> newMutable(int size) {
        return Lists.mutable.withInitialCapacity(size);
    }

    // ---- what would change this list ----

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        throw unchangeable();
    }

    @Override
    public E set(int index, E element) {
        throw unchangeable();
    }

    @Override
    public void add(int index, E element) {
        throw unchangeable();
    }

    @Override
    public E remove(int index) {
        throw unchangeable();
    }

    @Override
    public boolean removeIf(java.util.function.Predicate<? super E> predicate) {
        throw unchangeable();
    }

    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        throw unchangeable();
    }

    @Override
    public void sort(@Nullable Comparator<? super E> order) {
        throw unchangeable();
    }

    static UnsupportedOperationException unchangeable() {
        return new UnsupportedOperationException("a PersistentVector does not change");
    }

    private int runLength(Predicate<? super E> predicate) {
        int end = detectIndex(each -> !predicate.accept(each));
        return end < 0 ? size() : end;
    }

    private static int atLeastZero(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative: " + count);
        }
        return count;
    }
}
