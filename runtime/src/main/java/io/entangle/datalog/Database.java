package io.entangle.datalog;

import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.edn.EdnException;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Indexes;
import io.entangle.value.PersistentVector;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A database as a value: a set of {@linkplain Datom datoms} under a {@linkplain Schema schema}. A transaction makes a new
 * database, which shares with the old one whatever it did not touch; so it costs next to nothing to keep a database for as
 * long as one likes. Immutable, and safe for use by any thread.
 *
 * <p>Where a method takes an <em>entity</em>, that is its id as any integer type, a lookup ref, which is a list of a unique
 * attribute and its value, or the keyword it has as {@code :db/ident}.
 *
 * <p>Two databases are equal if their schemas and their datoms are, whichever transactions the datoms came from.
 */
public final class Database {
    /** What transactions are numbered from: that of an empty database. Ids of entities are less, up to 2^29 - 1. */
    public static final long FIRST_TX = 1L << 29;

    private static final Keyword INSTANT = Keyword.of("db/txInstant");

    private final Schema schema;
    private final Attributes attributes;

    /** The datoms that stand, or stood where this is a database of the past. */
    private final Indexes indexes;

    /** All that is kept, of which the former are a part; the same object unless this is a database of the past. */
    private final Indexes recorded;

    private final int maxEntity;
    private final int maxTx;
    private final @Nullable PersistentVector<TxLogEntry> log;
    private final View view;
    private final EntityIds ids;

    /** Zero until asked for; threads may compute it twice, to the same end. */
    private int hash;

    Database(
            Schema schema,
            Attributes attributes,
            Indexes indexes,
            Indexes recorded,
            int maxEntity,
            int maxTx,
            @Nullable PersistentVector<TxLogEntry> log,
            View view) {
        this.schema = schema;
        this.attributes = attributes;
        this.indexes = indexes;
        this.recorded = recorded;
        this.maxEntity = maxEntity;
        this.maxTx = maxTx;
        this.log = log;
        this.view = view;
        this.ids = new EntityIds(new Lookup(attributes, indexes, view));
    }

    /**
     * {@return a database without datoms}
     *
     * @param schema what it knows of its attributes
     */
    public static Database empty(Schema schema) {
        return Loader.empty(schema, false);
    }

    /**
     * {@return a database without datoms that keeps what is retracted, for {@link #asOf}, {@link #history} and
     * {@link #txRange}}
     *
     * @param schema what it knows of its attributes; those with {@code :db/noHistory} are excepted
     */
    public static Database withHistory(Schema schema) {
        return Loader.empty(schema, true);
    }

    /**
     * {@return a database of those datoms, which are taken as they are: nothing is checked but that each value is one that
     * a database can hold} Datoms come without transactions: the database keeps no history.
     *
     * @param schema what it knows of its attributes
     * @param datoms datoms, in any order; retractions are passed over
     * @throws DatalogException if one of them is no datom
     */
    public static Database of(Schema schema, Iterable<?> datoms) {
        return new Loader(schema).load(datoms);
    }

    /**
     * {@return what a transaction does, which is the whole of it or nothing}
     *
     * @param txData maps, lists and datoms, as {@code docs/datalog.md} says; null for none
     * @throws DatalogException if it is refused
     */
    public TxReport with(@Nullable List<?> txData) {
        return with(txData, null);
    }

    /**
     * {@return what a transaction does, which is the whole of it or nothing}
     *
     * @param txData maps, lists and datoms, as {@code docs/datalog.md} says; null for none
     * @param txMeta comes with the report, may be null
     * @throws DatalogException if it is refused
     */
    public TxReport with(@Nullable List<?> txData, @Nullable Object txMeta) {
        requireWritable();
        return Transaction.carryOut(this, txData, txMeta);
    }

    /**
     * {@return what a transaction does, which is the whole of it or nothing}
     *
     * @param edn a list of maps and lists
     * @throws DatalogException if it is refused
     * @throws EdnException if it is not EDN
     */
    public TxReport with(String edn) {
        requireWritable();
        return Transaction.carryOut(this, Edn.read(edn), null);
    }

    private void requireWritable() {
        if (isFiltered()) {
            throw new DatalogException("Filtered DB cannot be modified", "transaction/filtered");
        }
    }

    Database after(Attributes newAttributes, Indexes newIndexes, int newMaxEntity, int tx, List<Datom> txData) {
        return new Database(
                schema,
                newAttributes,
                newIndexes,
                newIndexes,
                newMaxEntity,
                tx,
                log == null ? null : log.newWith(new TxLogEntry(tx, List.copyOf(txData))),
                View.ALL);
    }

    /** {@return what it knows of its attributes} */
    public Schema schema() {
        return schema;
    }

