package io.entangle.type;

import static io.entangle.type.Encodings.check;
import static io.entangle.type.Encodings.checkRefused;
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
import java.util.List;
import java.util.Optional;
import org.eclipse.collections.api.factory.Maps;
import org.eclipse.collections.api.map.ImmutableMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordTypesTest {
    record Todo(@Nullable String text, boolean done) {}

    record Board(@Nullable String title, @Nullable ImmutableMap<String, Todo> todos) {}

    private static final Todo MILK = new Todo("milk", false);
    private static final Todo BREAD = new Todo("bread", true);
    private static final Board BOARD = new Board(
            "Groceries", PersistentMap.<String, Todo>empty().with("a", MILK).with("b", BREAD));

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
    void diff_sealedOfAnotherRecord_editsTheMapThatIsThere() {
        AtomType<Rich.Shape> type = AtomType.of(Rich.Shape.class);
        Rich.Shape circle = new Rich.Circle(new Rich.Spot(1, 2), 3);

        Delta toPoint = type.diff(circle, new Rich.Point());
        Delta moved = type.diff(circle, new Rich.Circle(new Rich.Spot(1, 5), 3));

        assertThat(toPoint.ops())
                .containsExactlyInAnyOrder(
                        new Op.Put(Path.of("@type"), "Point"),
                        new Op.Remove(Path.of("center")),
                        new Op.Remove(Path.of("radius")));
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

    record Person(String name, @Nullable Todo next, Optional<Todo> last, List<Todo> all, Doc free) {}

    @Test
    void isRecord_wheneverARecordStands() {
        AtomType<Person> type = AtomType.of(Person.class);

        assertThat(type.isRecord(Path.of("next"))).isTrue();
        assertThat(type.isRecord(Path.of("last"))).isTrue();
        assertThat(type.isRecord(Path.of("name"))).isFalse();
        assertThat(type.isRecord(Path.of("next", "text"))).isFalse();
        assertThat(type.isRecord(Path.of("all"))).isFalse();
        assertThat(type.isRecord(Path.of("free", "text"))).isFalse();
        assertThat(type.isRecord(Path.of("unknown"))).isFalse();
        assertThat(AtomType.of(Board.class).isRecord(Path.of("todos", "a"))).isTrue();
        assertThat(AtomType.of(Board.class).isRecord(Path.of("todos"))).isFalse();
        assertThat(AtomType.of(Answers.class).isRecord(Path.of("one", "next"))).isTrue();
        assertThat(AtomType.mapOf(Todo.class).isRecord(Path.of("a"))).isTrue();
        assertThat(AtomType.doc().isRecord(Path.of("a"))).isFalse();
    }
}
