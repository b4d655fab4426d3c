package io.entangle.datalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.Keyword;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests of databases are written with. */
final class Datalog {
    private Datalog() {}

    static Keyword k(String name) {
        return Keyword.of(name);
    }

    static Database db(String schema) {
        return Database.empty(Schema.parse(schema));
    }

    /** A database after some transactions. */
    static Database db(String schema, String... transactions) {
        Database database = db(schema);
        for (String transaction : transactions) {
            database = database.with(transaction).dbAfter();
        }
        return database;
    }

    static List<?> edn(String text) {
        return (List<?>) Edn.read(text);
    }

    /** All datoms as [[e a v] ...], in the order of EAVT. */
    static String eav(Database database) {
        return database.datoms(Index.EAVT)
                .map(datom -> "[" + datom.entity() + " " + Edn.write(datom.attribute()) + " " + Edn.write(datom.value())
                        + "]")
                .collect(Collectors.joining(" "));
    }

    /** What a transaction has done, as [[e a v added] ...]. */
    static String txData(TxReport report) {
        return shown(report.txData());
    }

    static String shown(List<Datom> datoms) {
        return datoms.stream()
                .map(datom -> "[" + datom.entity() + " " + Text.quoted(datom.attribute()) + " "
                        + Text.quoted(datom.value()) + (datom.isAdded() ? " +]" : " -]"))
                .collect(Collectors.joining(" "));
    }

    static DatalogException refused(ThrowingCallable call) {
        DatalogException e = catchThrowableOfType(DatalogException.class, call);
        assertThat(e).as("a DatalogException").isNotNull();
        return e;
    }

    /** Expects a transaction to be refused with that message and that class of fault. */
    static DatalogException checkRefused(Database database, String txData, String error, String message) {
        DatalogException e = refused(() -> database.with(txData));
        assertThat(e).hasMessage(message);
        assertThat(e.error()).isEqualTo(Keyword.of(error));
        return e;
    }
}
