package io.entangle.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.delta.Op;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.Date;
import org.eclipse.collections.api.factory.Sets;
import org.eclipse.collections.api.set.ImmutableSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Maps of records as the value of an atom. */
final class MapTypeTest {
    record Todo(@Nullable String text, boolean done) {}

    record Tagged(ImmutableSet<String> tags) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    private static final AtomType<PersistentMap<String, Todo>> TYPE = AtomType.mapOf(Todo.class);
    private static final PersistentMap<String, Todo> TODOS =
            PersistentMap.<String, Todo>empty().with("a", new Todo("milk", false));

    @Test
    void mapOf_sameClass_isBuiltOnce() {
        assertThat(AtomType.mapOf(Todo.class)).isSameAs(TYPE);
        assertThat(TYPE.name()).isEqualTo("map of Todo");
    }

    @Test
    void encode_recordsStandAtTheirIds() {
        Doc doc = Doc.parse("{\"a\":{\"text\":\"milk\",\"done\":false}}");

        assertThat(TYPE.encode(TODOS)).isEqualTo(doc);
        assertThatObject(TYPE.decode(doc)).isEqualTo(TODOS);
        assertThatObject(TYPE.decode(Doc.of())).isEqualTo(PersistentMap.empty());
    }

    @Test
    void encode_sealedInterface_namesTheRecord() {
        AtomType<PersistentMap<String, Shape>> shapes = AtomType.mapOf(Shape.class);
        PersistentMap<String, Shape> one = PersistentMap.<String, Shape>empty().with("c", new Circle(3));

        assertThat(shapes.encode(one)).isEqualTo(Doc.parse("{\"c\":{\"@type\":\"Circle\",\"radius\":3}}"));
        assertThatObject(shapes.decode(shapes.encode(one))).isEqualTo(one);
    }

    @Test
    void diff_changedRecord_isItsChangedFieldAlone() {
        PersistentMap<String, Todo> after = TODOS.with("a", new Todo("milk", true));

        Delta delta = TYPE.diff(TODOS, after);

        assertThat(delta.ops()).containsExactly(new Op.Put(Path.of("a", "done"), true));
        assertThatObject(TYPE.apply(TODOS, delta)).isEqualTo(after);
    }

    @Test
    void apply_otherRecords_areTheSameObjects() {
        PersistentMap<String, Todo> two = TODOS.with("b", new Todo("bread", false));

        PersistentMap<String, Todo> after = TYPE.apply(two, TYPE.diff(two, two.without("b")));

        assertThatObject(after).isEqualTo(TODOS);
        assertThat(after.get("a")).isSameAs(two.get("a"));
    }

    @Test
    void isSet_withinARecord_isSo() {
        AtomType<?> type = AtomType.mapOf(Tagged.class);

        assertThat(type.isSet(Path.of("x", "tags"))).isTrue();
        assertThat(type.isSet(Path.of("x"))).isFalse();
        assertThat(AtomType.mapOf(Tagged.class)
                        .decode(Doc.parse("{\"x\":{\"tags\":{\"red\":true}}}"))
                        .get("x"))
                .isEqualTo(new Tagged(Sets.immutable.with("red")));
    }

    @Test
    void null_asARecord_isRefusedWhereverItComesFrom() {
        String message = "at /a: expected a map of the record Todo, but found null";

        assertThatThrownBy(() -> TYPE.decode(Doc.parse("{\"a\":null}")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> TYPE.check(TODOS, TODOS.with("a", null)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> TYPE.encode(TODOS.with("a", null)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
        Delta put = Delta.of(Edit.ofMap(PersistentMap.<String, Edit>empty().with("a", Edit.put(null))));
        assertThatThrownBy(() -> TYPE.apply(TODOS, put))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
    }

    @Test
    void id_withNul_isRefused() {
        assertThatThrownBy(() -> TYPE.check(TODOS, TODOS.with("a\0b", new Todo("x", true))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("keys hold no NUL character");
    }

    record Dated(Date date) {}

    @Test
    void mapOf_whatCannotBeHandled_isRefusedByItsWay() {
        assertThatThrownBy(() -> AtomType.mapOf(Dated.class))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessage("Dated.date: java.util.Date is mutable; use java.time.Instant");
        assertThatThrownBy(() -> AtomType.mapOf(String.class))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessage("String: java.lang.String is neither a record nor a sealed interface of records");
    }
}
