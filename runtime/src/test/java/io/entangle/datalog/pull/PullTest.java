package io.entangle.datalog.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.function.Functions;
import io.entangle.datalog.function.QueryFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every form of pattern, and every refusal. */
final class PullTest {
    private static final Database DATABASE =
            Database.empty(Schema.parse("""
            {:name {:db/unique :db.unique/identity} :aka {:db/cardinality :db.cardinality/many}
             :father {:db/valueType :db.type/ref} :child {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             :friend {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             :enemy {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             :part {:db/valueType :db.type/ref :db/isComponent true :db/cardinality :db.cardinality/many}
             :spec {:db/valueType :db.type/ref :db/isComponent true}}
            """)).with("""
            [{:db/id 1 :name "Petr" :aka ["Devil" "Tupen"] :child [2 3]}
             {:db/id 2 :name "David" :father 1} {:db/id 3 :name "Thomas" :father 1}
             {:db/id 4 :name "Lucy" :friend 5 :enemy 6} {:db/id 5 :name "Elizabeth" :friend 6 :enemy 7}
             {:db/id 6 :name "Matthew" :father 3 :friend 7 :enemy 8} {:db/id 7 :name "Eunan" :friend 8 :enemy 4} {:db/id 8 :name "Kerri"}
             {:db/id 10 :name "Part A" :part [{:db/id 11 :name "Part A.A" :part {:db/id 12 :name "Part A.A.A"}} {:db/id 15 :name "Part A.B"}]
              :spec {:db/id 20 :text "s"}}]
            """).dbAfter();

    private static void check(Database database, String pattern, Object entity, String expected) {
        assertThat(Pull.parse(pattern).one(database, entity)).as(pattern).isEqualTo(Edn.read(expected));
    }

    private static void check(String pattern, Object entity, String expected) {
        check(DATABASE, pattern, entity, expected);
    }

    private static void checkRefused(String pattern, String message) {
        DatalogException e = catchThrowableOfType(
                DatalogException.class, () -> Pull.parse(pattern).one(DATABASE, 1));
        assertThat(e).as(pattern).isNotNull().hasMessage(message);
        assertThat(e.error()).isEqualTo(Keyword.of("parser/pull"));
        assertThat(e.data()).containsKey(Keyword.of("fragment"));
    }

    @Test
    void attributes_areTheirValues() {
        check("[:name :aka]", 1, "{:name \"Petr\" :aka [\"Devil\" \"Tupen\"]}");
        check("[:db/id :name :unknown]", 2, "{:db/id 2 :name \"David\"}");
        check("[]", 1, "nil");
        check("[:unknown]", 1, "nil");
        check("[:name]", 99, "nil");
        check("[:db/id]", 99, "{:db/id 99}");
        check(
                Database.empty(Schema.empty()).with("[{:db/id 1 \"name\" 2}]").dbAfter(),
                "[\"name\" \":db/id\"]",
                1,
                "{\"name\" 2 \":db/id\" 1}");
    }

    @Test
    void references_areTheIds() {
        check("[:name :father]", 6, "{:name \"Matthew\" :father {:db/id 3}}");
        check("[:child]", 1, "{:child [{:db/id 2} {:db/id 3}]}");
    }

    @Test
    void components_areExpanded() {
        check(
                "[:part :spec]",
                10,
                "{:part [{:db/id 11 :name \"Part A.A\" :part [{:db/id 12 :name \"Part A.A.A\"}]} {:db/id 15 :name \"Part A.B\"}]"
                        + " :spec {:db/id 20 :text \"s\"}}");
        check("[{:part [:name]}]", 10, "{:part [{:name \"Part A.A\"} {:name \"Part A.B\"}]}");
        check("[:name {:part 1}]", 10, "{:name \"Part A\" :part [{:name \"Part A.A\"} {:name \"Part A.B\"}]}");
        Database looped =
                DATABASE.with("[[:db/add 12 :part 10] [:db/retract 10 :spec]]").dbAfter();
        check(
                looped,
                "[:part]",
                11,
                "{:part [{:db/id 12 :name \"Part A.A.A\" :part [{:db/id 10 :name \"Part A\" :part"
                        + " [{:db/id 11 :name \"Part A.A\" :part [{:db/id 12}]} {:db/id 15 :name \"Part A.B\"}]}]}]}");
    }

