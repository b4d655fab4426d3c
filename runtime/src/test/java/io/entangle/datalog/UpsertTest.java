package io.entangle.datalog;

import static io.entangle.datalog.Datalog.checkRefused;
import static io.entangle.datalog.Datalog.db;
import static io.entangle.datalog.Datalog.eav;
import static io.entangle.datalog.Datalog.k;
import static io.entangle.datalog.Datalog.refused;
import static io.entangle.datalog.Datalog.txData;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values of identities that mean an entity which is there already. */
final class UpsertTest {
    private static final Database DATABASE = db(
            """
            {:name  {:db/unique :db.unique/identity}
             :email {:db/unique :db.unique/identity}
             :slugs {:db/unique :db.unique/identity :db/cardinality :db.cardinality/many}
             :ref   {:db/unique :db.unique/identity :db/valueType :db.type/ref}
             :child {:db/valueType :db.type/ref}
             :children {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}}
            """,
            "[{:db/id 1 :name \"Ivan\" :email \"@1\"} {:db/id 2 :name \"Petr\" :email \"@2\" :ref 3}"
                    + " {:db/id 3 :name \"Dima\" :email \"@3\"} {:db/id 4 :name \"Olga\" :slugs [\"ann1\" \"ann2\"]}]");

    /** Expects these changes, and that a temporary id, if given, means that entity. */
    private static void check(String txData, String changes, Object... tempids) {
        TxReport report = DATABASE.with(txData);
        assertThat(txData(report)).isEqualTo(changes);
        for (int i = 0; i < tempids.length; i += 2) {
            assertThat(report.tempids()).containsEntry(tempids[i], (Long) tempids[i + 1]);
        }
    }

    @Test
    void map_withoutId_meansTheEntityOfItsIdentity() {
        check("[{:name \"Ivan\" :age 35}]", "[1 :age 35 +]");
        assertThat(DATABASE.with("[{:name \"Ivan\" :age 35}]").tempids()).hasSize(1);
    }

    @Test
    void map_withTempid_bindsIt() {
        check("[{:db/id -1 :name \"Ivan\" :age 35}]", "[1 :age 35 +]", -1L, 1L);
        check("[{:db/id \"x\" :name \"Ivan\" :age 35}]", "[1 :age 35 +]", "x", 1L);
        check("[{:db/id -1 :name \"Ivan\"} {:db/id -1 :age 36}]", "[1 :age 36 +]", -1L, 1L);
        check("[{:db/id -1 :name \"Ivan\"} {:db/id -2 :child -1}]", "[5 :child 1 +]", -1L, 1L, -2L, 5L);
    }

    @Test
    void map_withSameId_isThatEntity() {
        check("[{:db/id 1 :name \"Ivan\" :age 35}]", "[1 :age 35 +]");
        check("[{:db/id [:name \"Ivan\"] :email \"@1\" :age 35}]", "[1 :age 35 +]");
    }

    @Test
    void map_twoIdentitiesOfOneEntity_agree() {
        check("[{:name \"Ivan\" :email \"@1\" :age 35}]", "[1 :age 35 +]");
        check("[{:name \"Ivan\" :email \"@9\" :age 35}]", "[1 :email \"@1\" -] [1 :email \"@9\" +] [1 :age 35 +]");
    }

    @Test
    void map_identityOfManyValues_meansTheEntityOfAny() {
        check("[{:slugs \"ann1\" :age 1}]", "[4 :age 1 +]");
        check("[{:slugs [\"ann1\" \"ann3\"] :age 1}]", "[4 :slugs \"ann3\" +] [4 :age 1 +]");
        check("[{:db/id -1 :slugs [\"ann2\" \"ann1\"]}]", "", -1L, 4L);
    }

    @Test
    void map_identityThatIsAReference_meansTheEntityThatHasIt() {
        check("[{:ref 3 :age 1}]", "[2 :age 1 +]");
        check("[{:ref [:name \"Dima\"] :age 1}]", "[2 :age 1 +]");
        check("[{:ref -1 :age 1} {:db/id -1 :age 2}]", "[6 :ref 5 +] [6 :age 1 +] [5 :age 2 +]");
        check("[{:ref {:age 2} :age 1}]", "[5 :age 2 +] [6 :ref 5 +] [6 :age 1 +]");
    }

    @Test
    void map_identityOfAnEntityOfThisTransaction_meansIt() {
        check(
                "[{:name \"New\" :age 1} {:name \"New\" :age 2}]",
                "[5 :name \"New\" +] [5 :age 1 +] [5 :age 1 -] [5 :age 2 +]");
        check(
                "[{:db/id -1 :name \"New\"} {:db/id -2 :name \"New\" :age 2}]",
                "[5 :name \"New\" +] [5 :age 2 +]",
                -1L,
                5L,
                -2L,
                5L);
    }

    @Test
    void map_nested_isUpsertedToo() {
        check("[{:db/id 1 :child {:name \"Petr\" :age 1}}]", "[2 :age 1 +] [1 :child 2 +]");
        check("[{:name \"Ivan\" :_child {:name \"Petr\"}}]", "[2 :child 1 +]");
        check(
                "[{:name \"Ivan\" :children [{:name \"Petr\"} {:name \"New\"}]}]",
                "[1 :children 2 +] [5 :name \"New\" +] [1 :children 5 +]");
    }

