package io.entangle.datalog.live;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatabaseFunction;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Index;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Bytes;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.edn.Tagged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Random databases with values of every kind, of few entities and attributes, so that transactions meet. */
final class Databases {
    static final DatabaseFunction BUMP = DatabaseFunction.of(
            Symbol.of("test/bump"),
            (database, arguments) -> List.of(List.of(Keyword.of("db/add"), arguments.get(0), Keyword.of("n"), 1L)));

    static final Schema SCHEMA = Schema.parse("""
            {:name    {:db/unique :db.unique/identity}
             :email   {:db/unique :db.unique/value}
             :tags    {:db/cardinality :db.cardinality/many}
             :codes   {:db/cardinality :db.cardinality/many :db/index false}
             :friend  {:db/valueType :db.type/ref}
             :friends {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             :parts   {:db/valueType :db.type/ref :db/isComponent true :db/cardinality :db.cardinality/many}
             :born    {:db/valueType :db.type/instant}
             :a+n     {:db/tupleAttrs [:a :n]}}
            """);

    static final DatabaseType TYPE = DatabaseType.of(SCHEMA).withFunction(BUMP);

    private static final List<Object> ANY =
            List.of(Keyword.of("a"), Keyword.of("n"), Keyword.of("x/y"), "string", ":odd");

    private Databases() {}

    static Keyword k(String name) {
        return Keyword.of(name);
    }

    private static <T> T one(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** A value of any kind. */
    static Object value(Random random) {
        List<Supplier<Object>> kinds = List.of(
                () -> one(random, List.of("", "A", "B", "\"quoted\"", ":k", "é\n\t", "😀", "1")),
                () -> (long) random.nextInt(3),
                () -> one(random, List.of(Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) - 1, -(1L << 53), 1L << 53)),
                () -> one(random, List.of(0.0, -0.0, 1.0, 0.5, 1e300, 1L << 53, Double.NaN, Double.NEGATIVE_INFINITY)),
                random::nextBoolean,
                () -> one(random, List.of(k("k"), k("a/b"))),
                () -> one(random, List.of(Symbol.of("s"), Symbol.of("a/b"))),
                () -> one(random, List.of('c', ' ', '\n', '\u00e9')),
                () -> Instant.ofEpochSecond(random.nextInt(3), random.nextInt(2)),
                () -> new UUID(random.nextInt(2), random.nextInt(2)),
                () -> URI.create("https://example.org/" + random.nextInt(2)),
                () -> one(random, List.of(BigInteger.TWO.pow(70), new BigDecimal("1.50"), new BigDecimal("1.5"))),
                () -> Edn.read("2/3"),
                () -> Bytes.of(new byte[] {1, (byte) random.nextInt(2)}),
                () -> List.of(value(random), value(random)),
                () -> Arrays.asList(null, value(random)),
                () -> new LinkedHashSet<>(random.nextBoolean() ? List.of("x", 5, 1) : List.of(1, "x", 5)),
                () -> map(random),
                () -> new Tagged(Symbol.of("my/tag"), value(random)));
        return one(random, kinds).get();
    }

    private static Map<Object, Object> map(Random random) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object key : random.nextBoolean() ? List.of(k("k"), "s") : List.of("s", k("k"))) {
            map.put(key, value(random));
        }
        return map;
    }

    private static Object entity(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> -1L - random.nextInt(2);
            case 1 -> "new";
            case 2 -> random.nextInt(3) == 0 ? k("db/current-tx") : (Object) 1L;
            default -> 1L + random.nextInt(5);
        };
    }

    private static Object datum(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> List.of(k("db/add"), entity(random), k("name"), one(random, List.of("A", "B", "C")));
            case 1 -> List.of(k("db/add"), entity(random), k("email"), one(random, List.of("A", "B")));
            case 2 -> List.of(k("db/add"), entity(random), k("friend"), 1L + random.nextInt(5));
            case 3 -> List.of(k("db/add"), entity(random), one(random, List.of(k("friends"), k("parts"))), 2L);
            case 4 -> List.of(k("db/retractEntity"), 1L + random.nextInt(5));
            case 5 ->
                List.of(k("db/retract"), 1L + random.nextInt(5), one(random, List.of(k("tags"), k("name"), k("a"))));
            case 6 -> List.of(k("db/add"), entity(random), k("born"), Instant.ofEpochMilli(random.nextInt(3)));
            case 7 -> List.of(k("db/add"), entity(random), k("db/fn"), BUMP);
            case 8, 9 ->
                List.of(k("db/add"), entity(random), one(random, List.of(k("tags"), k("codes"))), value(random));
            default -> List.of(k("db/add"), entity(random), one(random, ANY), value(random));
        };
    }

    /** Transaction data, perhaps such as is refused. */
    static List<Object> txData(Random random) {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            items.add(datum(random));
        }
        return items;
    }

    /** A database after some transactions, those that are refused left out. */
    static Database after(Random random, Database database, int transactions) {
        Database after = database;
        for (int i = 0; i < transactions; i++) {
            try {
                after = after.with(txData(random)).dbAfter();
            } catch (DatalogException refused) {
                continue;
            }
        }
        return after;
    }

    static Database any(Random random) {
        return after(random, TYPE.empty(), random.nextInt(12));
    }

    /** All there is of a database. */
    static List<Object> all(Database database) {
        List<Object> all = new ArrayList<>(List.of(database.maxEntity(), database.maxTx()));
        database.datoms(Index.EAVT)
                .forEach(datom -> all.add(List.of(datom.entity(), datom.attribute(), datom.value(), datom.tx())));
        return all;
    }
}