    @Test
    void reverse_isWhoRefers() {
        check("[:name :_child]", 2, "{:name \"David\" :_child [{:db/id 1}]}");
        check("[:name {:_child [:name]}]", 2, "{:name \"David\" :_child [{:name \"Petr\"}]}");
        check("[:_father]", 1, "{:_father [{:db/id 2} {:db/id 3}]}");
        check("[:name :_father :_child]", 1, "{:name \"Petr\" :_father [{:db/id 2} {:db/id 3}]}");
        check("[:_part]", 11, "{:_part {:db/id 10}}");
        check("[{:_part [:name]}]", 11, "{:_part {:name \"Part A\"}}");
        check(
                "[:name {:_part ...}]",
                12,
                "{:name \"Part A.A.A\" :_part {:name \"Part A.A\" :_part {:name \"Part A\"}}}");
        check("[:name {:_part 1}]", 12, "{:name \"Part A.A.A\" :_part {:name \"Part A.A\"}}");
    }

    @Test
    void wildcard_isAllThereIs() {
        String petr = "{:db/id 1 :name \"Petr\" :aka [\"Devil\" \"Tupen\"] :child [{:db/id 2} {:db/id 3}]}";
        for (String wildcard : List.of("[*]", "[\"*\"]", "[:*]", "[:name *]", "[* :aka :child :name]")) {
            check(wildcard, 1, petr);
        }
        check("[* :_child]", 2, "{:db/id 2 :name \"David\" :_child [{:db/id 1}] :father {:db/id 1}}");
        check(
                "[[:aka :as :alias] [:name :as :first] *]",
                1,
                "{:db/id 1 :alias [\"Devil\" \"Tupen\"] :first \"Petr\" :child [{:db/id 2} {:db/id 3}]}");
        check("[[:db/id :as :id] *]", 8, "{:id 8 :name \"Kerri\"}");
        check(
                "[* {:child ...}]",
                1,
                "{:db/id 1 :name \"Petr\" :aka [\"Devil\" \"Tupen\"]"
                        + " :child [{:db/id 2 :name \"David\" :father {:db/id 1}} {:db/id 3 :name \"Thomas\" :father {:db/id 1}}]}");
        check("[*]", 99, "{:db/id 99}");
    }

    @Test
    void limit_cutsManyValues() {
        List<List<?>> more = new ArrayList<>();
        IntStream.range(0, 2_000)
                .forEach(i -> more.add(List.of(Keyword.of("db/add"), 8, Keyword.of("aka"), "aka-" + i)));
        Database database = DATABASE.with(more).dbAfter();
        Map<String, Integer> sizes = Map.of(
                "[:aka]",
                1_000,
                "[*]",
                1_000,
                "[(limit :aka 500)]",
                500,
                "[[\"limit\" :aka 500]]",
                500,
                "[[:aka :limit 500]]",
                500,
                "[(limit :aka 1500)]",
                1_500,
                "[(limit :aka nil)]",
                2_000,
                "[[:aka :limit nil]]",
                2_000);
        sizes.forEach((pattern, size) -> assertThat(
                        (List<?>) Pull.parse(pattern).one(database, 8).get(Keyword.of("aka")))
                .as(pattern)
                .hasSize(size));
        check("[{(limit :child 1) [:name]}]", 1, "{:child [{:name \"David\"}]}");
        check("[{[:child :limit 1] [:name]}]", 1, "{:child [{:name \"David\"}]}");
        check("[{[:friend :limit 1] [:unknown]}]", 4, "nil");
    }

