package io.entangle.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.delta.Delta;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.delta.Edit;
import io.entangle.delta.Op;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

final class RecordTypesTest {
    record Todo(@Nullable String text, boolean done) {}

    record Board(@Nullable String title, @Nullable ImmutableMap<String, Todo> todos) {}

    private static final Todo MILK = new Todo("milk", false);
    private static final Todo BREAD = new Todo("bread", true);
    private static final Board BOARD = new Board(
            "Groceries", PersistentMap.<String, Todo>empty().with("a", MILK).with("b", BREAD));

    /** The value is encoded as that JSON, and comes back from it. */
    private static <T extends Record> void check(T value, String json) {
        @SuppressWarnings("unchecked")
        AtomType<T> type = AtomType.of((Class<T>) value.getClass());

        assertThat(type.encode(value)).isEqualTo(Doc.parse(json));
        assertThat(type.decode(Doc.parse(json))).isEqualTo(value);
    }

    private static <T> void checkRefused(Class<T> type, String json, String message) {
        assertThatThrownBy(() -> AtomType.of(type).decode(Doc.parse(json)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
    }

    @Test
    void of_sameClass_isBuiltOnce() {
        assertThat(AtomType.of(Board.class)).isSameAs(AtomType.of(Board.class));
        assertThat(AtomType.of(Doc.class)).isSameAs(AtomType.doc());
        assertThat(AtomType.of(Board.class).name()).isEqualTo("Board");
    }

    @Test
    void encode_recordsInAMap_areMapsOfTheirComponents() {
        check(BOARD, """
                {"title":"Groceries","todos":{"a":{"text":"milk","done":false},"b":{"text":"bread","done":true}}}""");
        check(new Board(null, null), "{\"title\":null,\"todos\":null}");
    }

    record Numbers(byte b, short s, int i, long l, float f, double d, char c, boolean z) {}

    @Test
    void encode_primitives_areNumbersAndStrings() {
        check(
                new Numbers((byte) -1, (short) 2, 3, 4, 0.5f, 2.0, 'x', true),
                "{\"b\":-1,\"s\":2,\"i\":3,\"l\":4,\"f\":0.5,\"d\":2,\"c\":\"x\",\"z\":true}");
        check(
                new Numbers(
                        Byte.MIN_VALUE, Short.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, 0.1f, 1e300, 'é', false),
                """
                {"b":-128,"s":32767,"i":-2147483648,"l":"9223372036854775807","f":0.10000000149011612,"d":1e300,
                 "c":"é","z":false}""");
    }

    record Long64(long l) {}

    @Test
    void decode_long_takesNumbersAndDigits() {
        AtomType<Long64> type = AtomType.of(Long64.class);

        assertThat(type.decode(Doc.of("l", "42"))).isEqualTo(new Long64(42));
        assertThat(type.decode(Doc.of("l", 0x1p60))).isEqualTo(new Long64(1L << 60));
        assertThat(type.encode(new Long64((1L << 53) - 1)).get("l")).isEqualTo((1L << 53) - 1);
        assertThat(type.encode(new Long64(1L << 53)).get("l")).isEqualTo("9007199254740992");
        checkRefused(
                Long64.class,
                "{\"l\":0.5}",
                "at /l: expected an integer of 64 bits, or a string of its digits, but found the number 0.5");
        checkRefused(
                Long64.class,
                "{\"l\":1e300}",
                "at /l: expected an integer of 64 bits, or a string of its digits, but found the number 1.0E300");
    }

    record Reals(double d, float f, @Nullable Double boxed) {}

    @Test
    void encode_notFinite_isRefusedWithItsPath() {
        AtomType<Reals> type = AtomType.of(Reals.class);

        assertThatThrownBy(() -> type.encode(new Reals(Double.NaN, 0, null)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at /d: numbers are finite, but found NaN");
        assertThatThrownBy(() -> type.diff(new Reals(0, 0, null), new Reals(0, Float.NEGATIVE_INFINITY, null)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at /f: numbers are finite, but found -Infinity");
        checkRefused(
                Reals.class,
                "{\"d\":0,\"f\":1e300}",
                "at /f: expected a number that a float can hold, but found the number 1.0E300");
    }

    @Test
    void encode_negativeZero_isZero() {
        AtomType<Reals> type = AtomType.of(Reals.class);
        Reals negative = new Reals(-0.0, -0.0f, -0.0);

        assertThat(type.decode(type.encode(negative))).isEqualTo(new Reals(0.0, 0.0f, 0.0));
        assertThat(type.diff(new Reals(0.0, 0.0f, 0.0), negative).isEmpty()).isTrue();
    }

    record Texts(
            String text,
            BigInteger big,
            BigDecimal decimal,
            Rich.Color color,
            UUID id,
            URI uri,
            Locale locale,
            Currency currency) {}

    @Test
    void encode_textScalars_areStrings() {
        check(
                new Texts(
                        "a\0b",
                        BigInteger.TWO.pow(70),
                        new BigDecimal("1.50"),
                        Rich.Color.GREEN,
                        new UUID(1, 2),
                        URI.create("https://example.org/a?b#c"),
                        Locale.forLanguageTag("de-AT"),
                        Currency.getInstance("EUR")),
                """
                {"text":"a\\u0000b","big":"1180591620717411303424","decimal":"1.50","color":"GREEN",
                 "id":"00000000-0000-0001-0000-000000000002","uri":"https://example.org/a?b#c","locale":"de-AT",
                 "currency":"EUR"}""");
    }

    record Times(
            Instant instant,
            LocalDate date,
            LocalTime time,
            LocalDateTime local,
            OffsetDateTime offset,
            OffsetTime offsetTime,
            ZonedDateTime zoned,
            Duration duration,
            Period period,
            Year year,
            YearMonth month,
            MonthDay day,
            ZoneId zone,
            ZoneOffset shift) {}

    @Test
    void encode_times_areIsoStrings() {
        check(
                new Times(
                        Instant.EPOCH,
                        LocalDate.EPOCH,
                        LocalTime.NOON,
                        LocalDate.EPOCH.atTime(1, 2, 3),
                        OffsetDateTime.parse("2030-01-02T03:04:05+01:00"),
                        OffsetTime.parse("03:04+01:00"),
                        ZonedDateTime.parse("2030-07-02T03:04:05+02:00[Europe/Paris]"),
                        Duration.ofMinutes(90),
                        Period.of(1, 14, -3),
                        Year.of(12345),
                        YearMonth.of(2030, 1),
                        MonthDay.of(2, 29),
                        ZoneId.of("Asia/Tokyo"),
                        ZoneOffset.ofHours(-3)),
                """
                {"instant":"1970-01-01T00:00:00Z","date":"1970-01-01","time":"12:00","local":"1970-01-01T01:02:03",
                 "offset":"2030-01-02T03:04:05+01:00","offsetTime":"03:04+01:00",
                 "zoned":"2030-07-02T03:04:05+02:00[Europe/Paris]","duration":"PT1H30M","period":"P1Y14M-3D",
                 "year":12345,"month":"2030-01","day":"--02-29","zone":"Asia/Tokyo","shift":"-03:00"}""");
        checkRefused(
                Times.class,
                "{\"instant\":\"yesterday\"}",
                "at /instant: expected an instant such as 2030-12-31T23:59:59Z, but found the string \"yesterday\"");
    }

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

    sealed interface Answer<T> permits Yes, No {}

    record Yes<V>(V value, Optional<Answer<V>> next) implements Answer<V> {}

    record No<V>(String why) implements Answer<V> {}

    record Answers(Answer<Integer> one, Answer<Todo> other) {}

    @Test
    void encode_sealed_namesTheRecord() {
        check(new Answers(new Yes<>(1, Optional.of(new No<>("later"))), new Yes<>(MILK, Optional.empty())), """
                {"one":{"@type":"Yes","value":1,"next":{"@type":"No","why":"later"}},
                 "other":{"@type":"Yes","value":{"text":"milk","done":false},"next":null}}""");
        checkRefused(Answers.class, "{\"one\":{}}", "at /one/@type: expected one of No, Yes, but nothing stands there");
        checkRefused(
                Answers.class,
                "{\"one\":{\"@type\":\"Maybe\"}}",
                "at /one/@type: expected one of No, Yes, but found the string \"Maybe\"");
    }

    record Free(Doc any, @Nullable String text) {}

    @Test
    void encode_doc_isItself() {
        check(new Free(Doc.parse("{\"a\":[1,null]}"), "x"), "{\"any\":{\"a\":[1,null]},\"text\":\"x\"}");
        check(new Free(Doc.from("scalar"), null), "{\"any\":\"scalar\",\"text\":null}");
    }

    @Test
    void decode_missingComponents_areNullOrEmpty() {
        Board decoded = AtomType.of(Board.class).decode(Doc.of("unknown", 1));

        assertThat(decoded).isEqualTo(new Board(null, PersistentMap.empty()));
        assertThat(AtomType.of(Board.class).decode(Doc.parse("{\"todos\":null}")))
                .isEqualTo(new Board(null, null));
    }

    @Test
    void decode_missingPrimitive_isRefusedWithItsPath() {
        checkRefused(
                Board.class,
                "{\"todos\":{\"a\":{}}}",
                "at /todos/a/done: expected a boolean, but nothing stands there");
        checkRefused(
                Board.class,
                "{\"todos\":{\"a\":{\"done\":null}}}",
                "at /todos/a/done: expected a boolean, but found null");
    }

    @Test
    void decode_otherKind_isRefusedWithItsPath() {
        checkRefused(Board.class, "[]", "at the root: expected a map of the record Board, but found a list");
        checkRefused(Board.class, "null", "at the root: expected a map of the record Board, but found null");
        checkRefused(Board.class, "{\"title\":1}", "at /title: expected a string, but found the number 1");
        checkRefused(
                Board.class,
                "{\"todos\":{\"a/b\":\"x\"}}",
                "at /todos/a~1b: expected a map of the record Todo, but found the string \"x\"");
    }

    record Even(int number) {
        Even {
            if (number % 2 != 0) {
                throw new IllegalArgumentException(number + " is odd");
            }
        }
    }

    record Evens(List<Even> evens) {}

    @Test
    void decode_constructorThrows_isRefusedWithPathAndCause() {
        assertThatThrownBy(() -> AtomType.of(Evens.class).decode(Doc.parse("{\"evens\":[{\"number\":3}]}")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at /evens/0: the record Even refused its components: 3 is odd")
                .hasRootCauseMessage("3 is odd");
    }

    @Test
    void encode_loneSurrogate_isRefusedWithItsPath() {
        assertThatThrownBy(() -> AtomType.of(Board.class)
                        .diff(
                                BOARD,
                                new Board(
                                        "x", PersistentMap.<String, Todo>empty().with("a", new Todo("\ud800", true)))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at /todos/a/text: strings are valid Unicode, but found the lone surrogate U+D800");
    }

    record Chain(@Nullable Chain next) {}

    @Test
    void encode_tooDeep_isRefusedAndDoesNotOverflow() {
        Chain chain = new Chain(null);
        for (int i = 1; i < Doc.MAX_DEPTH; i++) {
            chain = new Chain(chain);
        }
        Chain deepest = chain;
        AtomType<Chain> type = AtomType.of(Chain.class);

        assertThat(type.decode(type.encode(deepest))).isEqualTo(deepest);
        assertThatThrownBy(() -> type.encode(new Chain(deepest)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageEndingWith("documents nest at most 64 containers deep");
    }

    @Test
    void diff_oneField_isOneStep() {
        AtomType<Board> type = AtomType.of(Board.class);
        Board after = new Board(BOARD.title(), BOARD.todos().newWithKeyValue("a", new Todo("milk", true)));

        Delta delta = type.diff(BOARD, after);

        assertThat(delta.ops()).containsExactly(new Op.Put(Path.of("todos", "a", "done"), true));
        Board applied = type.apply(BOARD, delta);
        assertThat(applied).isEqualTo(after);
        assertThat(applied.todos().get("b")).isSameAs(BREAD);
        assertThat(applied.title()).isSameAs(BOARD.title());
    }

    @Test
    void diff_javaAndEclipseMaps_comparesEntries() {
        AtomType<Board> type = AtomType.of(Board.class);
        Board before = new Board("x", Maps.immutable.with("a", MILK, "b", BREAD));
        Board after = new Board("x", Maps.immutable.with("b", BREAD, "c", MILK));

        Delta delta = type.diff(before, after);

        assertThat(delta.ops())
                .containsExactlyInAnyOrder(
                        new Op.Remove(Path.of("todos", "a")),
                        new Op.Put(Path.of("todos", "c"), Doc.of("text", "milk", "done", false)));
    }

    @Test
    void diff_sealedOfAnotherRecord_putsTheWhole() {
        AtomType<Rich.Shape> type = AtomType.of(Rich.Shape.class);
        Rich.Shape circle = new Rich.Circle(new Rich.Spot(1, 2), 3);

        Delta toPoint = type.diff(circle, new Rich.Point());
        Delta moved = type.diff(circle, new Rich.Circle(new Rich.Spot(1, 5), 3));

        assertThat(toPoint.ops()).containsExactly(new Op.Put(Path.ROOT, Doc.of("@type", "Point")));
        assertThat(moved.ops()).containsExactly(new Op.Put(Path.of("center", "y"), 5L));
    }

    @Test
    void apply_unknownFields_areIgnored() {
        AtomType<Board> type = AtomType.of(Board.class);
        Edit inside = Edit.ofMap(PersistentMap.<String, Edit>empty().with("x", Edit.put(1L)));
        Delta delta = Delta.of(Edit.ofMap(PersistentMap.<String, Edit>empty().with("future", inside)));

        assertThat(type.apply(BOARD, delta)).isSameAs(BOARD);
    }

    @Test
    void apply_removedComponents_areNullEmptyOrRefused() {
        AtomType<Board> type = AtomType.of(Board.class);
        Delta both = Delta.diff(type.encode(BOARD), Doc.of());
        Delta primitive = Delta.diff(type.encode(BOARD), type.encode(BOARD).without(Path.of("todos", "a", "done")));

        assertThat(type.apply(BOARD, both)).isEqualTo(new Board(null, PersistentMap.empty()));
        assertThatThrownBy(() -> type.apply(BOARD, primitive))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("at /todos/a/done: expected a boolean, but nothing stands there");
    }

    @Test
    void apply_ofAnotherShape_isAMismatch() {
        AtomType<Board> type = AtomType.of(Board.class);
        Edit inside = Edit.ofMap(PersistentMap.<String, Edit>empty().with("x", Edit.put(1L)));
        Delta inTitle = Delta.of(Edit.ofMap(PersistentMap.<String, Edit>empty().with("title", inside)));
        Edit inNone = Edit.ofMap(PersistentMap.<String, Edit>empty().with("z", inside));
        Delta inTodos = Delta.of(Edit.ofMap(PersistentMap.<String, Edit>empty().with("todos", inNone)));

        assertThatThrownBy(() -> type.apply(BOARD, inTitle))
                .isInstanceOf(DeltaMismatchException.class)
                .hasMessage("at /title: the delta edits a map, but found the string \"Groceries\"");
        assertThatThrownBy(() -> type.apply(BOARD, inTodos))
                .isInstanceOf(DeltaMismatchException.class)
                .hasMessage("at /todos/z: expected a value to edit, but nothing stands there");
    }
}
