package io.entangle.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.type.AtomType;
import io.entangle.value.PersistentMap;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keeping a list up to date costs what changed: counted in calls of what the user has written, for time tells little. */
final class LiveListCostTest {
    private static final int SIZE = 100_000;
    private static final int LOG = 17; // of SIZE, to the base of 2
    private static final int MOST_COMPARISONS = 6 * LOG;

    private static PersistentMap<String, Todo> records = PersistentMap.empty();

    private final Random random = new Random(5);
    private final RecordCollection<Todo> todos = RecordCollection.of(Atom.of(AtomType.mapOf(Todo.class), records));
    private int comparisons;
    private int tests;
    private int told;

    @BeforeAll
    static void fill() {
        Random random = new Random(3);
        for (int i = 0; i < SIZE; i++) {
            records = records.with("todo " + i, Todo.of("text " + i, random.nextInt(1_000)));
        }
    }

    @AfterAll
    static void empty() {
        records = PersistentMap.empty();
    }

    private Selection<Todo> counted() {
        return todos.where(todo -> {
                    tests++;
                    return !todo.done();
                })
                .orderedBy((a, b) -> {
                    comparisons++;
                    return Integer.compare(a.priority(), b.priority());
                });
    }

    private void change(UnaryOperator<Todo> change) {
        comparisons = 0;
        tests = 0;
        String id = "todo " + random.nextInt(SIZE);
        boolean isChange = !change.apply(todos.get(id)).equals(todos.get(id));
        todos.update(id, change);
        assertThat(tests).isEqualTo(isChange ? 1 : 0);
        assertThat(comparisons).isLessThanOrEqualTo(MOST_COMPARISONS);
    }

    private void checkCost(Selection<Todo> selection) {
        try (LiveList<Todo> list =
                selection.watch("test", change -> told += change.events().size())) {
            int before = list.get().size();
            for (int i = 0; i < 200; i++) {
                int priority = random.nextInt(1_000);
                change(todo -> todo.withPriority(priority));
                change(Todo::checked);
                change(todo -> Todo.of(todo.text(), todo.priority()));
            }
            comparisons = 0;
            tests = 0;
            assertThat(list.get()).hasSizeLessThanOrEqualTo(before);
            assertThat(list.get().get(before / 2)).isNotNull();
            assertThat(tests + comparisons).as("to read").isZero();
        }
    }

    @Test
    void oneChange_ofTheWholeCollection_costsALogarithm() {
        checkCost(counted());
        assertThat(told).isGreaterThan(SIZE + 300);
    }

    @Test
    void oneChange_ofAWindow_costsALogarithm() {
        checkCost(counted().limit(20));
        assertThat(told).isGreaterThanOrEqualTo(20);
    }

    @Test
    void whatGoesOutOfAWindow_isReplacedAtTheCostOfALogarithm() {
        LiveList<Todo> list = counted()
                .limit(20)
                .watch("test", change -> told += change.events().size());
        told = 0;
        for (int i = 0; i < 100; i++) {
            List<Item<Todo>> shown = list.get();
            comparisons = 0;
            todos.delete(shown.get(random.nextInt(20)).id());
            assertThat(comparisons).isLessThanOrEqualTo(MOST_COMPARISONS);
        }

        assertThat(told).isEqualTo(200);
    }
}
