package io.entangle.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.type.AtomType;
import io.entangle.value.PersistentMap;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SelectionTest {
    private final RecordCollection<Todo> todos =
            RecordCollection.of(Atom.of(AtomType.mapOf(Todo.class), PersistentMap.empty()));

    SelectionTest() {
        todos.saveAll(Map.of(
                "a", Todo.of("milk", 2),
                "b", Todo.of("bread", 1).checked(),
                "c", Todo.of("tea", 2),
                "d", new Todo("rest", null, false),
                "e", Todo.of("work", 3)));
    }

    private static void check(Selection<Todo> selection, String ids) {
        assertThat(selection.list()).extracting(Item::id).containsExactly(ids.split(""));
        assertThat(selection.count()).isEqualTo(ids.length());
        try (LiveList<Todo> live = selection.live()) {
            assertThat(live.get()).isEqualTo(selection.list());
        }
    }

    @Test
    void all_isInOrderOfIds() {
        check(todos.all(), "abcde");
        assertThat(todos.all().list()).first().isEqualTo(new Item<>("a", Todo.of("milk", 2)));
    }

    @Test
    void where_twice_isBoth() {
        check(todos.where(todo -> !todo.done()), "acde");
        check(todos.where(todo -> !todo.done()).where(todo -> todo.text().length() == 4), "ade");
        check(todos.where(Todo::done), "b");
        assertThat(todos.where(todo -> false).list()).isEmpty();
    }

    @Test
    void orderBy_nullsAreLast_tiesAreByIds() {
        check(todos.orderBy(Todo::priority), "baced");
        check(todos.orderByDescending(Todo::priority), "eacbd");
    }

    @Test
    void thenBy_ordersTies() {
        check(todos.orderBy(Todo::done).thenBy(Todo::priority), "acedb");
        check(todos.orderBy(Todo::done).thenByDescending(Todo::priority), "eacdb");
        check(todos.orderBy(Todo::priority).thenByDescending(Todo::text), "bcaed");
        check(todos.orderedBy(Comparator.comparing(Todo::text)), "badce");
    }

    @Test
    void orderBy_again_replacesTheOrder() {
        check(todos.orderByDescending(Todo::priority).orderBy(Todo::text), "badce");
    }

    @Test
    void limit_isTheFirstOfThem() {
        check(todos.orderBy(Todo::priority).limit(2), "ba");
        check(
                todos.where(todo -> !todo.done())
                        .orderByDescending(Todo::priority)
                        .limit(3),
                "eac");
        check(todos.all().limit(2).limit(100), "abcde");
    }

    @Test
    void list_doesNotChange_andCannotBeModified() {
        List<Item<Todo>> list = todos.all().list();

        todos.delete("a");

        assertThat(list).hasSize(5);
        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refusals_sayWhatIsExpected() {
        assertThatThrownBy(() -> todos.all().limit(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a limit is at least 1, but found 0");
        assertThatThrownBy(() -> todos.all().thenBy(Todo::text))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("thenBy refines an order, and this selection has none: call orderBy first");
        assertThatThrownBy(() -> todos.where(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("further");
        assertThatThrownBy(() -> todos.orderBy((java.util.function.Function<Todo, String>) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
    }
}
