package io.entangle.datalog.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.clock.Entropy;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnList;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Ratio;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.index.Values;
import io.entangle.testing.Laws;
import io.entangle.value.PersistentVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Each function and aggregate there is. */
final class FunctionsTest {
    private static final Functions FUNCTIONS = Functions.standard(Entropy.seeded(1));

    /** The value of a call; nested lists are calls too, other than those under quote. */
    private static Object call(EdnList list) {
        Object[] arguments = list.stream()
                .skip(1)
                .map(each -> each instanceof EdnList nested ? call(nested) : each)
                .toArray();
        if (list.get(0).equals(Symbol.of("fn"))) {
            return FUNCTIONS.function((Symbol) list.get(1));
        }
        return FUNCTIONS.function((Symbol) list.get(0)).apply(arguments);
    }

    private static void check(String call, String expected) {
        assertThat(Values.normal(call((EdnList) Edn.read(call)))).as(call).isEqualTo(Values.normal(Edn.read(expected)));
    }

    private static void checkRefused(String call, String message) {
        DatalogException e = catchThrowableOfType(DatalogException.class, () -> call((EdnList) Edn.read(call)));
        assertThat(e).as(call).isNotNull().hasMessage(message);
        assertThat(e.error()).isEqualTo(Keyword.of("query/function"));
    }

    @Test
    void comparisons_chain() {
        check("(= 1 1 1)", "true");
        check("(= 1 1.0)", "false");
        check("(= [1 nil] [1 nil])", "true");
        check("(== 1 1.0 1M)", "true");
        check("(not= 1 2)", "true");
        check("(!= 1 1)", "false");
        check("(< 1 2 3)", "true");
        check("(< 1 3 2)", "false");
        check("(< 5)", "true");
        check("(> 2 1.5 1/2)", "true");
        check("(<= 1 1.0 2)", "true");
        check("(>= 2 2 3)", "false");
        check("(< \"a\" \"b\")", "true");
        check("(< :a 1 \"a\")", "true");
        check("(compare \"a\" \"a\")", "0");
        check("(max 1 3.0 2)", "3.0");
        check("(min 2 1 3)", "1");
        check("(identical? 1 1)", "true");
    }

    @Test
    void arithmetic_isExactUntilADoubleComesIn() {
        check("(+)", "0");
        check("(+ 1 2 3)", "6");
        check("(+ 9223372036854775807 1)", "9223372036854775808N");
        check("(- -9223372036854775808)", "9223372036854775808N");
        check("(* 4611686018427387904 4)", "18446744073709551616N");
        check("(+ 1 2.5)", "3.5");
        check("(+ 1/2 1/2)", "1");
        check("(+ 1.5M 1)", "2.5M");
        check("(* 1.5M 1/2)", "0.75M");
        check("(- 5)", "-5");
        check("(- 5 2 1)", "2");
        check("(*)", "1");
        check("(/ 6 3)", "2");
        check("(/ 2 3)", "2/3");
        check("(/ 2)", "1/2");
        check("(/ 1M 3M)", "0.3333333333333333333333333333333333M");
        check("(/ 1.0 0.0)", "##Inf");
        check("(quot 7 2)", "3");
        check("(quot -7 2)", "-3");
        check("(quot -7.5 2)", "-3.0");
        check("(quot 7/2 1)", "3");
        check("(quot 7.5M 2)", "3.0M");
        check("(rem -7 2)", "-1");
        check("(mod -7 2)", "1");
        check("(mod 7 -2)", "-1");
        check("(mod 6 2)", "0");
        check("(inc 1)", "2");
        check("(dec 1)", "0");
        checkRefused("(/ 1 0)", "Cannot call (/ 1 0): Divide by zero");
        checkRefused("(mod 1 0)", "Cannot call (mod 1 0): Divide by zero");
        checkRefused("(+ 1 \"a\")", "Cannot call (+ 1 \"a\"): expected a number, got: \"a\"");
    }