    @Test
    void default_standsForNothing() {
        check("[(default :foo \"bar\")]", 1, "{:foo \"bar\"}");
        check("[[\"default\" :foo \"bar\"]]", 1, "{:foo \"bar\"}");
        check("[[:foo :default false]]", 1, "{:foo false}");
        check("[[:foo :as :bar :default 7]]", 1, "{:bar 7}");
        check("[[:name :default \"x\"] [:aka :default \"y\"]]", 2, "{:name \"David\" :aka \"y\"}");
        check("[:db/id [:child :default 1]]", 2, "{:child 1 :db/id 2}");
        check("[:db/id [:_child :default 2]]", 1, "{:_child 2 :db/id 1}");
        check("[{[:child :default 5] [:unknown]}]", 1, "nil");
    }

    @Test
    void as_isTheKey() {
        check(
                "[[:name :as \"Name\"] [:aka :as :alias] [:db/id :as 5]]",
                1,
                "{\"Name\" \"Petr\" :alias [\"Devil\" \"Tupen\"] 5 1}");
        check("[[:name :as :x] [:aka :as :x]]", 1, "{:x [\"Devil\" \"Tupen\"]}");
        check("[[:_child :as :parents]]", 2, "{:parents [{:db/id 1}]}");
    }

    @Test
    void xform_changesTheValue() {
        check("[[:aka :xform count] [:name :xform clojure.string/blank?]]", 1, "{:aka 2 :name false}");
        check("[[:unknown :xform nil?]]", 1, "{:unknown true}");
        check("[[:unknown :default 1 :xform nil?]]", 1, "{:unknown 1}");
        check("[[:unknown :xform identity]]", 1, "nil");
        check("[{[:child :xform count] [:name]}]", 1, "{:child 2}");
        Function<Object, Object> shout = name -> name == null ? null : name + "!";
        QueryFunction twice = values -> values[0] == null ? null : values[0] + "" + values[0];
        assertThat(Pull.of(List.of(List.of(Keyword.of("name"), Keyword.of("xform"), shout)))
                        .one(DATABASE, 8))
                .isEqualTo(Map.of(Keyword.of("name"), "Kerri!"));
        assertThat(Pull.of(List.of(List.of(Keyword.of("name"), Keyword.of("xform"), twice)))
                        .one(DATABASE, 8))
                .isEqualTo(Map.of(Keyword.of("name"), "KerriKerri"));
        assertThat(Pull.of(
                                Edn.read("[[:name :xform my/len]]"),
                                Functions.standard().with("my/len", values -> ((String) values[0]).length()))
                        .one(DATABASE, 8))
                .isEqualTo(Map.of(Keyword.of("name"), 5L));
    }

    @Test
    void nested_isWhatIsWantedOfThose() {
        check(
                "[:name {:father [:name {:father [:name]}]}]",
                6,
                "{:name \"Matthew\" :father {:name \"Thomas\" :father {:name \"Petr\"}}}");
        check("[:name {:father [:name]}]", 1, "{:name \"Petr\"}");
        check("[:name {:child [:unknown]}]", 1, "{:name \"Petr\"}");
        check("[{:father [:unknown]}]", 2, "nil");
        check("[{:father [:name] :_child [:db/id]}]", 2, "{:father {:name \"Petr\"} :_child [{:db/id 1}]}");
    }

    @Test
    void recursion_followsReferences() {
        check(
                "[:name {:friend ...}]",
                6,
                "{:name \"Matthew\" :friend [{:name \"Eunan\" :friend [{:name \"Kerri\"}]}]}");
        check("[:name {:friend \"...\"}]", 7, "{:name \"Eunan\" :friend [{:name \"Kerri\"}]}");
        check("[:name {:friend 1}]", 4, "{:name \"Lucy\" :friend [{:name \"Elizabeth\"}]}");
        check("[:db/id {:_friend 2}]", 8, "{:db/id 8 :_friend [{:db/id 7 :_friend [{:db/id 6}]}]}");
        check(
                "[:db/id {:friend 1 :enemy 1}]",
                4,
                "{:db/id 4 :friend [{:db/id 5 :enemy [{:db/id 7}]}]" + " :enemy [{:db/id 6 :friend [{:db/id 7}]}]}");
        check("[:db/id {[:father :default 0] ...}]", 6, "{:db/id 6 :father {:db/id 3 :father {:db/id 1 :father 0}}}");
    }

