package io.entangle.datalog.live;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatabaseDifference;
import io.entangle.datalog.DatabaseFunction;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Datom;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnLimits;
import io.entangle.datalog.edn.Symbol;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.replica.Mutations;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The type of databases of a schema, by which an atom can hold one. Its delta is the datoms that come and go; its document has
 * every datom, with its transaction, and the last ids that were given, so that a replica's database is its hub's in every
 * respect. {@code docs/datalog.md} says how values stand in it.
 *
 * <p>The schema and the functions do not travel: like the class of a record they are the same wherever the type is used. A
 * database in an atom is whole, and keeps no history by itself; the atom's journal does. Immutable.
 */
public final class DatabaseType implements AtomType<Database> {
    /** The name of the mutation by which transactions reach a hub. */
    public static final String TRANSACT = "db/transact";

    private final DatabaseForm form;
    private final Map<Symbol, DatabaseFunction> functions;
    private final TransactLimits limits;
    private final TransactionText text;
    private final Mutations<Database> mutations;

    private DatabaseType(Schema schema, Map<Symbol, DatabaseFunction> functions, TransactLimits limits) {
        this.form = new DatabaseForm(schema, functions);
        this.functions = functions;
        this.limits = limits;
        this.text = new TransactionText(functions);
        this.mutations = Mutations.<Database>builder()
                .addAnswering(TRANSACT, new Transact(text, limits))
                .build();
    }

    /**
     * {@return the type of databases of a schema}
     *
     * @param schema what they know of their attributes
     */
    public static DatabaseType of(Schema schema) {
        return new DatabaseType(Objects.requireNonNull(schema, "schema"), Map.of(), TransactLimits.DEFAULT);
    }

    /**
     * {@return this type with a function that transactions can call and databases can hold}
     *
     * @param function the function; one of the same name is replaced
     */
    public DatabaseType withFunction(DatabaseFunction function) {
        Map<Symbol, DatabaseFunction> more = new LinkedHashMap<>(functions);
        more.put(function.name(), function);
        return new DatabaseType(schema(), Map.copyOf(more), limits);
    }

    /**
     * {@return this type with limits of what a transaction may ask for that comes from a client}
     *
     * @param other the limits
     */
    public DatabaseType within(TransactLimits other) {
        return new DatabaseType(schema(), functions, Objects.requireNonNull(other, "other"));
    }

    /** {@return what the databases know of their attributes} */
    public Schema schema() {
        return form.empty().schema();
    }

    /** {@return the database without datoms, which an atom begins with} */
    public Database empty() {
        return form.empty();
    }

    /**
     * {@return the mutation {@value #TRANSACT}, by which a transaction runs at a replica at once, and again at the hub}
     * Always the same object.
     */
    public Mutations<Database> mutations() {
        return mutations;
    }

    /** {@return the transaction data of a text, in which {@code #fn name} is one of the functions} */
    @Nullable
    List<?> read(String edn) {
        Object read = text.read(edn, EdnLimits.GENEROUS);
        if (read == null || read instanceof List<?>) {
            return (List<?>) read;
        }
        throw new DatalogException(
                "Bad transaction data " + Edn.write(read) + ", expected sequential collection",
                "transact/syntax",
                "tx-data",
                read);
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Delta diff(Database before, Database after) {
        return before == after ? Delta.NONE : new DifferenceWriter(form, before, checked(after)).delta();
    }

    @Override
    public boolean isSame(Database before, Database after) {
        if (before == after) {
            return true;
        }
        if (before.maxTx() != after.maxTx() || before.maxEntity() != after.maxEntity()) {
            return false;
        }
        DatabaseDifference difference = Database.difference(before, after);
        return difference.retracted().isEmpty() && difference.added().isEmpty();
    }

    @Override
    public Database apply(Database before, Delta delta) {
        if (delta.root() == null) {
            return before;
        }
        if (!(delta.root() instanceof Edit.MapEdit fields)) {
            return decode(delta.apply(encode(before)));
        }
        try {
            return new DeltaReader(form, before).after(fields);
        } catch (DatalogException e) {
            throw invalid(e);
        }
    }

    /** {@return whether the values of an attribute of cardinality many stand there} */
    @Override
    public boolean isSet(Path path) {
        if (path.length() != DatabaseForm.ATTRIBUTE_DEPTH || !path.segment(0).equals(DatabaseForm.ENTITIES)) {
            return false;
        }
        try {
            return form.isMany(form.name(path.last(), path));
        } catch (InvalidValueException e) {
            return false;
        }
    }

    @Override
    public Doc encode(Database value) {
        return form.encode(checked(value));
    }

    @Override
    public Database decode(Doc doc) {
        if (!doc.isMap()) {
            throw ValueForm.invalid(Path.ROOT, "expected the map of a database", doc);
        }
        for (String key : doc.map().keySet()) {
            if (!key.equals(DatabaseForm.ENTITIES)
                    && !key.equals(DatabaseForm.MAX_ENTITY)
                    && !key.equals(DatabaseForm.MAX_TX)) {
                throw ValueForm.invalid(Path.of(key), "expected a field of a database", "another");
            }
        }
        List<Datom> datoms = new ArrayList<>();
        form.readEntities(doc.get(DatabaseForm.ENTITIES), datoms);
        datoms.sort(Comparator.comparingLong(Datom::entity)); // as indexes are filled fastest
        long maxEntity = DatabaseForm.maxEntity(doc.get(DatabaseForm.MAX_ENTITY));
        long maxTx = DatabaseForm.maxTx(doc.get(DatabaseForm.MAX_TX));
        try {
            return new DatabaseDifference(List.of(), datoms).applyTo(form.empty(), maxEntity, maxTx);
        } catch (DatalogException e) {
            throw invalid(e);
        }
    }

    private Database checked(Database database) {
        if (database.isFiltered() || database.isHistoryKept()) {
            throw new InvalidValueException(
                    "a database in an atom is whole and keeps no history, but found " + database);
        }
        if (database.schema() != schema() && !database.schema().equals(schema())) {
            throw new InvalidValueException(
                    "a database in this atom has the schema " + schema() + ", but found one of " + database.schema());
        }
        return database;
    }

    private static InvalidValueException invalid(DatalogException e) {
        return new InvalidValueException("not a database of this schema: " + e.getMessage(), e);
    }

    /** {@return its name} */
    @Override
    public String toString() {
        return name();
    }
}
