package io.entangle.datalog.live;

import io.entangle.atom.Atom;
import io.entangle.atom.Cell;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatabaseDifference;
import io.entangle.datalog.Datom;
import io.entangle.datalog.Schema;
import io.entangle.datalog.TxReport;
import io.entangle.replica.Call;
import io.entangle.value.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A database that changes by transactions: an atom that holds one, or a replica of such an atom.
 *
 * <pre>{@code
 * Connection people = Connection.create(schema);
 * people.listen("log", report -> System.out.println(report.txData()));
 * people.transact("[{:person/name \"Ada\" :person/age 36}]");
 * Query.parse("[:find ?name . :where [_ :person/name ?name]]").run(people.db());
 * }</pre>
 *
 * <p>Where the database lives, transactions are carried out one after another, each on what those before it have made. At a replica
 * one is carried out at once on what is shown there, and again, from its data, where the database lives, on what that is by then:
 * so no transaction undoes another, and what it checked holds there too. Thread-safe.
 */
public interface Connection {
    /**
     * {@return a connection to a new database in memory}
     *
     * @param schema what it knows of its attributes
     */
    static Connection create(Schema schema) {
        DatabaseType type = DatabaseType.of(schema);
        return of(Atom.of(type, type.empty()));
    }

    /**
     * {@return a connection to the database of an atom} The atom may be in memory, on a journal, or a hub's.
     *
     * @param atom an atom of a {@link DatabaseType}
     * @throws IllegalArgumentException if it is of another type
     */
    static Connection of(Atom<Database> atom) {
        return new AtomConnection(atom);
    }

    /**
     * {@return a connection to a database that lives elsewhere}
     *
     * @param type the type of its database
     * @param replica shows it here
     * @param transact calls the mutation {@link DatabaseType#TRANSACT} with the arguments it is given
     */
    static Connection at(DatabaseType type, Cell<Database> replica, Function<Doc, Call<Database>> transact) {
        return new ReplicaConnection(type, replica, transact);
    }

    /** {@return the atom or replica that holds the database, for all that it can do besides} */
    Cell<Database> cell();

    /** {@return the database as it is now} */
    default Database db() {
        return cell().get();
    }

    /**
     * Carries out a transaction.
     *
     * @param txData maps, lists and datoms, as {@code docs/datalog.md} says; null for none
     * @param txMeta comes with the report, may be null
     * @return what it has done, which at a replica is provisional, and how to learn what comes of it
     * @throws io.entangle.datalog.DatalogException if it is refused; nothing is changed then, nor sent
     * @throws io.entangle.value.InvalidValueException if a value can't stand in a document, such as the character NUL under
     *     cardinality many; nothing is changed then, nor sent
     */
    Submission submit(@Nullable List<?> txData, @Nullable Object txMeta);

    /**
     * Carries out a transaction.
     *
     * @param edn a list of maps and lists
     * @return as {@link #submit(List, Object)}
     * @throws io.entangle.datalog.DatalogException if it is refused; nothing is changed then, nor sent
     * @throws io.entangle.datalog.edn.EdnException if it is not EDN
     */
    Submission submit(String edn);

    /**
     * Carries out a transaction.
     *
     * @param txData maps, lists and datoms; null for none
     * @return what it has done; at a replica, what it has done there
     * @throws io.entangle.datalog.DatalogException if it is refused; nothing is changed then
     */
    default TxReport transact(@Nullable List<?> txData) {
        return submit(txData, null).report();
    }

    /**
     * Carries out a transaction.
     *
     * @param edn a list of maps and lists
     * @return what it has done; at a replica, what it has done there
     * @throws io.entangle.datalog.DatalogException if it is refused; nothing is changed then
     * @throws io.entangle.datalog.edn.EdnException if it is not EDN
     */
    default TxReport transact(String edn) {
        return submit(edn).report();
    }

    /**
     * {@return what a transaction would do} Nothing is changed.
     *
     * @param txData maps, lists and datoms; null for none
     * @throws io.entangle.datalog.DatalogException if it would be refused
     */
    default TxReport with(@Nullable List<?> txData) {
        return db().with(txData);
    }

    /**
     * Registers a listener for all changes from now on, whoever makes them; one registered by the same key before is replaced. Each
     * report begins with the database that the one before ended with. Several transactions that arrive together are one change, and
     * at a replica so is what turned out otherwise than it was shown. So a report has the datoms in which the two databases differ,
     * first those retracted, then those added, without temporary ids.
     *
     * @param key compared by {@code equals}
     * @param listener is told, under the contract of {@link io.entangle.atom.Watch}
     */
    default void listen(Object key, Consumer<TxReport> listener) {
        cell().watch(key, (before, after) -> {
            DatabaseDifference difference = Database.difference(before, after);
            List<Datom> txData = new ArrayList<>(difference.retracted());
            txData.addAll(difference.added());
            listener.accept(new TxReport(before, after, txData, Map.of(), null));
        });
    }

    /**
     * Takes a listener away.
     *
     * @param key the key it was registered by
     * @return whether there was one
     */
    default boolean unlisten(Object key) {
        return cell().unwatch(key);
    }
}
