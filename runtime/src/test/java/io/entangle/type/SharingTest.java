package io.entangle.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.delta.Delta;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import io.entangle.value.PersistentVector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.collections.api.map.ImmutableMap;
import org.junit.jupiter.api.Test;

/** That work and new memory go with what changed, counted by how often a record is read. */
final class SharingTest {
    private static final int SIZE = 10_000;

    private static int reads;

    record Counted(int number, String name) {
        @Override
        public int number() {
            reads++;
            return number;
        }
    }

    record Store(String title, ImmutableMap<String, Counted> byName, List<Counted> list, Set<Counted> set) {}

    private static final AtomType<Store> TYPE = AtomType.of(Store.class);
    private static final Store STORE = store();

    private static Store store() {
        PersistentMap<String, Counted> map = PersistentMap.empty();
        PersistentVector.Builder<Counted> list = PersistentVector.builder();
        PersistentSet<Counted> set = PersistentSet.empty();
        for (int i = 0; i < SIZE; i++) {
            Counted counted = new Counted(i, "n" + i);
            map = map.with(counted.name(), counted);
            list.add(counted);
            set = set.newWith(counted);
        }
        return new Store("store", map, list.build(), set);
    }

    private static int readsOf(Runnable action) {
        reads = 0;
        action.run();
        return reads;
    }

    @Test
    void diff_containersAreTheSameObjects_readsNothing() {
        Store after = new Store("renamed", STORE.byName(), STORE.list(), STORE.set());

        assertThat(readsOf(() -> TYPE.diff(STORE, after))).isZero();
        assertThat(readsOf(() -> TYPE.apply(STORE, TYPE.diff(STORE, after)))).isZero();
    }

    @Test
    void diff_oneEntryChanged_readsOnlyThat() {
        ImmutableMap<String, Counted> map = STORE.byName().newWithKeyValue("n7", new Counted(-7, "n7"));
        Store after = new Store(STORE.title(), map, STORE.list(), STORE.set());

        assertThat(readsOf(() -> TYPE.diff(STORE, after))).isLessThanOrEqualTo(2);
        assertThat(TYPE.diff(STORE, after).ops()).hasSize(1);
    }

    @Test
    void diff_oneItemChangedOrInserted_readsOnlyThat() {
        PersistentVector<Counted> list = PersistentVector.from(STORE.list());
        Store changed =
                new Store(STORE.title(), STORE.byName(), list.with(5000, new Counted(-1, "n5000")), STORE.set());
        Store inserted =
                new Store(STORE.title(), STORE.byName(), list.insert(5000, new Counted(-1, "new")), STORE.set());

        assertThat(readsOf(() -> TYPE.diff(STORE, changed))).isLessThan(20);
        assertThat(TYPE.diff(STORE, changed).ops()).hasSize(1);
        assertThat(readsOf(() -> TYPE.diff(STORE, inserted))).isLessThan(20);
        assertThat(TYPE.diff(STORE, inserted).ops()).hasSize(1);
    }

    @Test
    void diff_itemsChangedAtBothEnds_encodesNothingBetween() {
        PersistentVector<Counted> list = PersistentVector.from(STORE.list());
        PersistentVector<Counted> ends = list.with(0, new Counted(-1, "n0")).with(SIZE - 1, new Counted(-2, "n9999"));
        Store after = new Store(STORE.title(), STORE.byName(), ends, STORE.set());

        assertThat(readsOf(() -> TYPE.diff(STORE, after))).isLessThan(20);
        assertThat(TYPE.diff(STORE, after).ops()).hasSize(2);
    }

    @Test
    void diff_oneElementAddedToASet_readsOnlyThat() {
        Set<Counted> set = PersistentSet.from(STORE.set()).newWith(new Counted(-1, "new"));
        Store after = new Store(STORE.title(), STORE.byName(), STORE.list(), set);

        assertThat(readsOf(() -> TYPE.diff(STORE, after))).isLessThan(10);
    }

    @Test
    void apply_oneEntryChanged_keepsAllOthers() {
        Delta delta = Delta.diff(
                TYPE.encode(STORE),
                TYPE.encode(STORE)
                        .with(io.entangle.value.Path.of("byName", "n7", "number"), -7)
                        .with(io.entangle.value.Path.of("list", 3, "number"), -3));

        Store after = TYPE.apply(STORE, delta);

        assertThat(after.set()).isSameAs(STORE.set());
        assertThat(after.byName()).isInstanceOf(PersistentMap.class);
        assertThat(after.byName().get("n7")).isEqualTo(new Counted(-7, "n7"));
        for (int i = 8; i < SIZE; i++) {
            assertThat(after.byName().get("n" + i)).isSameAs(STORE.byName().get("n" + i));
            assertThat(after.list().get(i)).isSameAs(STORE.list().get(i));
        }
    }

    record Person(String id, String name) {
        @Override
        public boolean equals(Object object) {
            return object instanceof Person that && id.equals(that.id);
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }
    }

    record People(List<Person> list, Set<Person> set, Map<String, Person> map) {}

    @Test
    void diff_recordsWithAnEqualsOfTheirOwn_missesNothing() {
        AtomType<People> type = AtomType.of(People.class);
        Person ada = new Person("1", "Ada");
        Person countess = new Person("1", "Countess");
        Person other = new Person("2", "Bob");
        People before = new People(List.of(ada, other, ada), Set.of(ada, other), Map.of("a", ada));
        People after = new People(List.of(other, countess), Set.of(countess, other), Map.of("a", countess));
        Doc wanted = type.encode(after);

        Delta delta = type.diff(before, after);

        assertThat(delta.apply(type.encode(before))).isEqualTo(wanted);
        assertThat(type.encode(type.apply(before, delta))).isEqualTo(wanted);
    }
}