    @Test
    void tests_ofNumbersAndTruth() {
        check("(zero? 0.0)", "true");
        check("(pos? 1/2)", "true");
        check("(neg? -1M)", "true");
        check("(even? 4)", "true");
        check("(odd? 4)", "false");
        check("(odd? 9223372036854775809)", "true");
        check("(true? true)", "true");
        check("(true? 1)", "false");
        check("(false? false)", "true");
        check("(nil? nil)", "true");
        check("(some? nil)", "false");
        check("(not nil)", "true");
        check("(not 0)", "false");
        check("(and)", "true");
        check("(and 1 2)", "2");
        check("(and 1 nil 2)", "nil");
        check("(or)", "nil");
        check("(or nil false 3)", "3");
        checkRefused("(even? 1.5)", "Cannot call (even? 1.5): expected an integer, got: 1.5");
        QueryFunction notEven = (QueryFunction) call((EdnList) Edn.read("(complement (fn even?))"));
        assertThat(notEven.apply(3L)).isEqualTo(true);
    }

    @Test
    void random_numbersAreInRange() {
        for (int i = 0; i < 100; i++) {
            assertThat((Double) call((EdnList) Edn.read("(rand)"))).isBetween(0.0, 1.0);
            assertThat((Double) call((EdnList) Edn.read("(rand 5)"))).isBetween(0.0, 5.0);
            assertThat((Long) call((EdnList) Edn.read("(rand-int 3)"))).isBetween(0L, 2L);
        }
        check("(rand-int 0)", "0");
    }

    @Test
    void identity_andTheLike() {
        check("(identity [1])", "[1]");
        check("(ground :x)", ":x");
        check("(untuple [1 2])", "[1 2]");
        check("(meta 1)", "nil");
        assertThat(call((EdnList) Edn.read("(type 1)"))).isEqualTo(Long.class);
        assertThat(call((EdnList) Edn.read("(type nil)"))).isNull();
        check("(-differ? 1 2 1 2)", "false");
        check("(-differ? 1 2 1 3)", "true");
    }

    @Test
    void collections_areMadeAndLookedInto() {
        check("(vector 1 nil)", "[1 nil]");
        check("(list 1)", "[1]");
        check("(tuple 1 2)", "[1 2]");
        check("(set [1 2 1])", "#{1 2}");
        check("(set nil)", "#{}");
        check("(set {:a 1})", "#{[:a 1]}");
        check("(hash-map :a 1 :b 2)", "{:a 1 :b 2}");
        check("(array-map)", "{}");
        check("(count [1 2])", "2");
        check("(count \"abc\")", "3");
        check("(count nil)", "0");
        check("(count {:a 1})", "1");
        check("(empty? [])", "true");
        check("(not-empty [])", "nil");
        check("(not-empty \"a\")", "\"a\"");
        check("(contains? {:a nil} :a)", "true");
        check("(contains? #{1} 2)", "false");
        check("(contains? [1 2] 1)", "true");
        check("(contains? [1 2] 2)", "false");
        check("(contains? \"ab\" 1)", "true");
        check("(contains? nil 1)", "false");
        check("(get {:a 1} :a)", "1");
        check("(get {:a 1} :b 5)", "5");
        check("(get [1 2] 1)", "2");
        check("(get #{1} 1)", "1");
        check("(get \"ab\" 1)", "\\b");
        check("(get nil 1)", "nil");
        check("(get 5 1)", "nil");
        check("(range 3)", "[0 1 2]");
        check("(range 1 3)", "[1 2]");
        check("(range 5 0 -2)", "[5 3 1]");
        check("(range 5 0)", "[]");
        checkRefused("(range 1 2 0)", "Cannot call (range 1 2 0): expected a step other than 0");
        checkRefused("(range 1000001)", "Cannot call (range 1000001): expected at most 1000000 integers");
        checkRefused("(hash-map 1)", "Cannot call (hash-map 1): expected a value for each key");
        checkRefused("(count 5)", "Cannot call (count 5): expected a collection, got: 5");
        checkRefused("(count)", "Cannot call (count): expected 1 argument");
        checkRefused("(get 1)", "Cannot call (get 1): expected 2 to 3 arguments");
        checkRefused("(<)", "Cannot call (<): expected at least 1 argument");
    }

