package io.entangle.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.atom.Transaction;
import io.entangle.clock.Entropy;
import io.entangle.delta.Delta;
import io.entangle.delta.Op;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RecordCollectionTest {
    private static final AtomType<PersistentMap<String, Todo>> TYPE = AtomType.mapOf(Todo.class);
    private static final Todo MILK = Todo.of("milk", 2);
    private static final Todo BREAD = Todo.of("bread", 1);

    private final Atom<PersistentMap<String, Todo>> atom = Atom.builder(TYPE)
            .validator(todos -> todos.size() > 3 ? "that is too much to do" : null)
            .build(PersistentMap.empty());
    private final RecordCollection<Todo> todos = RecordCollection.of(atom, Entropy.seeded(1));

    /** What the last change of the atom was, as it travels. */
    private final List<Delta> deltas = new ArrayList<>();

    RecordCollectionTest() {
        atom.watch("deltas", (before, after) -> deltas.add(TYPE.diff(before, after)));
    }

    private Map<String, Todo> all() {
        return todos.asMap();
    }

    @Test
    void save_newId_isThereByThatId() {
        todos.save("m", MILK);

        assertThat(todos.get("m")).isEqualTo(MILK);
        assertThat(todos.contains("m")).isTrue();
        assertThat(todos.size()).isEqualTo(1);
        assertThat(all()).isEqualTo(Map.of("m", MILK));
        assertThat(TYPE.encode(atom.get()))
                .isEqualTo(Doc.parse("{\"m\":{\"text\":\"milk\",\"priority\":2,\"done\":false}}"));
    }

    @Test
    void save_idThatIsThere_changesTheFieldsThatDiffer() {
        todos.save("m", MILK);

        todos.save("m", new Todo("milk", 2, true));

        assertThat(deltas).last().extracting(Delta::ops).isEqualTo(List.of(new Op.Put(Path.of("m", "done"), true)));
        todos.save("m", MILK.checked());
        assertThat(atom.version()).as("an equal record is no change").isEqualTo(2);
    }

    @Test
    void saveAll_isOneChange() {
        todos.save("m", MILK);

        todos.saveAll(Map.of("m", MILK.checked(), "b", BREAD));

        assertThat(all()).isEqualTo(Map.of("m", MILK.checked(), "b", BREAD));
        assertThat(atom.version()).isEqualTo(2);
    }

    @Test
    void add_givesANewId() {
        String one = todos.add(MILK);
        String other = todos.add(MILK);

        assertThat(one).matches("[2-9a-z]{20}").isNotEqualTo(other);
        assertThat(all()).isEqualTo(Map.of(one, MILK, other, MILK));
    }

    @Test
    void insert_onlyWhereThereIsNone() {
        assertThat(todos.insert("m", MILK)).isTrue();
        assertThat(todos.insert("m", BREAD)).isFalse();

        assertThat(todos.get("m")).isEqualTo(MILK);
        assertThat(atom.version()).isEqualTo(1);
    }

    @Test
    void update_changesTheFieldsThatDiffer() {
        todos.saveAll(Map.of("m", MILK, "b", BREAD));

        Todo after = todos.update("m", Todo::checked);

        assertThat(after).isEqualTo(MILK.checked()).isEqualTo(todos.get("m"));
        assertThat(deltas).last().extracting(Delta::ops).isEqualTo(List.of(new Op.Put(Path.of("m", "done"), true)));
        assertThat(todos.get("b")).isSameAs(BREAD);
    }

    @Test
    void update_noneThere_isNull_andTheFunctionIsNotCalled() {
        AtomicInteger calls = new AtomicInteger();

        Todo after = todos.update("m", todo -> {
            calls.incrementAndGet();
            return todo;
        });

        assertThat(after).isNull();
        assertThat(calls).hasValue(0);
        assertThat(atom.version()).isZero();
    }

    @Test
    void delete_saysWhetherThereWasOne() {
        todos.save("m", MILK);

        assertThat(todos.delete("m")).isTrue();
        assertThat(todos.delete("m")).isFalse();

        assertThat(todos.get("m")).isNull();
        assertThat(deltas).last().extracting(Delta::ops).isEqualTo(List.of(new Op.Remove(Path.of("m"))));
    }

    @Test
    void deleteAll_isOneChange() {
        todos.saveAll(Map.of("a", MILK, "b", BREAD, "c", MILK));

        todos.deleteAll(List.of("a", "c", "nobody"));

        assertThat(all()).isEqualTo(Map.of("b", BREAD));
        assertThat(atom.version()).isEqualTo(2);
    }

    @Test
    void refusals_changeNothing_andSayWhy() {
        todos.save("m", MILK);
        Map<String, Todo> withNull = new HashMap<>(Map.of("a", BREAD));
        withNull.put("b", null);

        assertThatThrownBy(() -> todos.save("", BREAD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the id of a record is not empty");
        assertThatThrownBy(() -> todos.get(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("id");
        assertThatThrownBy(() -> todos.save("b", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("record");
        assertThatThrownBy(() -> todos.saveAll(withNull))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the record of \"b\"");
        assertThatThrownBy(() -> todos.update("m", todo -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("an updated record is not null");
        assertThatThrownBy(() -> todos.deleteAll(List.of("m", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the id of a record is not empty");
        assertThatThrownBy(() -> todos.save("b", Todo.of("\ud800", 1)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("at /b/text: ");
        assertThatThrownBy(() -> todos.saveAll(Map.of("1", MILK, "2", MILK, "3", MILK)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("that is too much to do");

        assertThat(all()).isEqualTo(Map.of("m", MILK));
        assertThat(atom.version()).isEqualTo(1);
    }

    @Test
    void in_transaction_changesAllOrNothing() {
        Atom<PersistentMap<String, Todo>> archive = Atom.of(TYPE, PersistentMap.empty());
        RecordCollection<Todo> done = RecordCollection.of(archive);
        todos.save("m", MILK);

        String kept = Transaction.run(tx -> {
            Todo milk = todos.in(tx).update("m", Todo::checked);
            assertThat(todos.in(tx).where(Todo::done).count())
                    .as("what it has written itself")
                    .isEqualTo(1);
            todos.in(tx).delete("m");
            return done.in(tx).add(milk);
        });

        assertThat(todos.size()).isZero();
        assertThat(done.get(kept)).isEqualTo(MILK.checked());
        assertThat(atom.version()).isEqualTo(2);
        assertThatThrownBy(() -> Transaction.run(tx -> {
                    done.in(tx).deleteAll(List.of(kept));
                    return todos.in(tx).in(tx).insert("m", new Todo("\ud800", 1, false));
                }))
                .isInstanceOf(InvalidValueException.class);
        assertThat(done.get(kept)).as("nothing of it").isEqualTo(MILK.checked());
    }

    @Test
    void in_transaction_nothingIsWatched() {
        assertThatThrownBy(() -> Transaction.run(tx -> todos.in(tx).all().live()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("nothing is watched within a transaction: watch the collection itself");
    }
}
