package io.entangle.type;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.eclipse.collections.api.list.MutableList;
import org.eclipse.collections.api.map.ImmutableMap;
import org.junit.jupiter.api.Test;

final class UnsupportedTypesTest {
    private static final String LISTS = "java.util.List or an ImmutableList of Eclipse Collections";
    private static final String SETS = "java.util.Set or an ImmutableSet of Eclipse Collections";
    private static final String MAPS = "java.util.Map or an ImmutableMap of Eclipse Collections";
    private static final String INSTEAD = "a record, a sealed interface of records, or io.entangle.value.Doc";

    private static void check(Class<?> type, String message) {
        assertThatThrownBy(() -> AtomType.of(type))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessage(message);
    }

    record Todo(String text, Date author) {}

    record Board(ImmutableMap<String, Todo> todos) {}

    @Test
    void of_mutableDateInAMap_namesTheWay() {
        check(Board.class, "Board.todos[value].author: java.util.Date is mutable; use java.time.Instant");
        check(Board.class, "Board.todos[value].author: java.util.Date is mutable; use java.time.Instant");
    }

    @Test
    void of_noRecord_isRefused() {
        check(String.class, "String: java.lang.String is neither a record nor a sealed interface of records");
        check(Runnable.class, "Runnable: java.lang.Runnable is neither a record nor a sealed interface of records");
    }

    record OfArrayList(ArrayList<String> items) {}

    record OfMutableList(List<MutableList<String>> items) {}

    record OfHashMap(HashMap<String, String> map) {}

    record OfHashSet(Optional<HashSet<String>> set) {}

    record OfSortedMap(SortedMap<String, String> map) {}

    record OfIterable(Iterable<String> items) {}

    @Test
    void of_mutableCollections_namesWhatCouldStandThere() {
        check(OfArrayList.class, "OfArrayList.items: java.util.ArrayList is mutable; use " + LISTS);
        check(
                OfMutableList.class,
                "OfMutableList.items[item]: org.eclipse.collections.api.list.MutableList is mutable; use " + LISTS);
        check(OfHashMap.class, "OfHashMap.map: java.util.HashMap is mutable; use " + MAPS);
        check(OfHashSet.class, "OfHashSet.set[value]: java.util.HashSet is mutable; use " + SETS);
        check(
                OfSortedMap.class,
                "OfSortedMap.map: java.util.SortedMap has an order of its own, which is not replicated; use " + MAPS);
        check(OfIterable.class, "OfIterable.items: java.lang.Iterable is not supported; use " + LISTS);
    }

    record OfArray(int[] items) {}

    record OfGenericArray<T>(List<T>[] items) {}

    @Test
    void of_arrays_areRefused() {
        check(OfArray.class, "OfArray.items: int[] is an array, and mutable; use " + LISTS);
        check(OfGenericArray.class, "OfGenericArray.items: java.util.List<T>[] is an array, and mutable; use " + LISTS);
    }

    record OfObject(Object any) {}

    record OfFunction(Function<String, String> function) {}

    record OfNumber(Number number) {}

    record OfThread(Thread thread) {}

    record OfBuilder(StringBuilder text) {}

    record OfAtomic(AtomicLong count) {}

    record OfCalendar(Calendar calendar) {}

    @Test
    void of_otherClasses_areRefused() {
        check(OfObject.class, "OfObject.any: java.lang.Object says nothing of its values; use " + INSTEAD);
        check(
                OfFunction.class,
                "OfFunction.function: java.util.function.Function is an interface that is not sealed; use " + INSTEAD);
        check(OfNumber.class, "OfNumber.number: java.lang.Number is an ordinary class; use " + INSTEAD);
        check(OfThread.class, "OfThread.thread: java.lang.Thread is an ordinary class; use " + INSTEAD);
        check(OfBuilder.class, "OfBuilder.text: java.lang.StringBuilder is mutable; use String");
        check(
                OfAtomic.class,
                "OfAtomic.count: java.util.concurrent.atomic.AtomicLong is mutable; use the type of what it holds");
        check(OfCalendar.class, "OfCalendar.calendar: java.util.Calendar is mutable; use java.time.ZonedDateTime");
    }

