package io.entangle.datalog;

import static io.entangle.datalog.Datalog.db;
import static io.entangle.datalog.Datalog.k;
import static io.entangle.datalog.Datalog.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.pull.Pull;
import io.entangle.datalog.query.Query;
import io.entangle.datalog.query.QueryLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@code docs/datalog.md} says: the tests that it names are there, and the errors are those that there are. */
final class DatalogDocumentTest {
    private static final Path TESTS = Path.of("src/test/java/io/entangle/datalog");
    private static final Path SOURCES = Path.of("src/main/java/io/entangle/datalog");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern CLASS = Pattern.compile("[A-Z]\\w*Test");
    private static final Pattern TEST = Pattern.compile("(?:([A-Z]\\w*Test)\\.)?([a-z]\\w*_\\w*…?)");
    private static final Pattern DEFAULT_CLASS = Pattern.compile("\\| test in `(\\w+)` \\|$");
    private static final Pattern CODE = Pattern.compile(
            "\"((?:transact|transaction|schema|entity|lookup-ref|query|history|pull|parser|entity-id)/[a-z-]+"
                    + "|entity-id|index-access|init-db)\"");

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines() {
        return text(Path.of("../docs/datalog.md")).lines().toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tests_named_areThere() {
        Map<String, String> sources = files(TESTS).stream()
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(".java", ""), DatalogDocumentTest::text));
        Set<String> missing = new LinkedHashSet<>();
        int named = 0;
        String ofTable = null;
        for (String line : lines()) {
            Matcher header = DEFAULT_CLASS.matcher(line);
            ofTable = header.find() ? header.group(1) : line.startsWith("|") ? ofTable : null;
            for (Matcher quoted = QUOTED.matcher(line); quoted.find(); ) {
                Matcher test = TEST.matcher(quoted.group(1));
                boolean isTest = test.matches();
                String type = isTest && test.group(1) != null
                        ? test.group(1)
                        : CLASS.matcher(quoted.group(1)).matches() ? quoted.group(1) : isTest ? ofTable : null;
                if (type != null) {
                    named++;
                    String method = isTest ? "void " + test.group(2).replace("…", "") : "";
                    String end = isTest && !test.group(2).endsWith("…") ? "(" : "";
                    if (!sources.getOrDefault(type, "").contains(method + end) || !sources.containsKey(type)) {
                        missing.add(type + " " + quoted.group(1));
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(120);
    }

    @Test
    void rows_ofFeatures_nameATest() {
        boolean isOfTests = false;
        for (String line : lines()) {
            boolean isRow = line.startsWith("|");
            isOfTests = isRow && (isOfTests || line.matches(".*\\| test( in `\\w+`)? \\|$"));
            if (isOfTests && !line.startsWith("|---") && !line.matches(".*\\| test( in `\\w+`)? \\|$")) {
                String last = line.substring(line.lastIndexOf('|', line.length() - 2));
                assertThat(QUOTED.matcher(last).find()).as(line).isTrue();
            }
        }
    }

    /** The codes of the table of errors. */
    private static Set<String> documented() {
        Set<String> codes = new TreeSet<>();
        for (String line : lines()) {
            Matcher code =
                    Pattern.compile("^\\| ((?:`:[a-z/-]+`(?:, )?)+) \\| ").matcher(line);
            if (code.find() && !line.contains("`:db/") && !line.contains("Test")) {
                for (Matcher each = QUOTED.matcher(code.group(1)); each.find(); ) {
                    codes.add(each.group(1).substring(1));
                }
            }
        }
        codes.removeIf(code -> !CODE.matcher("\"" + code + "\"").matches());
        return codes;
    }

    @Test
    void codes_listed_areThoseThatSourcesHave() {
        Set<String> codes = new TreeSet<>();
        for (Path file : files(SOURCES)) {
            for (Matcher code = CODE.matcher(text(file)); code.find(); ) {
                codes.add(code.group(1));
            }
        }
        codes.removeIf(code -> code.equals("parser/")); // of which there is one for each section
        Set<String> listed = documented();
        listed.removeIf(code -> code.startsWith("parser/"));
        codes.removeIf(code -> code.startsWith("parser/"));
        assertThat(listed).isEqualTo(codes);
    }

    private static void query(String query, Object... inputs) {
        Query.parse(query).run(inputs);
    }

    private static Map<String, ThrowingCallable> transactions() {
        Database database = db(
                "{:u {:db/unique :db.unique/identity} :l {:db/valueType :db.type/long}}",
                "[{:db/id 1 :u 1 :a 1 :t \"x\"}]");
        Database history = Database.withHistory(Schema.empty());
        Map<String, ThrowingCallable> faults = new TreeMap<>();
        faults.put("entity-id", () -> database.with("[[:db/add 4294967296 :a 1]]"));
        faults.put("entity-id/missing", () -> database.with("[[:db/add [:u 2] :a 1]]"));
        faults.put("entity-id/syntax", () -> database.with("[[:db/add 0 :a 1]]"));
        faults.put("entity/history", () -> history.history().entity(1));
        faults.put("history/none", () -> database.asOf(1));
        faults.put("history/tx", () -> history.asOf(-1));
        faults.put(
                "index-access",
                () -> db("{:a {:db/index false}}", "[[:db/add 1 :a 1]]").datoms(Index.AVET, k("a")));
        faults.put("init-db", () -> Database.of(Schema.empty(), List.of("x")));
        faults.put("lookup-ref/syntax", () -> database.with("[[:db/add [:u] :a 1]]"));
        faults.put("lookup-ref/unique", () -> database.with("[[:db/add [:a 1] :a 1]]"));
        faults.put("pull/history", () -> Pull.parse("[*]").one(history.history(), 1));
        faults.put("schema/change", () -> database.withSchema(Schema.parse("{:t {:db/valueType :db.type/ref}}")));
        faults.put("schema/validation", () -> Schema.parse("{:a {:db/unique 1}}"));
        faults.put("transact/cas", () -> database.with("[[:db/cas 1 :a 2 3]]"));
        faults.put("transact/depth", () -> database.with(List.of(List.of(k("db/add"), 1, k("a"), deep()))));
        faults.put("transact/full", () -> database.with("[[:db/add 536870911 :a 1] {:a 2}]"));
        faults.put("transact/syntax", () -> database.with("[1]"));
        faults.put("transact/tx", () -> history.with(List.of(Datom.of(1, k("a"), 1, Database.FIRST_TX + 2, true))));
        faults.put("transact/unique", () -> database.with("[[:db/add 2 :u 1]]"));
        faults.put("transact/upsert", () -> database.with("[{:db/id 2 :u 1}]"));
        faults.put("transact/value-type", () -> database.with("[[:db/add 1 :l 1.5]]"));
        faults.put(
                "transaction/filtered",
                () -> database.filter((db, datom) -> true).with("[]"));
        return faults;
    }

    private static Object deep() {
        Object deep = List.of();
        for (int i = 0; i < 100_000; i++) {
            deep = Collections.singletonList(deep);
        }
        return deep;
    }

    private static Map<String, ThrowingCallable> queries() {
        Database database = db("{}", "[{:db/id 1 :a 1}]");
        Map<String, ThrowingCallable> faults = new TreeMap<>();
        faults.put("parser/binding", () -> query("[:find ?e :in [] :where [?e]]", 1));
        faults.put("parser/find", () -> query("[:find 1 :where [?e]]", database));
        faults.put("parser/in", () -> query("[:find ?e :in 1 :where [?e]]", database));
        faults.put("parser/limit", () -> query("[:find ?e :where [?e] :limit -1]", database));
        faults.put("parser/offset", () -> query("[:find ?e :where [?e] :offset -1]", database));
        faults.put("parser/order-by", () -> query("[:find ?e :where [?e] :order-by ?x]", database));
        faults.put("parser/pull", () -> Pull.parse("[1]").one(database, 1));
        faults.put("parser/query", () -> query("[1]", database));
        faults.put("parser/rule", () -> query("[:find ?e :in % :where (r ?e)]", "[1]"));
        faults.put("parser/rule-var", () -> query("[:find ?e :in % :where (r ?e)]", "[[(r 1) [?x]]]"));
        faults.put("parser/rule-vars", () -> query("[:find ?e :in % :where (r ?e)]", "[[(r ?x ?x) [?x]]]"));
        faults.put("parser/timeout", () -> query("[:find ?e :where [?e] :timeout -1]", database));
        faults.put("parser/where", () -> query("[:find ?e :where [?e] 1]", database));
        faults.put("parser/with", () -> query("[:find ?e :with 1 :where [?e]]", database));
        faults.put("query/aggregate", () -> query("[:find (sum ?x) :in [?x ...]]", List.of("a")));
        faults.put("query/binding", () -> query("[:find ?x :in [?x ...]]", 1));
        faults.put("query/depth", () -> query("[:find ?x :in ?x]", deep()));
        faults.put("query/find", () -> query("[:find (f ?x) :in ?x]", 1));
        faults.put("query/function", () -> query("[:find ?y :in ?x :where [(inc ?x) ?y]]", "a"));
        faults.put("query/inputs", () -> query("[:find ?x :in ?x]"));
        faults.put("query/limit", () -> Query.of(alternatives()).run(database));
        faults.put("query/source", () -> query("[:find ?x :in $ :where [?x]]", 1));
        faults.put(
                "query/stratification",
                () -> query("[:find ?x :in $ % :where (r ?x)]", database, "[[(r ?x) [?x :a] (not (r ?x))]]"));
        faults.put(
                "query/type",
                () -> Query.parse("[:find ?x :in ?x]").as(Long.class).run("a"));
        faults.put("query/where", () -> query("[:find ?e :where [?e] [(> ?x 1)]]", database));
        faults.put(
                "query/rows",
                () -> within(
                        new QueryLimits(5, null),
                        "[:find ?x :where [(ground [1 2 3]) [?x ...]] [(ground [1 2 3]) [?y ...]]]"));
        faults.put("query/size", () -> within(new QueryLimits(20, null), "[:find ?x :where [(range 99) ?x]]"));
        faults.put(
                "query/timeout",
                () -> within(
                        new QueryLimits(Long.MAX_VALUE, Duration.ofNanos(1)),
                        "[:find ?x :where [(range 6) [?x ...]]]"));
        faults.put("query/interrupted", () -> {
            Thread.currentThread().interrupt();
            try {
                query("[:find ?x :where [(range 6) [?x ...]]]");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        });
        return faults;
    }

    private static void within(QueryLimits limits, String query) {
        Query.parse(query).within(limits).run();
    }

    private static Object alternatives() {
        Object clause = List.of(Symbol.of("?e"));
        for (int i = 0; i < 300; i++) {
            clause = List.of(Symbol.of("or"), clause);
        }
        return List.of(k("find"), Symbol.of("?e"), k("where"), clause);
    }

    @Test
    void codes_listed_areThoseOfFaults() {
        Map<String, ThrowingCallable> faults = new TreeMap<>(transactions());
        faults.putAll(queries());
        faults.forEach(
                (code, fault) -> assertThat(refused(fault).error()).as(code).isEqualTo(k(code)));
        Set<String> codes = new TreeSet<>(faults.keySet());
        codes.add("transact/limit"); // which takes its time: TransactionRefusalTest brings it about
        assertThat(documented()).isEqualTo(codes);
    }
}
