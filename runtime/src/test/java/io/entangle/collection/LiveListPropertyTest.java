package io.entangle.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.collection.ListEvent.Added;
import io.entangle.collection.ListEvent.Changed;
import io.entangle.collection.ListEvent.Removed;
import io.entangle.testing.Laws;
import io.entangle.type.AtomType;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A live list against the selection evaluated anew, and its events against the lists that they lie between. */
final class LiveListPropertyTest {
    private static final AtomType<PersistentMap<String, Todo>> TYPE = AtomType.mapOf(Todo.class);

    /** Few texts and priorities, so that there are ties. */
    private static Todo todo(Random random) {
        Integer priority = random.nextInt(6) == 0 ? null : (Integer) random.nextInt(6);
        return new Todo(String.valueOf((char) ('a' + random.nextInt(4))), priority, random.nextBoolean());
    }

    private static Selection<Todo> selection(RecordCollection<Todo> todos, Random random) {
        Selection<Todo> selection = switch (random.nextInt(4)) {
            case 0 -> todos.all();
            case 1 -> todos.where(todo -> !todo.done());
            case 2 -> todos.where(todo -> todo.priority() != null && todo.priority() > 2);
            default -> todos.where(todo -> false);
        };
        Selection<Todo> ordered = switch (random.nextInt(5)) {
            case 0 -> selection;
            case 1 -> selection.orderBy(Todo::priority);
            case 2 -> selection.orderByDescending(Todo::priority).thenBy(Todo::text);
            case 3 -> selection.orderBy(Todo::text).thenByDescending(Todo::done);
            default -> selection.orderBy(todo -> 0);
        };
        return random.nextBoolean() ? ordered.limit(1 + random.nextInt(12)) : ordered;
    }

    private static PersistentMap<String, Todo> changed(PersistentMap<String, Todo> records, Random random) {
        PersistentMap<String, Todo> result = records;
        int count = random.nextInt(4) == 0 ? random.nextInt(20) : 1;
        for (int i = 0; i < count; i++) {
            String id = String.valueOf(random.nextInt(24));
            result = random.nextInt(3) == 0 ? result.without(id) : result.with(id, todo(random));
        }
        return random.nextInt(30) == 0 ? PersistentMap.empty() : result;
    }

    /** What the selection selects, worked out without any of its code but the order. */
    private static List<Item<Todo>> evaluated(RecordCollection<Todo> todos, Selection<Todo> selection) {
        return todos.asMap().entrySet().stream()
                .map(entry -> new Item<>(entry.getKey(), entry.getValue()))
                .filter(item -> selection.accepts(item.record()))
                .sorted(selection.comparator())
                .limit(selection.limit())
                .toList();
    }

    @Test
    void live_randomChanges_isWhatAFreshEvaluationIs() {
        Laws.check(1_000, random -> {
            RecordCollection<Todo> todos = RecordCollection.of(Atom.of(TYPE, changed(PersistentMap.empty(), random)));
            Selection<Todo> selection = selection(todos, random);
            List<Item<Todo>> replayed = new ArrayList<>();
            List<ListChange<Todo>> told = new ArrayList<>();
            LiveList<Todo> live = selection.watch("replay", change -> {
                checkMinimal(change);
                assertThat(change.before()).isEqualTo(replayed);
                replay(change, replayed);
                assertThat(replayed).isEqualTo(change.after());
                told.add(change);
            });
            List<Item<Todo>> before = evaluated(todos, selection);

            for (int i = random.nextInt(30); i > 0; i--) {
                told.clear();
                todos.cell().swap(records -> changed(records, random));

                List<Item<Todo>> after = evaluated(todos, selection);
                assertThat(live.get()).isEqualTo(after).isEqualTo(selection.list());
                assertThat(replayed).isEqualTo(after);
                assertThat(told).hasSize(after.equals(before) ? 0 : 1);
                before = after;
            }
        });
    }

    /** By the book: an index is one of the list as the events before have left it. */
    private static void replay(ListChange<Todo> change, List<Item<Todo>> list) {
        List<Item<Todo>> applied = new ArrayList<>(list);
        for (ListEvent<Todo> event : change.events()) {
            if (event instanceof Removed<Todo> removed) {
                assertThat(list.remove(removed.index())).isEqualTo(removed.item());
            } else if (event instanceof Added<Todo> added) {
                list.add(added.index(), added.item());
            } else if (event instanceof Changed<Todo> changed) {
                assertThat(list.remove(changed.from())).isEqualTo(new Item<>(changed.id(), changed.before()));
                list.add(changed.to(), changed.item());
            }
        }
        change.applyTo(applied);
        assertThat(applied).isEqualTo(list);
    }

    /** One event for each item that differs, of the right kind, and in the order that is promised. */
    private static void checkMinimal(ListChange<Todo> change) {
        assertThat(kinds(change.events())).isSortedAccordingTo(Integer::compare);
        assertThat(change.events()).extracting(ListEvent::id).doesNotHaveDuplicates();
        Set<String> before = ids(change.before());
        Set<String> after = ids(change.after());
        assertThat(ids(change.removed())).isEqualTo(without(before, after));
        assertThat(ids(change.added())).isEqualTo(without(after, before));
        assertThat(new HashSet<>(change.changed()))
                .isEqualTo(change.after().stream()
                        .filter(item ->
                                before.contains(item.id()) && !change.before().contains(item))
                        .collect(Collectors.toSet()));
        assertThat(positions(change.added(), change.after())).isSorted();
        assertThat(positions(change.changed(), change.after())).isSorted();
        assertThat(positions(change.removed(), change.before())).isSortedAccordingTo((a, b) -> b - a);
    }

    private static List<Integer> kinds(List<ListEvent<Todo>> events) {
        return events.stream()
                .map(event -> event instanceof Removed ? 0 : event instanceof Changed ? 1 : 2)
                .toList();
    }

    private static List<Integer> positions(List<Item<Todo>> items, List<Item<Todo>> list) {
        return items.stream().map(list::indexOf).toList();
    }

    private static Set<String> ids(List<Item<Todo>> items) {
        return items.stream().map(Item::id).collect(Collectors.toSet());
    }

    private static Set<String> without(Set<String> one, Set<String> other) {
        Supplier<Set<String>> copy = () -> new HashSet<>(one);
        Set<String> left = copy.get();
        left.removeAll(other);
        return left;
    }
}