    @Test
    void texts_areMadeAndLookedInto() {
        check("(str \"a\" nil :b 1 [\"c\"] \\d)", "\"a:b1[\\\"c\\\"]d\"");
        check("(print-str \"a\" nil)", "\"a nil\"");
        check("(println-str \"a\")", "\"a\\n\"");
        check("(pr-str \"a\" :b)", "\"\\\"a\\\" :b\"");
        check("(prn-str \"a\")", "\"\\\"a\\\"\\n\"");
        check("(subs \"abc\" 1)", "\"bc\"");
        check("(subs \"abc\" 1 2)", "\"b\"");
        checkRefused("(subs \"abc\" 4)", "Cannot call (subs \"abc\" 4): expected indexes up to 3");
        checkRefused("(subs \"abc\" -1)", "Cannot call (subs \"abc\" -1): expected an index, got: -1");
        check("(name :a/b)", "\"b\"");
        check("(name a/b)", "\"b\"");
        check("(name \"b\")", "\"b\"");
        check("(namespace :a/b)", "\"a\"");
        check("(namespace b)", "nil");
        check("(keyword \"a\")", ":a");
        check("(keyword \"a\" \"b\")", ":a/b");
        check("(keyword :a)", ":a");
        check("(keyword a/b)", ":a/b");
        checkRefused(
                "(keyword \"a b\")", "Cannot call (keyword \"a b\"): no keyword: :a b has the character ' ' in a part");
        check("(clojure.string/blank? \" \")", "true");
        check("(clojure.string/blank? nil)", "true");
        check("(clojure.string/includes? \"abc\" \"b\")", "true");
        check("(clojure.string/starts-with? \"abc\" \"b\")", "false");
        check("(clojure.string/ends-with? \"abc\" \"c\")", "true");
        check("(re-find \"b+\" \"abbc\")", "\"bb\"");
        check("(re-find (re-pattern \"(b)(x)?\") \"abbc\")", "[\"b\" \"b\" nil]");
        check("(re-find \"x\" \"abc\")", "nil");
        check("(re-matches \"a.c\" \"abc\")", "\"abc\"");
        check("(re-matches \"a\" \"abc\")", "nil");
        check("(re-seq \"[a-z]\" \"a1b\")", "[\"a\" \"b\"]");
        check("(re-seq \"x\" \"abc\")", "nil");
        checkRefused("(re-pattern \"(\")", "Cannot call (re-pattern \"(\"): expected a regular expression");
    }

    @Test
    void sources_areLookedInto() {
        Database database = Database.empty(
                        Schema.parse("{:name {:db/unique :db.unique/identity} :ref {:db/valueType :db.type/ref}}"))
                .with("[{:db/id 1 :name \"A\" :age 5} {:db/id 2 :ref 1}]")
                .dbAfter();
        Keyword age = Keyword.of("age");
        assertThat(source("get-else", database, 1L, age, 7L)).isEqualTo(5L);
        assertThat(source("get-else", database, 2L, age, 7L)).isEqualTo(7L);
        assertThat(source("get-else", database, List.of(Keyword.of("name"), "A"), age, 7L))
                .isEqualTo(5L);
        assertThat(source("get-else", database, List.of(Keyword.of("name"), "B"), age, 7L))
                .isEqualTo(7L);
        assertThat(source("get-else", database.filter((db, datom) -> false), 1L, age, 7L))
                .isEqualTo(7L);
        assertThat(catchThrowableOfType(DatalogException.class, () -> source("get-else", database, 1L, age, null)))
                .hasMessage("get-else: nil default value is not supported");
        assertThat(source("get-some", database, 1L, Keyword.of("x"), age)).isEqualTo(List.of(age, 5L));
        assertThat(source("get-some", database, 2L, Keyword.of("x"), age)).isNull();
        assertThat(source("missing?", database, 1L, age)).isEqualTo(false);
        assertThat(source("missing?", database, 2L, age)).isEqualTo(true);
        assertThat(source("missing?", database, 1L, Keyword.of("_ref"))).isEqualTo(false);
        assertThat(source("missing?", database, 2L, Keyword.of("_ref"))).isEqualTo(true);
        assertThat(catchThrowableOfType(DatalogException.class, () -> source("missing?", List.of(), 1L, age)))
                .hasMessageContaining("expected a database");
    }

    private static Object source(String name, Object... arguments) {
        return FUNCTIONS.function(Symbol.of(name)).apply(arguments);
    }

