package io.entangle.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.atom.Cell;
import io.entangle.atom.Watch;
import io.entangle.collection.ListEvent.Added;
import io.entangle.collection.ListEvent.Changed;
import io.entangle.collection.ListEvent.Removed;
import io.entangle.type.AtomType;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class LiveListTest {
    private static final Todo BREAD = Todo.of("bread", 1);
    private static final Todo MILK = Todo.of("milk", 2);
    private static final Todo TEA = Todo.of("tea", 3);

    private final List<Throwable> thrown = new ArrayList<>();
    private final Atom<PersistentMap<String, Todo>> atom = Atom.builder(AtomType.mapOf(Todo.class))
            .onWatchError((key, error) -> thrown.add(error))
            .build(PersistentMap.<String, Todo>empty()
                    .with("b", BREAD)
                    .with("m", MILK)
                    .with("t", TEA));
    private final RecordCollection<Todo> todos = RecordCollection.of(atom);
    private final List<ListChange<Todo>> changes = new ArrayList<>();

    private LiveList<Todo> watched(Selection<Todo> selection) {
        LiveList<Todo> list = selection.watch("test", changes::add);
        assertThat(changes).hasSize(1);
        changes.clear();
        return list;
    }

    /** The one change that there was since, as its events. */
    private List<ListEvent<Todo>> events() {
        assertThat(changes).hasSize(1);
        return changes.remove(0).events();
    }

    private static Item<Todo> item(String id, Todo todo) {
        return new Item<>(id, todo);
    }

    @Test
    void watch_isToldOfTheListAsItIs() {
        todos.orderByDescending(Todo::priority).limit(2).watch("test", changes::add);

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.before()).isEmpty();
            assertThat(change.after()).containsExactly(item("t", TEA), item("m", MILK));
            assertThat(change.events())
                    .containsExactly(new Added<>(0, item("t", TEA)), new Added<>(1, item("m", MILK)));
        });
    }

    @Test
    void watch_ofAnEmptyList_isTold() {
        todos.where(Todo::done).watch("test", changes::add);

        assertThat(changes).singleElement().isEqualTo(new ListChange<>(List.of(), List.of(), List.of()));
    }

    @Test
    void watch_second_isToldFromTheStart_theFirstIsNotToldAgain() {
        LiveList<Todo> list = watched(todos.all());
        List<ListChange<Todo>> later = new ArrayList<>();

        list.watch("later", later::add);

        assertThat(changes).isEmpty();
        assertThat(later)
                .singleElement()
                .satisfies(change -> assertThat(change.added()).hasSize(3));
        todos.delete("b");
        assertThat(later).hasSize(2);
        assertThat(later.get(1)).isEqualTo(changes.get(0));
    }

    /** Is written to, as by another thread, just before a watch is registered. */
    private record Overtaken(Atom<PersistentMap<String, Todo>> atom) implements Cell<PersistentMap<String, Todo>> {
        @Override
        public PersistentMap<String, Todo> get() {
            return atom.get();
        }

        @Override
        public PersistentMap<String, Todo> swap(UnaryOperator<PersistentMap<String, Todo>> change) {
            return atom.swap(change);
        }

        @Override
        public boolean compareAndSet(PersistentMap<String, Todo> expected, PersistentMap<String, Todo> value) {
            return atom.compareAndSet(expected, value);
        }

        @Override
        public void watch(Object key, Watch<PersistentMap<String, Todo>> watch) {
            atom.swap(records -> records.without("b"));
            atom.watch(key, watch);
        }

        @Override
        public boolean unwatch(Object key) {
            return atom.unwatch(key);
        }
    }

    @Test
    void live_whatIsWrittenWhileItIsMade_isNotMissed() {
        RecordCollection.of(new Overtaken(atom)).all().live().watch("test", changes::add);

        assertThat(changes)
                .singleElement()
                .satisfies(change -> assertThat(change.after()).containsExactly(item("m", MILK), item("t", TEA)));
    }

    @Test
    void save_newRecord_isAddedInItsPlace() {
        LiveList<Todo> list = watched(todos.orderBy(Todo::priority));

        todos.save("x", Todo.of("xmas", 2));

        assertThat(events()).containsExactly(new Added<>(2, item("x", Todo.of("xmas", 2))));
        assertThat(list.get()).extracting(Item::id).containsExactly("b", "m", "x", "t");
    }

    @Test
    void update_ofTheKey_movesTheRecord() {
        LiveList<Todo> list = watched(todos.orderBy(Todo::priority));

        todos.update("b", todo -> todo.withPriority(9));

        assertThat(events())
                .singleElement()
                .isEqualTo(new Changed<>(0, 2, BREAD, item("b", BREAD.withPriority(9))))
                .matches(event -> ((Changed<Todo>) event).isMoved());
        assertThat(list.get()).extracting(Item::id).containsExactly("m", "t", "b");
    }

    @Test
    void update_ofAnotherField_changesTheRecordInItsPlace() {
        watched(todos.orderBy(Todo::priority));

        todos.update("m", Todo::checked);

        assertThat(events()).containsExactly(new Changed<>(1, 1, MILK, item("m", MILK.checked())));
    }

    @Test
    void update_acrossTheCondition_comesAndGoes() {
        LiveList<Todo> list = watched(todos.where(todo -> !todo.done()));

        todos.update("m", Todo::checked);
        assertThat(events()).containsExactly(new Removed<>(1, item("m", MILK)));
        todos.update("m", Todo::checked);
        todos.update("m", todo -> MILK);
        assertThat(events()).containsExactly(new Added<>(1, item("m", MILK)));
        todos.save("y", MILK.checked());
        todos.delete("y");

        assertThat(changes).as("what is not selected").isEmpty();
        assertThat(list.get()).isEqualTo(todos.all().list());
    }

    @Test
    void limit_whatGoesIsReplacedByWhatComesNext() {
        watched(todos.orderBy(Todo::priority).limit(2));

        todos.delete("b");
        assertThat(events()).containsExactly(new Removed<>(0, item("b", BREAD)), new Added<>(1, item("t", TEA)));
        todos.save("b", BREAD);
        assertThat(events()).containsExactly(new Removed<>(1, item("t", TEA)), new Added<>(0, item("b", BREAD)));
        todos.update("b", todo -> todo.withPriority(9));
        assertThat(events()).containsExactly(new Removed<>(0, item("b", BREAD)), new Added<>(1, item("t", TEA)));
        todos.update("b", todo -> todo.withPriority(8));
        todos.save("z", Todo.of("behind the limit", 7));

        assertThat(changes).as("what is behind the limit").isEmpty();
    }

    @Test
    void oneChangeOfMany_isToldOnce_andNoMoreThanItIs() {
        watched(todos.orderBy(Todo::priority).limit(2));

        // One goes and one comes: what stands behind the limit has nothing to do with it.
        atom.swap(records -> records.without("b").with("a", Todo.of("apples", 0)));

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.before()).extracting(Item::id).containsExactly("b", "m");
            assertThat(change.after()).extracting(Item::id).containsExactly("a", "m");
            assertThat(change.removed()).containsExactly(item("b", BREAD));
            assertThat(change.added()).containsExactly(item("a", Todo.of("apples", 0)));
            assertThat(change.changed()).isEmpty();
        });
    }

    @Test
    void equalRecord_isNoChange() {
        watched(todos.all());

        atom.swap(records -> records.with("m", Todo.of("milk", 2)).with("t", TEA.checked()));

        assertThat(events()).containsExactly(new Changed<>(2, 2, TEA, item("t", TEA.checked())));
    }

    @Test
    void applyTo_keepsAListOfOnesOwnEqual() {
        List<Item<Todo>> model = new ArrayList<>();
        LiveList<Todo> list = todos.orderBy(Todo::priority).watch("model", change -> change.applyTo(model));
        assertThat(model).isEqualTo(list.get());

        todos.update("t", todo -> todo.withPriority(0));
        todos.update("m", Todo::checked);
        todos.delete("b");

        assertThat(model)
                .isEqualTo(list.get())
                .containsExactly(item("t", TEA.withPriority(0)), item("m", MILK.checked()));
    }

    @Test
    void get_withinAWatchOfTheAtom_isTheNewest() {
        List<Integer> seen = new ArrayList<>();
        List<LiveList<Todo>> lists = new ArrayList<>();
        atom.watch("before", (before, after) -> seen.add(lists.get(0).get().size()));
        lists.add(todos.all().live());

        todos.delete("b");

        assertThat(seen).as("told before the list").containsExactly(2);
    }

    @Test
    void watch_thatWrites_isToldOfThatAfterItHasReturned() {
        List<String> log = new ArrayList<>();
        LiveList<Todo> list = todos.all().live();
        list.watch("writer", change -> {
            log.add("begin " + change.after().size());
            if (change.after().size() == 3) {
                todos.save("x", MILK);
                assertThat(list.get()).hasSize(4);
            }
            log.add("end");
        });

        assertThat(log).containsExactly("begin 3", "end", "begin 4", "end");
    }

    @Test
    void watch_thatThrows_harmsNobody() {
        LiveList<Todo> list = watched(todos.all());
        list.watch("throws", change -> {
            throw new IllegalStateException("on purpose");
        });

        todos.delete("b");

        assertThat(changes).hasSize(1);
        assertThat(thrown).isEmpty();
    }

    @Test
    void condition_thatThrows_isReported_andWhatWasMissedIsToldWithTheNext() {
        LiveList<Todo> list = watched(todos.where(todo -> {
            if (todo.text().isEmpty()) {
                throw new IllegalStateException("no text");
            }
            return true;
        }));

        todos.save("x", Todo.of("", 1));
        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(list::get).hasMessage("no text");
        assertThatThrownBy(
                        () -> todos.where(todo -> todo.text().charAt(0) == 'm').live())
                .isInstanceOf(StringIndexOutOfBoundsException.class);
        assertThat(changes).isEmpty();
        todos.delete("b");
        assertThat(changes).isEmpty();
        todos.save("x", Todo.of("text", 1));

        assertThat(events())
                .containsExactly(new Removed<>(0, item("b", BREAD)), new Added<>(2, item("x", Todo.of("text", 1))));
    }

    @Test
    void unwatch_isNotToldAnyMore() {
        LiveList<Todo> list = watched(todos.all());

        assertThat(list.unwatch("test")).isTrue();
        assertThat(list.unwatch("test")).isFalse();
        todos.delete("b");

        assertThat(changes).isEmpty();
        assertThat(list.get()).hasSize(2);
    }

    @Test
    void close_staysAsItWas() {
        LiveList<Todo> list = watched(todos.all());

        list.close();
        list.close();
        todos.delete("b");

        assertThat(changes).isEmpty();
        assertThat(list.get()).hasSize(3);
        assertThat(list).hasToString("live list of 3 records");
    }

    @Test
    void get_isAnImmutableListOfThatInstant() {
        List<Item<Todo>> list = todos.orderBy(Todo::priority).limit(2).live().get();

        todos.saveAll(Map.of("b", BREAD.withPriority(8), "m", MILK.checked()));

        assertThat(list).containsExactly(item("b", BREAD), item("m", MILK));
        assertThat(list.get(1)).isEqualTo(item("m", MILK));
        assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.set(0, item("m", MILK))).isInstanceOf(UnsupportedOperationException.class);
        Iterator<Item<Todo>> iterator = list.iterator();
        iterator.next();
        iterator.next();
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }
}
