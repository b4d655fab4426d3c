package io.entangle.bench.datalog;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A system that keeps facts and is asked questions of them. */
interface DatalogSystem extends AutoCloseable {
    String ENTANGLE = "entangle";
    String DATOMIC = "datomic";
    String BY_HAND = "by-hand";

    /** What it is called. */
    String name();

    /** A database of facts. */
    Base load(Facts facts);

    /** An equal value that does not depend on the system, but for entities. */
    default Object plain(Object value) {
        return value;
    }

    /** Puts an end to what it has started. */
    @Override
    default void close() {}

    /** A database. */
    interface Base {
        /** What asks a question, again and again; null if it can't. A collection of rows, or a map. */
        Supplier<Object> asking(Question question);

        /** The keys of entities. */
        Map<Object, String> keys();
    }

    /** A system that writes in transactions which make a database of another. */
    interface Writing extends DatalogSystem {
        /** One that holds nothing. */
        Object empty(Facts facts);

        /** What a transaction says, in the words of the system: that items are. */
        List<Object> assertion(List<Facts.Item> items);

        /** The same of one attribute of an item, as a list. */
        List<Object> assertion(Facts.Item item, String attribute);

        /** That an entity is not. */
        List<Object> retraction(Object entity);

        /** The database after a transaction. */
        Object with(Object database, List<Object> transaction);

        /** The entities that have a name. */
        List<Object> entities(Object database);
    }
}