    private static Object aggregate(String name, List<?> values, Object... arguments) {
        List<Object> normal = values.stream().map(Values::normal).toList();
        return FUNCTIONS.aggregate(Symbol.of(name)).apply(normal, Arrays.asList(arguments));
    }

    @Test
    void aggregates_areOneValueOfMany() {
        List<Integer> values = List.of(10, 20, 30, 40, 10);
        assertThat(aggregate("count", values)).isEqualTo(5L);
        assertThat(aggregate("count-distinct", values)).isEqualTo(4L);
        assertThat(aggregate("distinct", values)).isEqualTo(Set.of(10L, 20L, 30L, 40L));
        assertThat(aggregate("sum", values)).isEqualTo(110L);
        assertThat(aggregate("sum", List.of(Long.MAX_VALUE, 1))).isEqualTo(Edn.read("9223372036854775808N"));
        assertThat(aggregate("avg", values)).isEqualTo(22.0);
        assertThat(aggregate("median", values)).isEqualTo(20L);
        assertThat(aggregate("median", List.of(1, 2, 3, 4))).isEqualTo(2.5);
        assertThat(aggregate("variance", List.of(10, 15, 20, 35, 75))).isEqualTo(554.0);
        assertThat((Double) aggregate("stddev", List.of(10, 15, 20, 35, 75))).isEqualTo(Math.sqrt(554));
        assertThat(aggregate("min", values)).isEqualTo(10L);
        assertThat(aggregate("max", List.of("a", "c", "b"))).isEqualTo("c");
        assertThat(aggregate("min", values, 3L)).isEqualTo(List.of(10L, 10L, 20L));
        assertThat(aggregate("max", values, 3L)).isEqualTo(List.of(20L, 30L, 40L));
        assertThat(aggregate("max", values, 9L)).isEqualTo(List.of(10L, 10L, 20L, 30L, 40L));
        assertThat(values).contains(((Long) aggregate("rand", values)).intValue());
        assertThat((List<?>) aggregate("rand", values, 9L)).hasSize(9);
        assertThat((List<?>) aggregate("sample", values, 3L)).hasSize(3);
        assertThat(aggregate("sample", values, 9L))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder(10L, 10L, 20L, 30L, 40L);
        assertThat(catchThrowableOfType(DatalogException.class, () -> aggregate("sum", List.of("a"))))
                .hasMessage("Cannot aggregate (sum): expected numbers, got: \"a\"");
        assertThat(catchThrowableOfType(DatalogException.class, () -> aggregate("min", values, "a")))
                .hasMessage("Cannot aggregate (min): expected how many, at most 1000000, got: [\"a\"]");
        assertThat(catchThrowableOfType(DatalogException.class, () -> aggregate("count", values, 1L)))
                .hasMessage("Cannot aggregate (count): expected no arguments but the variable");
    }

    @Test
    void texts_ofLongValues_areWhole() {
        String text = "x".repeat(300);
        check("(pr-str \"" + text + "\")", "\"\\\"" + text + "\\\"\"");
        check("(str [\"" + text + "\"])", "\"[\\\"" + text + "\\\"]\"");
    }

    @Test
    void numbers_tooLarge_areRefused() {
        String message = "expected numbers of at most 65536 bits";
        for (String call : List.of("(* %s %s)", "(+ %s 1M)", "(/ %s 1M)", "(quot %s 1M)")) {
            Object large = new BigDecimal(BigInteger.ONE, call.startsWith("(*") ? -15_000 : -30_000);
            EdnList form = (EdnList) Edn.read(call.replace("%s", "x"));
            Object[] arguments = form.stream()
                    .skip(1)
                    .map(each -> each.equals(Symbol.of("x")) ? large : each)
                    .toArray();
            DatalogException e = catchThrowableOfType(
                    DatalogException.class,
                    () -> FUNCTIONS.function((Symbol) form.get(0)).apply(arguments));
            assertThat(e).as(call).isNotNull().hasMessageEndingWith(message);
        }
        BigInteger integer = BigInteger.ONE.shiftLeft(40_000);
        for (Object number : List.<Object>of(integer, Ratio.of(BigInteger.ONE, integer))) {
            assertThat(catchThrowableOfType(
                            DatalogException.class,
                            () -> FUNCTIONS.function(Symbol.of("*")).apply(number, number)))
                    .hasMessageEndingWith(message);
        }
        assertThat(catchThrowableOfType(
                        DatalogException.class,
                        () -> FUNCTIONS
                                .aggregate(Symbol.of("sum"))
                                .apply(List.of(1L, new BigDecimal(BigInteger.ONE, -30_000)), List.of())))
                .hasMessage("Cannot aggregate (sum): " + message);
    }

