package io.entangle.datalog;

import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.Tree;
import io.entangle.datalog.index.ValueOrder;
import io.entangle.datalog.index.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads datoms in the order of an index, from the components it is given. */
final class DatomSequence {
    private final Database database;
    private final Index index;
    private final @Nullable Integer entity;
    private final @Nullable Object name;
    private final @Nullable Attribute attribute;
    private final @Nullable Object value;
    private final @Nullable Integer tx;

    DatomSequence(Database database, Index index, Object... components) {
        this.database = database;
        this.index = index;
        int[] places = places(index);
        this.name = component(components, places[1]);
        this.attribute =
                name == null ? null : database.attribute(TxReader.requireName(name, Arrays.asList(components)));
        if (index == Index.AVET && attribute != null && !attribute.isIndexed()) {
            throw new DatalogException(
                    "Attribute " + Text.of(name) + " should be marked as :db/index true",
                    "index-access",
                    "index",
                    index.keyword(),
                    "components",
                    Arrays.asList(components));
        }
        Object given = component(components, places[0]);
        this.entity = given == null ? null : database.ids().require(given);
        Object givenValue = component(components, places[2]);
        this.value = givenValue == null
                ? null
                : attribute != null && attribute.isRef()
                        ? (Long) (long) database.ids().require(givenValue)
                        : Values.normal(givenValue);
        Object givenTx = component(components, 3);
        this.tx = givenTx == null ? null : database.ids().require(givenTx);
    }

    /** At which place of the components entity, attribute and value stand. */
    private static int[] places(Index index) {
        return switch (index) {
            case EAVT -> new int[] {0, 1, 2};
            case AEVT -> new int[] {1, 0, 2};
            case AVET -> new int[] {2, 0, 1};
        };
    }

    private static @Nullable Object component(Object[] components, int place) {
        return place < components.length ? components[place] : null;
    }

    Stream<Datom> only() {
        if (name != null && attribute == null) {
            return Stream.empty();
        }
        if (database.isHistory()) {
            return History.sorted(database, index, entity, attribute).filter(datom -> compare(datom) == 0);
        }
        Stream<Datom> datoms = index == Index.EAVT
                ? (entity == null ? entities(Integer.MIN_VALUE) : Stream.of(entity))
                        .flatMap(
                                each -> attributesOf(each).filter(this::isAsked).flatMap(one -> run(one, each, value)))
                : attributes().filter(this::isAsked).flatMap(one -> run(one, entity, value));
        return tx == null ? datoms : datoms.filter(datom -> datom.tx() == tx);
    }

    Stream<Datom> onwards() {
        if (database.isHistory()) {
            return history().filter(datom -> compare(datom) >= 0);
        }
        Stream<Datom> datoms = index == Index.EAVT
                ? entities(entity == null ? Integer.MIN_VALUE : entity)
                        .flatMap(each -> attributesOf(each).flatMap(one -> {
                            if (entity == null || each > entity || rank(one) > 0) {
                                return run(one, each, null);
                            }
                            return rank(one) < 0
                                    ? Stream.empty()
                                    : part(one, each, tree(one).rank(each, value, false), false);
                        }))
                : attributes()
                        .flatMap(one -> rank(one) > 0
                                ? run(one, null, null)
                                : rank(one) < 0
                                        ? Stream.empty()
                                        : part(one, null, tree(one).rank(entity, value, false), false));
        return datoms.dropWhile(datom -> compare(datom) < 0);
    }

    Stream<Datom> backwards() {
        if (database.isHistory()) {
            List<Datom> datoms = new ArrayList<>(history().toList());
            Collections.reverse(datoms);
            return datoms.stream().filter(datom -> compare(datom) <= 0);
        }
        Stream<Datom> datoms = index == Index.EAVT
                ? entitiesBackwards()
                        .flatMap(each -> reversed(attributesOf(each)).flatMap(one -> {
                            if (entity == null || each < entity || rank(one) < 0) {
                                return backwards(one, each);
                            }
                            return rank(one) > 0
                                    ? Stream.empty()
                                    : part(one, each, tree(one).rank(each, value, true), true);
                        }))
                : reversed(attributes())
                        .flatMap(one -> rank(one) < 0
                                ? backwards(one, null)
                                : rank(one) > 0
                                        ? Stream.empty()
                                        : part(one, null, tree(one).rank(entity, value, true), true));
        return datoms.dropWhile(datom -> compare(datom) > 0);
    }

    Stream<Datom> between(@Nullable Object start, @Nullable Object end) {
        if (attribute == null) {
            return Stream.empty();
        }
        Object first = start == null ? null : bound(start);
        Object last = end == null ? null : bound(end);
        if (database.isHistory()) {
            return History.sorted(database, index, null, attribute)
                    .filter(datom -> (first == null || ValueOrder.compareAmounts(datom.value(), first) >= 0)
                            && (last == null || ValueOrder.compareAmounts(datom.value(), last) <= 0));
        }
        Tree tree = tree(attribute);
        return datoms(
                attribute,
                tree,
                first == null ? 0 : tree.rankOfAmount(first, false),
                last == null ? tree.size() : tree.rankOfAmount(last, true),
                false);
    }

