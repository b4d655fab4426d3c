package io.entangle.datalog.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.datalog.Database;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Keyword;
import io.entangle.delta.Delta;
import io.entangle.delta.Op;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DatabaseTypeTest {
    private static final Schema SCHEMA = Schema.parse("""
            {:person/name    {:db/unique :db.unique/identity}
             :person/friends {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             :person/age     {:db/valueType :db.type/long}}
            """);
    private static final DatabaseType TYPE = DatabaseType.of(SCHEMA);

    private static Database db(String... transactions) {
        Database database = TYPE.empty();
        for (String transaction : transactions) {
            database = database.with(transaction).dbAfter();
        }
        return database;
    }

    @Test
    void encode_values_standAsTheyAreOrAsEdn() {
        Database database = db("""
                [{:person/name "Ada" :person/age 36 :person/friends [7 9] :height 1.68 :weight 60.0
                  :role :admin :born #inst "1815-12-10T00:00:00Z" :active true :huge 9007199254740993 "key" "text"}]
                """);

        assertThat(TYPE.encode(database)).isEqualTo(Doc.parse("""
                {"entities": {"1": {
                    ":person/name": ["Ada", 1], ":person/age": [36, 1], ":person/friends": {"7": 1, "9": 1},
                    ":height": [1.68, 1], ":weight": ["60.0", 1, "edn"], ":role": [":admin", 1, "edn"],
                    ":born": ["#inst \\"1815-12-10T00:00:00Z\\"", 1, "edn"], ":active": [true, 1],
                    ":huge": ["9007199254740993", 1, "edn"], "\\"key\\"": ["text", 1]}},
                 "entity": 1, "tx": 1}
                """));
    }

    private static Op put(Object value, Object... path) {
        return new Op.Put(Path.of(path), value instanceof Integer number ? (Object) number.longValue() : value);
    }

    @Test
    void diff_isTheDatomsThatDiffer() {
        Database before = db("[{:person/name \"Ada\" :person/age 36 :person/friends [7]} {:person/name \"Bob\"}]");
        Database after = before.with("""
                        [[:db/add 1 :person/age 37] [:db/add 1 :person/friends 8] [:db/retractEntity 2]
                         {:person/name "Eve"}]
                        """).dbAfter();

        assertThat(TYPE.diff(before, after).ops())
                .containsExactlyInAnyOrder(
                        put(Doc.list(37, 2), "entities", "1", ":person/age"),
                        put(2, "entities", "1", ":person/friends", "8"),
                        new Op.Remove(Path.of("entities", "2")),
                        put(Doc.of(":person/name", Doc.list("Eve", 2)), "entities", "3"),
                        put(3, "entity"),
                        put(2, "tx"));
    }

    @Test
    void diff_ofALargeDatabase_costsWhatChanges() {
        List<Object> people = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            people.add(Map.of(Keyword.of("person/name"), "p" + i, Keyword.of("person/age"), (long) i));
        }
        Database before = TYPE.empty().with(people).dbAfter();
        Database after = before.with("[[:db/add [:person/name \"p77\"] :person/age 1] [:db/retractEntity 5]]")
                .dbAfter();

        Delta delta = TYPE.diff(before, after);

        assertThat(delta.ops()).hasSize(3);
        Database applied = TYPE.apply(before, delta);
        assertThat(TYPE.isSame(applied, after)).isTrue();
        assertThat(applied.index(applied.attribute(Keyword.of("person/friends"))))
                .as("what did not change is the same object")
                .isSameAs(before.index(before.attribute(Keyword.of("person/friends"))));
    }

    @Test
    void transaction_thatChangesNoDatom_isAChange() {
        Database before = db("[{:person/name \"Ada\"}]");
        Database after = before.with("[]").dbAfter();

        assertThat(after).isEqualTo(before);
        assertThat(TYPE.isSame(before, after)).isFalse();
        assertThat(TYPE.diff(before, after).apply(TYPE.encode(before))).isEqualTo(TYPE.encode(after));
    }

    @Test
    void isSet_whereValuesOfCardinalityManyStand() {
        assertThat(TYPE.isSet(Path.of("entities", "1", ":person/friends"))).isTrue();
        assertThat(TYPE.isSet(Path.of("entities", "1", ":person/name"))).isFalse();
        assertThat(TYPE.isSet(Path.of("entities", "1", "no name"))).isFalse();
        assertThat(TYPE.isSet(Path.of("entities", "1"))).isFalse();
        assertThat(TYPE.isSet(Path.of("others", "1", ":person/friends"))).isFalse();
    }

    private static void checkRefused(String doc, String message) {
        assertThatThrownBy(() -> TYPE.decode(Doc.parse(doc)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(message);
    }

    private static String of(String entity) {
        return "{\"entities\": {\"1\": " + entity + "}, \"entity\": 1, \"tx\": 1}";
    }

    @Test
    void decode_ofWhatIsNoDatabase_saysWhereAndWhy() {
        checkRefused("[]", "expected the map of a database, but found a list");
        checkRefused("{\"entities\": {}, \"entity\": 0}", "at /tx: expected a number");
        checkRefused(
                "{\"entities\": {}, \"entity\": 0, \"tx\": 0, \"more\": 1}",
                "at /more: expected a field of a database");
        checkRefused(
                "{\"entities\": {\"01\": {}}, \"entity\": 0, \"tx\": 0}",
                "at /entities/01: expected the id of an entity");
        checkRefused(of("{}"), "at /entities/1: expected a map that is not empty");
        checkRefused(of("{\"name\": [1, 1]}"), "at /entities/1/name: expected the name of an attribute");
        checkRefused(of("{\":a\": 1}"), "at /entities/1/:a: expected a list of a value");
        checkRefused(of("{\":a\": [null, 1]}"), "expected a string, a number, true or false, but found null");
        checkRefused(of("{\":a\": [\":k\", 1, \"json\"]}"), "expected \"edn\" or \"fn\", but found json");
        checkRefused(of("{\":a\": [\"\\\"text\\\"\", 1, \"edn\"]}"), "expected this value to stand as it is");
        checkRefused(of("{\":a\": [\"#{2 1}\", 1, \"edn\"]}"), "expected a value in its one form, #{1 2}");
        checkRefused(of("{\":a\": [\"(\", 1, \"edn\"]}"), "1:1: ( is not closed");
        checkRefused(of("{\":a\": [\"no/such\", 1, \"fn\"]}"), "expected one of the functions registered here");
        checkRefused(of("{\":a\": [\"no symbol\", 1, \"fn\"]}"), "expected one of the functions registered here");
        checkRefused(of("{\":a\": [1, -1]}"), "expected a number from 0 to");
        checkRefused(of("{\":person/friends\": {\"0\": 1}}"), "A reference is the id of an entity");
        checkRefused(of("{\":person/age\": [\"old\", 1]}"), "expected :db.type/long");
        checkRefused(
                "{\"entities\": {\"1\": {\":person/name\": [\"A\", 1]}, \"2\": {\":person/name\": [\"A\", 1]}},"
                        + " \"entity\": 2, \"tx\": 1}",
                "Another entity has the value, which is unique");
        checkRefused(
                "{\"entities\": {\"2\": {\":a\": [1, 1]}}, \"entity\": 1, \"tx\": 1}",
                "The highest entity id is from 2");
    }

    @Test
    void encode_ofAnotherKindOfDatabase_isRefused() {
        Database history = Database.withHistory(SCHEMA);
        Database filtered = db("[{:person/name \"Ada\"}]").filter((database, datom) -> false);
        Database other = Database.empty(Schema.empty());

        assertThatThrownBy(() -> TYPE.encode(history)).hasMessageContaining("is whole and keeps no history");
        assertThatThrownBy(() -> TYPE.diff(TYPE.empty(), filtered)).hasMessageContaining("is whole");
        assertThatThrownBy(() -> TYPE.encode(other)).hasMessageContaining("has the schema");
    }

    @Test
    void encode_ofAValueThatDocumentsCantHold_isRefused() {
        Database half = TYPE.empty()
                .with(List.of(List.of(Keyword.of("db/add"), 1, Keyword.of("a"), "\ud800")))
                .dbAfter();

        assertThatThrownBy(() -> TYPE.encode(half))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("lone surrogate");
    }

    @Test
    void schema_thatHasChanged_takesWhatFitsIt() {
        Doc doc = TYPE.encode(db("[{:person/name \"Ada\" :city \"London\"} {:person/name \"Bob\" :city \"London\"}]"));
        DatabaseType wider = DatabaseType.of(Schema.parse("{:city {:db/index false}}"));
        DatabaseType narrower = DatabaseType.of(Schema.parse("{:city {:db/unique :db.unique/value}}"));

        assertThat(wider.encode(wider.decode(doc))).isEqualTo(doc);
        assertThatThrownBy(() -> narrower.decode(doc)).hasMessageContaining("unique");
    }
}