    record OfWildcard(List<? extends Number> numbers) {}

    record Pair<A, B>(A left, B right) {}

    record OfPair(Pair<String, Date> pair) {}

    record OfRawPair(@SuppressWarnings("rawtypes") Pair pair) {}

    record OfRawList(@SuppressWarnings("rawtypes") List list) {}

    record Endless<T>(T value, Endless<List<T>> next) {}

    record OfEndless(Endless<String> endless) {}

    @Test
    void of_generics_areResolvedOrRefused() {
        check(OfWildcard.class, "OfWildcard.numbers[item]: ? extends java.lang.Number is a wildcard; name the type");
        String unbound = "the type variable A stands for no type here; use the generic record as a component of a"
                + " record that says for which";
        check(Pair.class, "Pair.left: " + unbound);
        check(OfRawPair.class, "OfRawPair.pair.left: " + unbound);
        check(OfPair.class, "OfPair.pair.right: java.util.Date is mutable; use java.time.Instant");
        check(OfRawList.class, "OfRawList.list: java.util.List is used raw; say what it holds");
        assertThatThrownBy(() -> AtomType.of(OfEndless.class))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageStartingWith("OfEndless.endless.next.next")
                .hasMessageEndingWith("the types below each other have no end");
    }

    record OfOptionals(Optional<Optional<String>> twice) {}

    record OfOptionalInts(Optional<OptionalInt> twice) {}

    @Test
    void of_optionalOfOptional_isRefused() {
        check(
                OfOptionals.class,
                "OfOptionals.twice: java.util.Optional<java.util.Optional<java.lang.String>> holds an optional, and the"
                        + " two kinds of empty are one in JSON");
        check(
                OfOptionalInts.class,
                "OfOptionalInts.twice: java.util.Optional<java.util.OptionalInt> holds an optional, and the two kinds"
                        + " of empty are one in JSON");
    }

    record OfRecordKeys(Map<Todo2, String> map) {}

    record Todo2(String text) {}

    record OfDoubleKeys(Map<Double, String> map) {}

    record OfListSet(Set<List<Date>> set) {}

    @Test
    void of_keysThatAreNone_areRefused() {
        String instead = " is no key of a document; use String, an enum, an integer, a UUID or a date";
        check(OfRecordKeys.class, "OfRecordKeys.map[key]: " + Todo2.class.getName() + instead);
        check(OfDoubleKeys.class, "OfDoubleKeys.map[key]: java.lang.Double" + instead);
        check(OfListSet.class, "OfListSet.set[element][item]: java.util.Date is mutable; use java.time.Instant");
    }

    @Test
    void of_recordOfAClosedModule_saysWhatToOpen() throws ClassNotFoundException {
        Class<?> closed = Class.forName("sun.nio.ch.IOUtil$Releaser");

        check(
                closed,
                "Releaser: sun.nio.ch.IOUtil$Releaser can't be read by reflection; add \"opens"
                        + " sun.nio.ch;\" to the module-info of java.base");
    }

    sealed interface Twins permits One.Same, Two.Same {}

    interface One {
        record Same() implements Twins {}
    }

    interface Two {
        record Same() implements Twins {}
    }

    sealed interface Half permits HalfRecord, HalfClass {}

    record HalfRecord(Date date) implements Half {}

    static final class HalfClass implements Half {}

    sealed interface Whole permits WholeRecord {}

    record WholeRecord(List<Date> dates) implements Whole {}

    @Test
    void of_sealedInterfaces_holdRecordsOfDifferentNames() {
        String name = UnsupportedTypesTest.class.getName();
        check(
                Twins.class,
                "Twins: " + name + "$Twins has two records of the simple name Same, " + name + "$One$Same and " + name
                        + "$Two$Same; rename one");
        check(
                Half.class,
                "Half: " + name + "$HalfClass, of the sealed interface " + name
                        + "$Half, is no record and no sealed interface of records");
        check(Whole.class, "Whole(WholeRecord).dates[item]: java.util.Date is mutable; use java.time.Instant");
    }
}