    @Test
    void recursion_overACycle_ends() {
        Database database = DATABASE.with("[[:db/add 8 :friend 4]]").dbAfter();
        check(
                database,
                "[:db/id {:friend ...}]",
                7,
                "{:db/id 7 :friend [{:db/id 8 :friend [{:db/id 4 :friend [{:db/id 5 :friend [{:db/id 6 :friend"
                        + " [{:db/id 7 :friend [{:db/id 8}]}]}]}]}]}]}");
        // What one branch has seen, another may see again.
        check(
                "[:db/id {:friend [:db/id {:enemy ...}] :enemy [:name]}]",
                6,
                "{:db/id 6 :friend [{:db/id 7 :enemy [{:db/id 4 :enemy [{:db/id 6 :enemy [{:db/id 8}]}]}]}] :enemy [{:name \"Kerri\"}]}");
    }

    @Test
    void recursion_deep_needsNoStack() {
        List<List<?>> chain = new ArrayList<>();
        IntStream.range(100, 30_000)
                .forEach(i -> chain.add(List.of(Keyword.of("db/add"), i, Keyword.of("friend"), i + 1)));
        Map<?, ?> pulled =
                Pull.parse("[:db/id {:friend ...}]").one(DATABASE.with(chain).dbAfter(), 100);
        for (int i = 101; i <= 30_000; i++) {
            pulled = (Map<?, ?>) ((List<?>) pulled.get(Keyword.of("friend"))).get(0);
            assertThat(pulled.get(Keyword.of("db/id"))).isEqualTo((long) i);
        }
    }

    @Test
    void one_lookupRef_isTheEntity() {
        check("[:aka]", List.of(Keyword.of("name"), "Petr"), "{:aka [\"Devil\" \"Tupen\"]}");
        check("[:aka]", List.of(Keyword.of("name"), "Nobody"), "nil");
    }

    @Test
    void many_entities_areAList() {
        assertThat(Pull.parse("[:aka]")
                        .many(
                                DATABASE,
                                List.of(2, List.of(Keyword.of("name"), "Petr"), List.of(Keyword.of("name"), "?"))))
                .isEqualTo(Arrays.asList(null, Edn.read("{:aka [\"Devil\" \"Tupen\"]}"), null));
    }

    @Test
    void one_filteredDatabase_showsWhatItShows() {
        Database filtered = DATABASE.filter((database, datom) -> !datom.value().equals("Tupen")
                && datom.entity() != 2
                && !datom.value().equals(3L));
        check(filtered, "[*]", 1, "{:db/id 1 :name \"Petr\" :aka [\"Devil\"] :child [{:db/id 2}]}");
        check(filtered, "[:name :_father]", 1, "{:name \"Petr\" :_father [{:db/id 3}]}");
        check(filtered, "[:name]", 2, "nil");
    }

    @Test
    void one_otherDatabase_readsThePatternAnew() {
        Pull pull = Pull.parse("[:name :x]");
        Database one = Database.empty(Schema.empty())
                .with("[{:db/id 1 :name \"a\" :x 1}]")
                .dbAfter();
        Database other = Database.empty(one.schema())
                .with("[{:db/id 1 :x 2 :name \"b\"}]")
                .dbAfter();
        assertThat(pull.one(one, 1)).isEqualTo(Edn.read("{:name \"a\" :x 1}"));
        assertThat(pull.one(other, 1)).isEqualTo(Edn.read("{:name \"b\" :x 2}"));
        assertThat(pull.one(Database.empty(one.schema()), 1)).isNull();
    }