    @Test
    void map_identitiesOfTwoEntities_isRefused() {
        DatalogException e = checkRefused(
                DATABASE,
                "[{:name \"Ivan\" :email \"@2\"}]",
                "transact/upsert",
                "Conflicting upserts: [:name \"Ivan\"] resolves to 1, but [:email \"@2\"] resolves to 2");
        assertThat(e.data())
                .containsEntry(k("assertion"), List.of(1L, k("name"), "Ivan"))
                .containsEntry(k("conflict"), List.of(2L, k("email"), "@2"));
        checkRefused(
                DATABASE,
                "[{:slugs [\"ann1\"] :email \"@2\"}]",
                "transact/upsert",
                "Conflicting upserts: [:slugs \"ann1\"] resolves to 4, but [:email \"@2\"] resolves to 2");
    }

    @Test
    void map_identityOfOtherThanId_isRefused() {
        checkRefused(
                DATABASE,
                "[{:db/id 2 :name \"Ivan\"}]",
                "transact/upsert",
                "Conflicting upsert: [:name \"Ivan\"] resolves to 1, but entity already has :db/id 2");
    }

    @Test
    void list_tempidWithIdentity_meansTheEntity() {
        check("[[:db/add -1 :name \"Ivan\"] [:db/add -1 :age 12]]", "[1 :age 12 +]", -1L, 1L);
        check("[[:db/add -1 :ref 3] [:db/add -1 :age 12]]", "[2 :age 12 +]", -1L, 2L);
        check("[[:db/add \"x\" :name \"New\"] [:db/add \"x\" :age 12]]", "[5 :name \"New\" +] [5 :age 12 +]", "x", 5L);
    }

    @Test
    void retry_tempidBoundBefore_beginsAgain() {
        check("[[:db/add -1 :age 12] [:db/add -1 :name \"Ivan\"]]", "[1 :age 12 +]", -1L, 1L);
        check("[{:db/id -1 :age 12} {:db/id -1 :name \"Ivan\"}]", "[1 :age 12 +]", -1L, 1L);
        check("[[:db/add 2 :child -1] {:db/id -1 :name \"Ivan\"}]", "[2 :child 1 +]", -1L, 1L);
        check(
                "[{:db/id -1 :age 1} {:db/id -2 :age 2} {:db/id -1 :name \"Ivan\"} {:db/id -2 :name \"Petr\"} {:db/id -3 :age 3}]",
                "[1 :age 1 +] [2 :age 2 +] [5 :age 3 +]",
                -1L,
                1L,
                -2L,
                2L,
                -3L,
                5L);
    }

    @Test
    void retry_tempidOfTwoEntities_isRefused() {
        checkRefused(
                DATABASE,
                "[{:db/id -1 :age 1} {:db/id -1 :name \"Ivan\"} {:db/id -1 :name \"Petr\"}]",
                "transact/upsert",
                "Conflicting upsert: -1 resolves both to 2 and 1");
        checkRefused(
                DATABASE,
                "[[:db/add -1 :age 1] [:db/add -1 :name \"Ivan\"] [:db/add -1 :name \"Petr\"]]",
                "transact/upsert",
                "Conflicting upsert: -1 resolves both to 2 and 1");
    }

    @Test
    void retry_identityOfAnEntityMeanwhile_beginsAgain() {
        // -1 and -2 are bound to new entities, then turn out to be the same.
        check(
                "[{:db/id -1 :name \"New\"} {:db/id -2 :age 5} [:db/add -2 :name \"New\"]]",
                "[5 :name \"New\" +] [5 :age 5 +]",
                -1L,
                5L,
                -2L,
                5L);
    }

    @Test
    void value_ofAnother_onAKnownEntity_isRefused() {
        assertThat(refused(() -> DATABASE.with("[[:db/add 2 :name \"Ivan\"]]")))
                .hasMessageStartingWith("Cannot add #datom [2 :name \"Ivan\"");
        checkRefused(
                DATABASE,
                "[{:db/id -1 :name \"Ivan\"} [:db/add -1 :name \"Petr\"]]",
                "transact/upsert",
                "Conflicting upsert: -1 resolves both to 1 and 2");
    }

    @Test
    void upsert_currentTx_keepsItsId() {
        long tx = Database.FIRST_TX + 2;
        check("[{:db/id :db/current-tx :name \"Tx\"}]", "[%d :name \"Tx\" +]".formatted(tx));
        assertThat(refused(() -> DATABASE.with("[{:db/id :db/current-tx :name \"Ivan\"}]")))
                .hasMessage("Conflicting upsert: [:name \"Ivan\"] resolves to 1, but entity already has :db/id " + tx);
    }

    @Test
    void upsert_stringAttributes_workAlike() {
        Database database = db("{\"name\" {:db/unique :db.unique/identity}}", "[{:db/id 1 \"name\" \"Ivan\"}]");
        assertThat(eav(database.with("[{\"name\" \"Ivan\" \"age\" 1}]").dbAfter()))
                .isEqualTo("[1 \"age\" 1] [1 \"name\" \"Ivan\"]");
        assertThat(database.with(List.of(Map.of("name", "Ivan"))).txData()).isEmpty();
    }
}