    @Test
    void range_ofTheLargestIntegers_isExact() {
        check("(range 9223372036854775805 9223372036854775807)", "[9223372036854775805 9223372036854775806]");
        check(
                "(range -9223372036854775808 9223372036854775807 9223372036854775807)",
                "[-9223372036854775808 -1 9223372036854775806]");
        check("(range 9007199254740993 9007199254740990 -2)", "[9007199254740993 9007199254740991]");
        check("(range 5 1)", "[]");
        check("(range 0 7 3)", "[0 3 6]");
        checkRefused("(range 1000001)", "Cannot call (range 1000001): expected at most 1000000 integers");
        checkRefused(
                "(range -9223372036854775808 9223372036854775807)",
                "Cannot call (range -9223372036854775808 9223372036854775807): expected at most 1000000 integers");
    }

    @Test
    void remainder_ofDoubles_isThatOfTheJdk() {
        check("(rem 1e300 3)", String.valueOf(1e300 % 3));
        check("(mod -7.5 2)", "0.5");
        check("(rem 7 0.0)", "##NaN");
    }

    /** The functions that the document lists. */
    private static List<Symbol> documented() {
        try {
            String text = Files.readString(Path.of("../docs/datalog.md"));
            String block = text.substring(text.indexOf("## Functions")).split("```")[1];
            return Arrays.stream(block.trim().split("\\s+")).map(Symbol::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void functions_inTheDocument_areThere() {
        assertThat(documented()).hasSize(74).doesNotHaveDuplicates().allMatch(FUNCTIONS::isBuiltIn);
    }

    /** Whatever the arguments are, a function has a value or says what is wrong with them. */
    @Test
    void functions_ofAnyArguments_haveAValueOrRefuseThem() {
        Database database =
                Database.empty(Schema.empty()).with("[[:db/add 1 :a 1]]").dbAfter();
        List<Object> samples = Arrays.asList(
                null,
                0L,
                1L,
                -3L,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                1.5,
                -0.0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.50"),
                Ratio.of(BigInteger.ONE, BigInteger.TWO),
                "",
                "abc",
                "(",
                "a b",
                Keyword.of("a"),
                Keyword.of("n/a"),
                Symbol.of("s"),
                true,
                false,
                'c',
                Instant.EPOCH,
                PersistentVector.of(),
                PersistentVector.of(1L, null),
                Set.of(1L),
                Map.of(1L, 2L),
                database,
                FUNCTIONS.function(Symbol.of("inc")),
                new StringBuilder("x"));
        List<Symbol> names = documented();
        samples.replaceAll(Values::normal);
        Laws.check(10_000, random -> {
            Symbol name = names.get(random.nextInt(names.size()));
            Object[] arguments = IntStream.range(0, random.nextInt(5))
                    .mapToObj(i -> samples.get(random.nextInt(samples.size())))
                    .toArray();
            try {
                FUNCTIONS.function(name).apply(arguments);
            } catch (DatalogException refused) {
                assertThat(refused.error().namespace())
                        .as(refused.getMessage())
                        .isIn("query", "entity-id", "lookup-ref", null);
            } catch (RuntimeException e) {
                throw new AssertionError(name + " " + Arrays.toString(arguments), e);
            }
        });
    }

    @Test
    void with_more_areFoundByName() {
        Functions more = Functions.standard().with("my/f", values -> 1).withAggregate("my/a", (values, arguments) -> 2);
        assertThat(more.function(Symbol.of("my/f")).apply()).isEqualTo(1);
        assertThat(more.aggregate(Symbol.of("my/a")).apply(List.of(), List.of()))
                .isEqualTo(2);
        assertThat(Functions.standard().function(Symbol.of("my/f"))).isNull();
        assertThat(more.withoutPatterns().function(Symbol.of("re-find"))).isNull();
        assertThat(more.withoutPatterns().function(Symbol.of("+"))).isNotNull();
    }
}