    @Test
    void visitor_isToldWhatIsLookedAt() {
        List<String> seen = new ArrayList<>();
        PullVisitor visitor = new PullVisitor() {
            @Override
            public void attribute(long entity, Object attribute) {
                seen.add(entity + " " + attribute);
            }

            @Override
            public void wildcard(long entity) {
                seen.add(entity + " *");
            }

            @Override
            public void reverse(Object attribute, long entity) {
                seen.add(attribute + " " + entity);
            }
        };
        Pull.parse("[:name :unknown {:child [*]} :_father]").one(DATABASE, 1, visitor);
        assertThat(seen)
                .containsExactly(
                        "1 :name",
                        "1 :unknown",
                        "1 :child",
                        "2 *",
                        "2 :father",
                        "2 :name",
                        "3 *",
                        "3 :father",
                        "3 :name",
                        ":father 1");
    }

    @Test
    void pattern_bad_isRefused() {
        checkRefused(":name", "Expected pattern to be sequential?, got: :name");
        checkRefused("[{:child :name}]", "Expected pattern to be sequential?, got: :name");
        checkRefused("[1]", "Expected attr-name | attr-expr | map-spec | *, got: 1");
        checkRefused("[nil]", "Expected attr-name | attr-expr | map-spec | *, got: nil");
        checkRefused("[{:child nil}]", "Expected pattern to be sequential?, got: nil");
        checkRefused("[{nil [:name]}]", "Expected attr-name | attr-expr, got: nil");
        checkRefused("[foo]", "Expected attr-name | attr-expr | map-spec | *, got: foo");
        checkRefused(
                "[[foo]]",
                "Expected [attr-name attr-option+] | ['limit attr-name (positive-num | nil)]"
                        + " | ['default attr-name any-val], got: [foo]");
        checkRefused("[[:name :as]]", "Expected even number of opts, got: [:name :as]");
        checkRefused("[[:name :foo 1]]", "Expected one of :as, :limit, :default, :xform, got: [:name :foo 1]");
        checkRefused("[[:aka :limit 0]]", "Expected (positive-number | nil), got: 0");
        checkRefused("[[:aka :limit :x]]", "Expected (positive-number | nil), got: :x");
        checkRefused("[[:name :limit 1]]", "Expected limit attribute having :db.cardinality/many, got: :name");
        checkRefused("[(limit :name 1)]", "Expected limit attribute having :db.cardinality/many, got: :name");
        checkRefused("[(limit :aka)]", "Expected ['limit attr-name (positive-number | nil)], got: (limit :aka)");
        checkRefused("[(limit 5 5)]", "Expected attr-name | attr-expr, got: 5");
        checkRefused("[(default :aka)]", "Expected ['default attr-name any-value], got: (default :aka)");
        checkRefused("[{foo [:name]}]", "Expected attr-name | attr-expr, got: foo");
        checkRefused("[{:name [:aka]}]", "Expected attribute having :db.type/ref, got: :name");
        checkRefused("[{:child 0}]", "Expected (positive-num | ...), got: {:child 0}");
        checkRefused("[{:child 1.5}]", "Expected (positive-num | ...), got: {:child 1.5}");
        checkRefused("[:_name]", "Expected reverse attribute having :db.type/ref, got: :_name");
        checkRefused("[[:name :xform my/unknown]]", "Can't resolve symbol my/unknown");
    }

    @Test
    void one_history_isRefused() {
        Database history = Database.withHistory(Schema.empty()).history();
        assertThat(catchThrowableOfType(
                        DatalogException.class,
                        () -> Pull.of(List.of(Symbol.of("*"))).one(history, 1)))
                .hasMessage("Can't pull from a history database");
        assertThat(Pull.parse("[:name {:child [*]}]")).hasToString("[:name {:child [*]}]");
    }
}
