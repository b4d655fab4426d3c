package io.entangle.datalog;

import io.entangle.datalog.edn.Symbol;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function that a database can hold, as the {@code :db/fn} of an entity with a {@code :db/ident} by which transactions
 * call it. It is its name that is the value: functions of one name are equal. Immutable.
 */
public final class DatabaseFunction implements Comparable<DatabaseFunction> {
    private final Symbol name;
    private final TransactionFunction body;

    private DatabaseFunction(Symbol name, TransactionFunction body) {
        this.name = name;
        this.body = body;
    }

    /**
     * {@return a function of that name}
     *
     * @param name the name, which should mean the same function in every process
     * @param body what it does
     */
    public static DatabaseFunction of(Symbol name, TransactionFunction body) {
        return new DatabaseFunction(Objects.requireNonNull(name, "name"), Objects.requireNonNull(body, "body"));
    }

    /** {@return its name} */
    public Symbol name() {
        return name;
    }

    /** {@return what it does} */
    public TransactionFunction body() {
        return body;
    }

    @Override
    public int compareTo(DatabaseFunction that) {
        return name.compareTo(that.name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DatabaseFunction that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** {@return it as {@code #fn name}} */
    @Override
    public String toString() {
        return "#fn " + name;
    }
}
