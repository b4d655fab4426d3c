package io.entangle.pubsub.kill;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatabaseFunction;
import io.entangle.datalog.Entity;
import io.entangle.datalog.Index;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.live.DatabaseType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The database that several processes transact in, and what their transactions are. */
final class People {
    static final String ID = "people";

    private static final Keyword ADD = Keyword.of("db/add");
    private static final Keyword OP = Keyword.of("op");
    private static final Keyword NAME = Keyword.of("name");
    private static final Keyword COUNT = Keyword.of("count");

    /** Adds one to what stands there by then. */
    private static final DatabaseFunction COUNTING = DatabaseFunction.of(Symbol.of("people/count"), (db, arguments) -> {
        Entity counter = db.entity(List.of(NAME, "counter"));
        Object now = counter == null ? null : counter.get(COUNT);
        return List.of(Map.of(NAME, "counter", COUNT, now == null ? 1L : (Long) now + 1));
    });

    static final DatabaseType TYPE = DatabaseType.of(Schema.parse("""
                    {:name  {:db/unique :db.unique/identity}
                     :knows {:db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
                     :tags  {:db/cardinality :db.cardinality/many}}
                    """)).withFunction(COUNTING);

    /** How many kinds of transactions there are. */
    static final int KINDS = 4;

    private People() {}

    /** The transaction of a number, which says so itself. */
    static List<Object> transaction(String writer, int number) {
        Object made = List.of(ADD, Keyword.of("db/current-tx"), OP, writer + "-" + number);
        String tag = writer + number;
        return switch (number % KINDS) {
            case 0 -> List.of(made, Map.of(Keyword.of("item"), tag, Keyword.of("knows"), List.of(Map.of(OP, ""))));
            case 1 -> List.of(made, List.of(Keyword.of("db.fn/call"), COUNTING));
            case 2 ->
                List.of(made, Map.of(NAME, "shared", Keyword.of(writer), number, Keyword.of("tags"), List.of(tag)));
            default -> List.of(made, Map.of(NAME, "n" + number % 10, Keyword.of("by"), tag));
        };
    }

    /** The number of the last transaction of a writer that a database shows. */
    static int last(Database database, String writer) {
        return database.datoms(Index.AEVT, OP)
                .map(datom -> (String) datom.value())
                .filter(op -> op.startsWith(writer + "-"))
                .mapToInt(op -> Integer.parseInt(op.substring(writer.length() + 1)))
                .max()
                .orElse(0);
    }

    /** All there is of a database, in a few words. */
    static String digest(Database database) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        database.datoms(Index.EAVT)
                .forEach(datom -> digest.update(datom.toString().getBytes(StandardCharsets.UTF_8)));
        return database.size() + " " + database.maxEntity() + " " + database.maxTx() + " "
                + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
