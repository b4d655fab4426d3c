package io.entangle.datalog;

import static io.entangle.datalog.Datalog.checkRefused;
import static io.entangle.datalog.Datalog.db;
import static io.entangle.datalog.Datalog.eav;
import static io.entangle.datalog.Datalog.k;
import static io.entangle.datalog.Datalog.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SchemaTest {
    private static void checkBad(String schema, String message) {
        DatalogException e = refused(() -> Schema.parse(schema));
        assertThat(e).hasMessage(message);
        assertThat(e.error()).isEqualTo(k("schema/validation"));
    }

    @Test
    void parse_properties_areThoseOfTheAttribute() {
        Database database = db("""
                {:a {:db/valueType :db.type/ref :db/isComponent true :db/cardinality :db.cardinality/many :db/doc "d" :x/y 1}
                 :b {:db/unique :db.unique/identity :db/index false}
                 :c {:db/unique :db.unique/value :db/cardinality :db.cardinality/one}
                 :d {:db/index false :db/noHistory true}
                 :e {}
                 "s" nil}
                """);
        Attribute a = database.attribute(k("a"));
        assertThat(a.isRef() && a.isComponent() && a.isMany() && a.isIndexed()).isTrue();
        assertThat(database.attribute(k("b")).unique()).isEqualTo(Attribute.Unique.IDENTITY);
        assertThat(database.attribute(k("b")).isIndexed()).isTrue();
        assertThat(database.attribute(k("c")).unique()).isEqualTo(Attribute.Unique.VALUE);
        assertThat(database.attribute(k("d")).isIndexed()).isFalse();
        assertThat(database.attribute(k("e")).isIndexed()).isTrue();
        assertThat(database.attribute("s").type()).isNull();
        assertThat(database.attribute(k("db/ident")).unique()).isEqualTo(Attribute.Unique.IDENTITY);
        assertThat(database.schema().attributes().get(k("a"))).containsEntry(k("x/y"), 1L);
    }

    @Test
    void parse_badProperties_areRefused() {
        checkBad(
                "{:a {:db/isComponent 1}}",
                "Bad attribute specification for {:a {:db/isComponent 1}}, expected one of #{true false}");
        checkBad(
                "{:a {:db/index 1 :db/unique :db.unique/value}}",
                "Bad attribute specification for {:a {:db/index 1}}, expected one of #{true false}");
        checkBad(
                "{:a {:db/unique :x}}",
                "Bad attribute specification for {:a {:db/unique :x}}, expected one of #{:db.unique/value :db.unique/identity}");
        checkBad(
                "{:a {:db/cardinality :x}}",
                "Bad attribute specification for {:a {:db/cardinality :x}}, expected one of #{:db.cardinality/one :db.cardinality/many}");
        assertThat(refused(() -> Schema.parse("{:a {:db/valueType :db.type/x}}")))
                .hasMessageStartingWith(
                        "Bad attribute specification for {:a {:db/valueType :db.type/x}}, expected one of #{:db.type/ref");
        checkBad(
                "{:a {:db/isComponent true}}",
                "Bad attribute specification for :a: {:db/isComponent true} should also have {:db/valueType :db.type/ref}");
        checkBad(
                "{:a {:db/valueType :db.type/tuple}}",
                "Bad attribute specification for :a: {:db/valueType :db.type/tuple} should also have :db/tupleAttrs");
        checkBad(
                "{:a {:db/tupleAttrs [:b] :db/cardinality :db.cardinality/many}}",
                ":a has :db/tupleAttrs, must be :db.cardinality/one");
        checkBad("{:a {:db/tupleAttrs :b}}", ":a :db/tupleAttrs must be a sequential collection, got: :b");
        checkBad("{:a {:db/tupleAttrs []}}", ":a :db/tupleAttrs can’t be empty");
        checkBad(
                "{:a {:db/tupleAttrs [:b]} :b {:db/tupleAttrs [:c]}}",
                ":a :db/tupleAttrs can’t depend on another tuple attribute: :b");
        checkBad(
                "{:a {:db/tupleAttrs [:b]} :b {:db/cardinality :db.cardinality/many}}",
                ":a :db/tupleAttrs can’t depend on :db.cardinality/many attribute: :b");
        checkBad("{:a {:db/tupleAttrs [1]}}", ":a :db/tupleAttrs must be names, got: 1");
        checkBad("{:a {:db/tupleTypes [:x]}}", ":a :db/tupleTypes must be a list of types, got: [:x]");
        checkBad("{1 {}}", "Bad attribute specification for {1 {}}, expected a keyword or a string, and a map");
        checkBad("{:a 1}", "Bad attribute specification for {:a 1}, expected a keyword or a string, and a map");
        checkBad("{:a {1 2}}", "Bad attribute specification for :a: 1 is no keyword");
        checkBad("[]", "Bad schema [], expected a map");
    }

    @Test
    void parse_refusal_hasItsData() {
        DatalogException e = refused(() -> Schema.parse("{:a {:db/unique :x}}"));
        assertThat(e.data()).isEqualTo(Map.of(k("attribute"), k("a"), k("key"), k("db/unique"), k("value"), k("x")));
    }

    @Test
    void types_declared_areChecked() {
        String[][] samples = {
            {"string", "\"s\"", "1"},
            {"keyword", ":k", "\"k\""},
            {"symbol", "s", ":s"},
            {"boolean", "true", "1"},
            {"long", "1", "1.0"},
            {"bigint", "123456789012345678901234567890N", "1.0"},
            {"float", "1.5", "1"},
            {"double", "1.5", "1"},
            {"bigdec", "1.5M", "1.5"},
            {"instant", "#inst \"2020-01-01T00:00:00Z\"", "1"},
            {"uuid", "#uuid \"00000000-0000-0000-0000-000000000001\"", "\"u\""},
            {"uri", "#uri \"a:b\"", "\"a:b\""},
            {"bytes", "#bytes \"AA==\"", "[1]"}
        };
        for (String[] sample : samples) {
            Database database = db("{:a {:db/valueType :db.type/%s}}".formatted(sample[0]));
            assertThat(eav(database.with("[[:db/add 1 :a " + sample[1] + "]]").dbAfter()))
                    .isEqualTo("[1 :a " + sample[1] + "]");
            checkRefused(
                    database,
                    "[[:db/add 1 :a " + sample[2] + "]]",
                    "transact/value-type",
                    "Bad value %s of attribute :a at [:db/add 1 :a %s], expected :db.type/%s"
                            .formatted(sample[2], sample[2], sample[0]));
        }
        assertThat(eav(db("{:a {:db/valueType :db.type/bigint}}", "[[:db/add 1 :a 5N]]")))
                .isEqualTo("[1 :a 5]");
    }

    @Test
    void withSchema_thatFits_takesTheDatoms() {
        Database database =
                db("{:a {:db/cardinality :db.cardinality/many} :b {:db/index false}}", "[{:db/id 1 :a 1 :b 2 :c 3}]");
        Database changed = database.withSchema(
                Schema.parse(
                        "{:a {:db/unique :db.unique/identity} :b {:db/valueType :db.type/long} :c {:db/valueType :db.type/ref} :d {}}"));
        assertThat(eav(changed)).isEqualTo(eav(database));
        assertThat(changed.entityId(List.of(k("a"), 1))).hasValue(1);
        assertThat(changed.datoms(Index.AVET, k("b"), 2)).hasSize(1);
        assertThat(changed.attribute(k("c")).isRef()).isTrue();
        assertThat(changed.schema()).isNotEqualTo(database.schema());
        assertThat(eav(changed.with("[{:db/id 1 :a 5}]").dbAfter())).isEqualTo("[1 :a 5] [1 :b 2] [1 :c 3]");
    }

    @Test
    void withSchema_thatDatomsDoNotFit_isRefused() {
        Database database =
                db("{:a {:db/cardinality :db.cardinality/many}}", "[{:db/id 1 :a [1 2] :b \"x\"} {:db/id 2 :b \"x\"}]");
        DatalogException e = refused(() -> database.withSchema(Schema.parse("{:a {}}")));
        assertThat(e).hasMessage(":a has entities with several values, can’t be :db.cardinality/one");
        assertThat(e.error()).isEqualTo(k("schema/change"));
        assertThat(refused(() -> database.withSchema(
                        Schema.parse("{:a {:db/cardinality :db.cardinality/many} :b {:db/unique :db.unique/value}}"))))
                .hasMessage(":b has entities with the same value, can’t be :db/unique");
        assertThat(refused(() -> database.withSchema(
                        Schema.parse("{:a {:db/cardinality :db.cardinality/many} :b {:db/valueType :db.type/ref}}"))))
                .hasMessage(":b has or had values that are no entity ids, can’t be :db.type/ref");
        assertThat(refused(() -> database.withSchema(
                        Schema.parse("{:a {:db/cardinality :db.cardinality/many} :b {:db/valueType :db.type/long}}"))))
                .hasMessage("Bad value \"x\" of attribute :b at :b, expected :db.type/long");
        assertThat(refused(() -> database.withSchema(
                        Schema.parse("{:a {:db/cardinality :db.cardinality/many} :b {:db/tupleAttrs [:c]}}"))))
                .hasMessage(":b has values already, its :db/tupleAttrs can’t be changed");
    }

    @Test
    void withSchema_referenceWhereOtherValuesWere_isRefused() {
        Database database = Database.withHistory(Schema.empty())
                .with("[[:db/add 1 :a \"x\"]]")
                .dbAfter()
                .with("[[:db/retract 1 :a \"x\"]]")
                .dbAfter();
        assertThat(refused(() -> database.withSchema(Schema.parse("{:a {:db/valueType :db.type/ref}}"))))
                .hasMessage(":a has or had values that are no entity ids, can’t be :db.type/ref");
        assertThat(database.withSchema(Schema.parse("{:a {:db/valueType :db.type/long}}"))
                        .size())
                .isZero();
    }

    @Test
    void withSchema_noHistory_beginsAndEndsWithTheSchema() {
        Schema without = Schema.parse("{:a {:db/noHistory true}}");
        Database kept =
                Database.withHistory(Schema.empty()).with("[[:db/add 1 :a 1]]").dbAfter();
        Database forgotten = kept.withSchema(without).with("[[:db/add 1 :a 2]]").dbAfter();
        assertThat(eav(forgotten.asOf(1))).isEmpty();
        Database begun =
                forgotten.withSchema(Schema.empty()).with("[[:db/add 1 :a 3]]").dbAfter();
        assertThat(eav(begun.asOf(2))).isEqualTo("[1 :a 2]");
        assertThat(eav(kept.with("[[:db/add 1 :a 2]]").dbAfter().asOf(1))).isEqualTo("[1 :a 1]");
    }

    @Test
    void equals_sameAttributes_areEqual() {
        Schema schema = Schema.parse("{:a {:db/index true}}");
        assertThat(Schema.parse(schema.toString())).isEqualTo(schema).hasSameHashCodeAs(schema);
        assertThat(Schema.empty()).isNotEqualTo(schema);
    }
}
