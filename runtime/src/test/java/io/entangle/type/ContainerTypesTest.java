package io.entangle.type;

import static io.entangle.type.Encodings.check;
import static io.entangle.type.Encodings.checkRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.delta.Delta;
import io.entangle.delta.Op;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.collections.api.RichIterable;
import org.eclipse.collections.api.factory.Lists;
import org.eclipse.collections.api.factory.Maps;
import org.eclipse.collections.api.factory.Sets;
import org.eclipse.collections.api.factory.primitive.IntLists;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.api.map.ImmutableMap;
import org.eclipse.collections.api.set.ImmutableSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ContainerTypesTest {
    record Todo(@Nullable String text, boolean done) {}

    private static final Todo MILK = new Todo("milk", false);
    private static final Todo BREAD = new Todo("bread", true);

    record Optionals(Optional<Todo> todo, OptionalInt count) {}

    @Test
    void encode_optional_isItsValueOrNull() {
        check(new Optionals(Optional.empty(), OptionalInt.of(3)), "{\"todo\":null,\"count\":3}");
        check(
                new Optionals(Optional.of(MILK), OptionalInt.empty()),
                "{\"todo\":{\"text\":\"milk\",\"done\":false},\"count\":null}");
        assertThat(AtomType.of(Optionals.class).decode(Doc.of()))
                .isEqualTo(new Optionals(Optional.empty(), OptionalInt.empty()));
    }

    @Test
    @SuppressWarnings({"OptionalAssignedToNull", "NullAway"})
    void encode_optionalThatIsNull_isRefusedWithItsPath() {
        assertThatThrownBy(() -> AtomType.of(Optionals.class).encode(new Optionals(null, OptionalInt.empty())))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at /todo: an optional is empty but not null");
    }

    record Lists2(
            List<Integer> java, ImmutableList<Todo> eclipse, Collection<String> some, RichIterable<String> rich) {}

    @Test
    void decode_lists_arePersistentVectors() {
        Lists2 value =
                new Lists2(List.of(1, 2), Lists.immutable.with(MILK), List.of("a"), Lists.immutable.with("b", "c"));

        check(
                value,
                "{\"java\":[1,2],\"eclipse\":[{\"text\":\"milk\",\"done\":false}],\"some\":[\"a\"],\"rich\":[\"b\",\"c\"]}");
        AtomType<Lists2> type = AtomType.of(Lists2.class);
        assertThat(type.decode(type.encode(value)).java()).isInstanceOf(PersistentVector.class);
        assertThat(type.decode(Doc.of()).rich())
                .isInstanceOf(PersistentVector.class)
                .isEmpty();
        checkRefused(
                Lists2.class,
                "{\"java\":[1,true]}",
                "at /java/1: expected an integer from -2147483648 to " + "2147483647, but found true");
    }

    record Keys(
            Map<Integer, String> ints,
            Map<Long, Integer> longs,
            Map<Rich.Color, Integer> colors,
            Map<UUID, Integer> ids,
            ImmutableMap<LocalDate, Integer> dates) {}

    @Test
    void encode_mapKeys_areStrings() {
        Keys value = new Keys(
                Map.of(-1, "x"),
                Map.of(Long.MAX_VALUE, 1),
                new TreeMap<>(Map.of(Rich.Color.RED, 1)),
                Map.of(new UUID(0, 1), 2),
                Maps.immutable.with(LocalDate.EPOCH, 3));

        check(value, """
                {"ints":{"-1":"x"},"longs":{"9223372036854775807":1},"colors":{"RED":1},
                 "ids":{"00000000-0000-0000-0000-000000000001":2},"dates":{"1970-01-01":3}}""");
        AtomType<Keys> type = AtomType.of(Keys.class);
        assertThat(type.decode(type.encode(value)).ints()).isInstanceOf(PersistentMap.class);
    }

    @Test
    void decode_keySpeltOtherwise_isRefused() {
        checkRefused(
                Keys.class,
                "{\"ints\":{\"01\":\"x\"}}",
                "at /ints: expected keys that are an integer from -2147483648 to 2147483647, but found \"01\"");
        checkRefused(
                Keys.class,
                "{\"ids\":{\"0-0-0-0-1\":1}}",
                "at /ids: expected keys that are a UUID, but found \"0-0-0-0-1\"");
    }

    @Test
    void encode_nullKey_isRefused() {
        Map<String, Todo> map = new HashMap<>();
        map.put(null, MILK);
        record Holder(Map<String, Todo> map) {}

        assertThatThrownBy(() -> AtomType.of(Holder.class).encode(new Holder(map)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at /map: keys and elements of sets are not null, but found null");
    }

    record Tags(Set<String> tags, ImmutableSet<Rich.Color> colors) {}

    @Test
    void encode_setOfKeys_isAMapToTrue() {
        check(
                new Tags(Set.of("a", "b"), Sets.immutable.with(Rich.Color.RED)),
                "{\"tags\":{\"a\":true,\"b\":true},\"colors\":{\"RED\":true}}");
        checkRefused(
                Tags.class,
                "{\"tags\":{\"a\":1}}",
                "at /tags/a: expected true, for an element of a set, but found the number 1");
    }

    record TodoSet(Set<Todo> todos) {}

    @Test
    void encode_setOfValues_isAMapFromDigests() {
        String key = "%016x".formatted(Doc.of("text", "milk", "done", false).digest());

        check(new TodoSet(Set.of(MILK)), "{\"todos\":{\"" + key + "\":{\"text\":\"milk\",\"done\":false}}}");
        checkRefused(
                TodoSet.class,
                "{\"todos\":{\"x\":{\"text\":\"milk\",\"done\":false}}}",
                "at /todos/x: the key of an element of a set is its digest, expected \"" + key + "\"");
    }

    @Test
    void diff_setsOfValues_addsAndRemovesSingleElements() {
        AtomType<TodoSet> type = AtomType.of(TodoSet.class);
        TodoSet before = new TodoSet(Set.of(MILK));
        TodoSet after = new TodoSet(Set.of(MILK, BREAD));

        Delta delta = type.diff(before, after);

        assertThat(delta.ops()).hasSize(1).allMatch(op -> op instanceof Op.Put);
        assertThat(type.apply(before, delta)).isEqualTo(after);
        assertThat(type.apply(after, type.diff(after, before))).isEqualTo(before);
    }

    record Ints(ImmutableIntList ints) {}

    @Test
    void encode_primitiveList_isAList() {
        check(new Ints(IntLists.immutable.with(1, 2, 3)), "{\"ints\":[1,2,3]}");
        assertThat(AtomType.of(Ints.class).decode(Doc.of())).isEqualTo(new Ints(IntLists.immutable.empty()));
        checkRefused(
                Ints.class,
                "{\"ints\":[null]}",
                "at /ints/0: expected an integer from -2147483648 to 2147483647, but found null");
    }
}
