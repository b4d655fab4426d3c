package io.entangle.datalog;

import static io.entangle.datalog.Datalog.db;
import static io.entangle.datalog.Datalog.k;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EntityTest {
    private static final Database DATABASE = db(
            """
            {:name {:db/unique :db.unique/identity} :aka {:db/cardinality :db.cardinality/many}
             :friend {:db/valueType :db.type/ref} :friends {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             :part {:db/valueType :db.type/ref :db/isComponent true}
             :parts {:db/valueType :db.type/ref :db/isComponent true :db/cardinality :db.cardinality/many}}
            """,
            "[{:db/id 1 :name \"Ivan\" :age 19 :aka [\"X\" \"Y\"] :friend 2 :friends [2 3] :part {:db/id 4 :name \"P\" :parts [{:db/id 5 :age 5}]}}"
                    + " {:db/id 2 :name \"Petr\" :friend 1} {:db/id 3 :db/ident :three :friends 1}]");

    @Test
    void entity_idLookupRefOrIdent_isFound() {
        assertThat(DATABASE.entity(1).id()).isEqualTo(1);
        assertThat(DATABASE.entity(List.of(k("name"), "Petr")).id()).isEqualTo(2);
        assertThat(DATABASE.entity(k("three")).id()).isEqualTo(3);
        assertThat(DATABASE.entity(1).database()).isSameAs(DATABASE);
    }

    @Test
    void entity_withoutDatoms_isNull() {
        assertThat(DATABASE.entity(99)).isNull();
        assertThat(DATABASE.entity(null)).isNull();
        assertThat(DATABASE.entity(List.of(k("name"), "Nobody"))).isNull();
        assertThat(DATABASE.entity(k("nobody"))).isNull();
    }

    @Test
    void get_values_areOneOrASet() {
        Entity ivan = DATABASE.entity(1);
        assertThat(ivan.get(k("db/id"))).isEqualTo(1L);
        assertThat(ivan.get(k("age"))).isEqualTo(19L);
        assertThat(ivan.get(k("aka"))).isEqualTo(Set.of("X", "Y"));
        assertThat(ivan.get(k("unknown"))).isNull();
        assertThat(ivan.get(k("db/ident"))).isNull();
        assertThat(ivan.getOrDefault(k("unknown"), "d")).isEqualTo("d");
        assertThat(ivan.getOrDefault(k("age"), "d")).isEqualTo(19L);
    }

    @Test
    void get_references_areEntities() {
        Entity ivan = DATABASE.entity(1);
        assertThat(((Entity) ivan.get(k("friend"))).get(k("name"))).isEqualTo("Petr");
        assertThat(ivan.get(k("friends"))).isEqualTo(Set.of(DATABASE.entity(2), DATABASE.entity(3)));
        assertThat(((Entity) ((Entity) ivan.get(k("friend"))).get(k("friend"))).get(k("age")))
                .isEqualTo(19L);
    }

    @Test
    void get_reverse_isWhoRefers() {
        assertThat(DATABASE.entity(1).get(k("_friend"))).isEqualTo(Set.of(DATABASE.entity(2)));
        assertThat(DATABASE.entity(1).get(k("_friends"))).isEqualTo(Set.of(DATABASE.entity(3)));
        assertThat(DATABASE.entity(4).get(k("_part"))).isEqualTo(DATABASE.entity(1));
        assertThat(DATABASE.entity(5).get(k("_parts"))).isEqualTo(DATABASE.entity(4));
        assertThat(DATABASE.entity(1).get(k("_part"))).isNull();
        assertThat(DATABASE.entity(1).get(k("_age"))).isNull();
        assertThat(DATABASE.entity(1).touch().get(k("_friend"))).isEqualTo(Set.of(DATABASE.entity(2)));
    }

    @Test
    void keys_areItsAttributes() {
        assertThat(DATABASE.entity(2).keys()).containsExactly(k("friend"), k("name"));
        assertThat(DATABASE.entity(2).size()).isEqualTo(2);
        assertThat(DATABASE.entity(2).contains(k("name"))).isTrue();
        assertThat(DATABASE.entity(2).contains(k("age"))).isFalse();
        assertThat(DATABASE.entity(2).contains(k("_friend"))).isTrue();
    }

    @Test
    void touch_readsAllAndItsComponents() {
        Entity ivan = DATABASE.entity(1);
        assertThat(ivan.cached()).isEmpty();
        assertThat(ivan).hasToString("{:db/id 1}");
        ivan.get(k("age"));
        assertThat(ivan).hasToString("{:db/id 1, :age 19}");
        ivan.touch();
        assertThat(ivan.cached()).hasSize(6);
        assertThat(ivan)
                .hasToString(
                        "{:db/id 1, :age 19, :aka #{\"X\" \"Y\"}, :friend {:db/id 2}, :friends #{{:db/id 2} {:db/id 3}}, :name \"Ivan\","
                                + " :part {:db/id 4, :name \"P\", :parts #{{:db/id 5, :age 5}}}}");
    }

    @Test
    void touch_deepOrCyclicComponents_ends() {
        StringBuilder chain = new StringBuilder("[");
        for (int i = 1; i < 3_000; i++) {
            chain.append("[:db/add ").append(i).append(" :part ").append(i + 1).append("]");
        }
        Database deep = DATABASE.with(chain.append("[:db/add 3000 :part 1]]").toString())
                .dbAfter();
        assertThat(deep.entity(1).touch().cached()).containsKey(k("part"));
    }

    @Test
    void equals_sameIdInTheSameDatabase() {
        assertThat(DATABASE.entity(1)).isEqualTo(DATABASE.entity(1)).hasSameHashCodeAs(DATABASE.entity(1));
        assertThat(DATABASE.entity(1)).isNotEqualTo(DATABASE.entity(2));
        assertThat(DATABASE.entity(1))
                .isNotEqualTo(DATABASE.with("[]").dbAfter().entity(1));
    }
}