    private Object bound(Object given) {
        return attribute != null && attribute.isRef()
                ? (Object) (long) database.ids().require(given)
                : Objects.requireNonNull(Values.normal(given));
    }

    private boolean isAsked(Attribute each) {
        return attribute == null || attribute == each;
    }

    /** How an attribute's name compares to the one asked for; the same if none is. */
    private int rank(Attribute each) {
        return name == null ? 0 : ValueOrder.compare(each.name(), name);
    }

    private Stream<Attribute> attributes() {
        return database.allAttributes().stream().filter(each -> index != Index.AVET || each.isIndexed());
    }

    private Stream<Attribute> attributesOf(int each) {
        return Arrays.stream(database.attributes().sorted(database.indexes().attributesOf(each)));
    }

    private static <T> Stream<T> reversed(Stream<T> stream) {
        List<T> list = stream.toList();
        return IntStream.range(0, list.size()).mapToObj(i -> list.get(list.size() - 1 - i));
    }

    /** The entities that have datoms, from one on. */
    private Stream<Integer> entities(int first) {
        Cursor cursor = database.indexes().entities().cursor();
        cursor.seekEntity(first);
        return stream(last -> {
            while (last != null && cursor.isValid() && cursor.entity() == last) {
                cursor.next();
            }
            return cursor.isValid() ? cursor.entity() : null;
        });
    }

    /** The entities that have datoms, from the one asked for back. */
    private Stream<Integer> entitiesBackwards() {
        Tree tree = database.indexes().entities();
        Cursor cursor = tree.cursor();
        cursor.seekRank(entity == null || entity == Integer.MAX_VALUE ? tree.size() : tree.rankOfEntity(entity + 1));
        return stream(last -> {
            while (cursor.previous()) {
                if (last == null || cursor.entity() != last) {
                    return cursor.entity();
                }
            }
            return null;
        });
    }

    private Tree tree(Attribute each) {
        return index == Index.AVET
                ? Objects.requireNonNull(database.index(each).byValue())
                : database.index(each).byEntity();
    }

    /** The datoms of an attribute that begin with an entity or a value, where these are given. */
    private Stream<Datom> run(Attribute each, @Nullable Integer of, @Nullable Object with) {
        Tree tree = tree(each);
        return datoms(each, tree, tree.rank(of, with, false), tree.rank(of, with, true), false);
    }

    private Stream<Datom> backwards(Attribute each, @Nullable Integer of) {
        Tree tree = tree(each);
        return datoms(each, tree, tree.rank(of, null, false), tree.rank(of, null, true), true);
    }

    /** Of an entity, or of all, the datoms from a rank on, or those before it from the last back. */
    private Stream<Datom> part(Attribute each, @Nullable Integer of, int rank, boolean isBackwards) {
        Tree tree = tree(each);
        return isBackwards
                ? datoms(each, tree, tree.rank(of, null, false), rank, true)
                : datoms(each, tree, rank, tree.rank(of, null, true), false);
    }

    private Stream<Datom> datoms(Attribute each, Tree tree, int from, int to, boolean isBackwards) {
        if (from >= to) {
            return Stream.empty();
        }
        Cursor cursor = tree.cursor();
        cursor.seekRank(isBackwards ? to : from);
        View view = database.view();
        int[] left = {to - from};
        Stream<Datom> datoms = stream(last -> {
            if (left[0]-- == 0) {
                return null;
            }
            if (isBackwards) {
                cursor.previous();
            } else if (last != null) {
                cursor.next();
            }
            return new Datom(cursor.entity(), each.name(), cursor.value(), cursor.tx(), true);
        });
        return view.isPlain() ? datoms : datoms.filter(view::shows);
    }

    /** A stream of what a function gives, of what it gave last, until that is null. */
    private static <T> Stream<T> stream(Function<@Nullable T, @Nullable T> next) {
        Iterator<T> iterator = new Iterator<>() {
            private @Nullable T ahead;
            private @Nullable T last;
            private boolean isAtEnd;

            @Override
            public boolean hasNext() {
                if (ahead == null && !isAtEnd) {
                    ahead = next.apply(last);
                    isAtEnd = ahead == null;
                }
                return ahead != null;
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                T result = Objects.requireNonNull(ahead);
                last = result;
                ahead = null;
                return result;
            }
        };
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    private Stream<Datom> history() {
        return History.sorted(database, index, null, null);
    }

    /** How a datom compares to the components. */
    private int compare(Datom datom) {
        int byEntity = entity == null ? 0 : Long.compare(datom.entity(), entity);
        int byName = name == null ? 0 : ValueOrder.compare(datom.attribute(), name);
        int byValue = value == null ? 0 : ValueOrder.compare(datom.value(), value);
        int order = switch (index) {
            case EAVT -> first(byEntity, byName, byValue);
            case AEVT -> first(byName, byEntity, byValue);
            case AVET -> first(byName, byValue, byEntity);
        };
        return order != 0 || tx == null ? order : Long.compare(datom.tx(), tx);
    }

    private static int first(int a, int b, int c) {
        return a != 0 ? a : b != 0 ? b : c;
    }
}