    /**
     * {@return the same datoms under another schema}
     *
     * @param changed the other schema
     * @throws DatalogException if the datoms do not fit it
     */
    public Database withSchema(Schema changed) {
        requireWritable();
        Attributes newAttributes = attributes.under(changed);
        Indexes newIndexes = new SchemaChange(this, newAttributes).indexes();
        return new Database(changed, newAttributes, newIndexes, newIndexes, maxEntity, maxTx, log, View.ALL);
    }

    /** {@return how many datoms there are; of a filtered database, how many before they are filtered} */
    public int size() {
        return indexes.size();
    }

    /** {@return the highest id that an entity has been given, 0 if none has} */
    public long maxEntity() {
        return maxEntity;
    }

    /** {@return the last transaction, {@link #FIRST_TX} if there was none} */
    public long maxTx() {
        return maxTx;
    }

    /**
     * {@return the id of an entity}
     *
     * @param entity its id, whether or not there is such an entity; a lookup ref or an ident; or null for none
     * @throws DatalogException if it is nothing of the kind
     */
    public OptionalLong entityId(@Nullable Object entity) {
        int id = entity == null ? EntityIds.NONE : ids.find(entity);
        return id == EntityIds.NONE ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /**
     * {@return the id of an entity}
     *
     * @param entity its id, whether or not there is such an entity; a lookup ref or an ident
     * @throws DatalogException if it is nothing of the kind, or nothing is found
     */
    public long requireEntityId(Object entity) {
        return ids.require(entity);
    }

    /**
     * {@return an entity, or null if there is no datom of it}
     *
     * @param entity the entity
     * @throws DatalogException if it is none, or this is a database of all history
     */
    public @Nullable Entity entity(@Nullable Object entity) {
        if (view.isHistory()) {
            throw new DatalogException("Can't make an entity of a history database", "entity/history");
        }
        int id = entity == null ? EntityIds.NONE : ids.find(entity);
        return id == EntityIds.NONE || datoms(Index.EAVT, (long) id).findFirst().isEmpty()
                ? null
                : new Entity(this, id);
    }

    /**
     * {@return the datoms that begin with given components, in the order of an index}
     *
     * @param index the index
     * @param components of datoms, in the order of the index: entities, names of attributes, values, transactions
     * @throws DatalogException if an entity is none, or there is no such index for the attribute
     */
    public Stream<Datom> datoms(Index index, Object... components) {
        return new DatomSequence(this, index, components).only();
    }

    /**
     * {@return the first of {@link #datoms}, or null if there are none}
     *
     * @param index the index
     * @param components of datoms, in the order of the index
     * @throws DatalogException if an entity is none, or there is no such index for the attribute
     */
    public @Nullable Datom findDatom(Index index, Object... components) {
        return datoms(index, components).findFirst().orElse(null);
    }

    /**
     * {@return the datoms from given components on, to the end of the index}
     *
     * @param index the index
     * @param components of datoms, in the order of the index
     * @throws DatalogException if an entity is none, or there is no such index for the attribute
     */
    public Stream<Datom> seekDatoms(Index index, Object... components) {
        return new DatomSequence(this, index, components).onwards();
    }

    /**
     * {@return the datoms from given components back, to the beginning of the index}
     *
     * @param index the index
     * @param components of datoms, in the order of the index
     * @throws DatalogException if an entity is none, or there is no such index for the attribute
     */
    public Stream<Datom> reverseSeekDatoms(Index index, Object... components) {
        return new DatomSequence(this, index, components).backwards();
    }

    /**
     * {@return the datoms of an attribute with values from one to another, both included, sorted by value}
     *
     * @param attribute the name of the attribute
     * @param start the least value, or null for any
     * @param end the greatest value, or null for any
     * @throws DatalogException if datoms are not sorted so
     */
    public Stream<Datom> indexRange(Object attribute, @Nullable Object start, @Nullable Object end) {
        return new DatomSequence(this, Index.AVET, attribute).between(start, end);
    }

    /**
     * {@return the database as far as its datoms pass a test} It can be read in every way, but not changed.
     *
     * @param filter whether to show a datom, given the whole database too; called often, by whichever thread reads
     */
    public Database filter(BiPredicate<Database, Datom> filter) {
        return viewed(view.filtered(this, Objects.requireNonNull(filter, "filter")));
    }

    /** {@return whether it shows other datoms than those that stand: it is filtered, or one of the past} */
    public boolean isFiltered() {
        return !view.isPlain() || view.isPast();
    }

    /** {@return whether it is as it was once: its datoms need not fit what the schema says now} */
    public boolean isPast() {
        return view.isPast();
    }

    private Database viewed(View other) {
        return new Database(schema, attributes, indexes, recorded, maxEntity, maxTx, log, other);
    }

    /** {@return whether what is retracted is kept} */
    public boolean isHistoryKept() {
        return log != null;
    }

    /**
     * {@return the database as it was after a transaction}
     *
     * @param tx the transaction's id, or its number counted from 1
     * @throws DatalogException if no history is kept
     */
    public Database asOf(long tx) {
        requireHistory();
        int id = (int) Math.min(Time.tx(tx), maxTx);
        return new Database(schema, attributes, recorded.asOf(id), recorded, maxEntity, id, log, view.until(id));
    }

    /**
     * {@return the database as it was at an instant, by the {@code :db/txInstant} of transactions}
     *
     * @param instant the instant; transactions at that very instant are included
     * @throws DatalogException if no history is kept
     */
    public Database asOf(Instant instant) {
        return asOf(Time.lastTx(this, INSTANT, instant));
    }

    /**
     * {@return the database without what transactions up to one have asserted}
     *
     * @param tx the transaction's id, or its number counted from 1
     */
    public Database since(long tx) {
        return viewed(view.after((int) Math.min(Time.tx(tx), Integer.MAX_VALUE)));
    }

    /**
     * {@return the database without what was asserted up to an instant, by the {@code :db/txInstant} of transactions}
     *
     * @param instant the instant; transactions at that very instant are left out
     */
    public Database since(Instant instant) {
        return since(Time.lastTx(this, INSTANT, instant));
    }

    /**
     * {@return a database of all assertions and retractions there ever were} In it datoms differ by their transaction too;
     * a datom that a transaction asserted and retracted itself is not in it.
     *
     * @throws DatalogException if no history is kept
     */
    public Database history() {
        requireHistory();
        return viewed(view.history());
    }

    /**
     * {@return the transactions from one to another, and the datoms of each}
     *
     * @param start the first, by its id or its number counted from 1
     * @param end the one behind the last
     * @throws DatalogException if no history is kept
     */
    public List<TxLogEntry> txRange(long start, long end) {
        return Time.range(requireHistory(), start, end, maxTx);
    }

    private PersistentVector<TxLogEntry> requireHistory() {
        if (log == null) {
            throw new DatalogException("This database keeps no history", "history/none");
        }
        return log;
    }

    /**
     * {@return the attribute of a name, or null if no datom ever had it and the schema says nothing of it}
     *
     * @param name a keyword or a string
     */
    public @Nullable Attribute attribute(Object name) {
        return attributes.named(name);
    }

    /** {@return all attributes, sorted by name; the same object for as long as they are the same} */
    public List<Attribute> allAttributes() {
        return attributes.sorted();
    }

    /**
     * {@return the attributes that an entity has, sorted by name; also those whose datoms are not shown}
     *
     * @param entity the entity's id
     */
    public List<Attribute> attributesOf(long entity) {
        return entity == (int) entity
                ? Arrays.asList(attributes.sorted(indexes.attributesOf((int) entity)))
                : List.of();
    }

    /**
     * {@return the attribute of a number}
     *
     * @param number as {@link Attribute#number} gives it
     */
    public Attribute attributeNumbered(int number) {
        return attributes.numbered(number);
    }

    /**
     * {@return the datoms of an attribute, also those that this database does not {@linkplain #shows show}}
     *
     * @param attribute an attribute of this database
     */
    public AttributeIndex index(Attribute attribute) {
        return indexes.attribute(attribute.number());
    }

    /** {@return whether {@link #index} has all that this database shows, and nothing else} */
    public boolean isPlain() {
        return view.isPlain();
    }

    /** {@return whether this is a database of all assertions and retractions} */
    public boolean isHistory() {
        return view.isHistory();
    }

    /**
     * {@return whether it shows a datom that it has}
     *
     * @param attribute the datom's attribute
     * @param entity its entity
     * @param value its value
     * @param tx its transaction
     */
    public boolean shows(Attribute attribute, int entity, Object value, int tx) {
        return view.shows(attribute, entity, value, tx);
    }

    /** {@return all datoms with the numbers of their attributes} */
    public Indexes indexes() {
        return indexes;
    }

    Indexes recorded() {
        return recorded;
    }

    Attributes attributes() {
        return attributes;
    }

    View view() {
        return view;
    }

    EntityIds ids() {
        return ids;
    }

    /**
     * {@return what distinguishes two databases} The cost is that of what differs if one has come of the other.
     *
     * @param before the one
     * @param after the other
     */
    public static DatabaseDifference difference(Database before, Database after) {
        return DatabaseDifference.of(before, after);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Database that
                        && schema.equals(that.schema)
                        && DatabaseDifference.isEqual(this, that);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = datoms(Index.EAVT).mapToInt(Datom::hashCode).sum() + schema.hashCode();
            hash = known;
        }
        return known;
    }

    /** {@return a few words, not the datoms} */
    @Override
    public String toString() {
        return "#database {:datoms " + indexes.size() + ", :max-eid " + maxEntity + ", :max-tx " + maxTx + "}";
    }
}
