package io.entangle.datalog.pull;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Edn;
import io.entangle.datalog.function.Functions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of entities and of those they refer to, such as {@code [:name {:friends [:name :age]}]}. The result is a
 * map of names and values; {@code docs/datalog.md} says what patterns there are. Immutable, and safe for use by any thread.
 */
public final class Pull {
    private final Object pattern;
    private final Functions functions;

    /** As it was read last: patterns are used with many databases of the same attributes. */
    private volatile @Nullable Compiled last;

    private record Compiled(List<Attribute> attributes, PullPattern pattern, int recursions) {}

    private Pull(Object pattern, Functions functions) {
        this.pattern = pattern;
        this.functions = functions;
    }

    /**
     * {@return a pull}
     *
     * @param edn the pattern; whether it fits a database shows when it is used
     * @throws io.entangle.datalog.edn.EdnException if it is not EDN
     */
    public static Pull parse(String edn) {
        return of(Objects.requireNonNull(Edn.read(edn), "pattern"));
    }

    /**
     * {@return a pull}
     *
     * @param pattern the pattern, as EDN reads it; whether it fits a database shows when it is used
     */
    public static Pull of(Object pattern) {
        return of(pattern, Functions.standard());
    }

    /**
     * {@return a pull}
     *
     * @param pattern the pattern, as EDN reads it; whether it fits a database shows when it is used
     * @param functions those that {@code :xform} can name
     */
    public static Pull of(Object pattern, Functions functions) {
        return new Pull(Objects.requireNonNull(pattern, "pattern"), Objects.requireNonNull(functions, "functions"));
    }

    /**
     * {@return what the pattern wants of an entity, or null if there is nothing of it}
     *
     * @param database the database
     * @param entity the entity's id, a lookup ref or an ident
     * @throws DatalogException if the pattern is none or does not fit the database's schema
     */
    public @Nullable Map<Object, @Nullable Object> one(Database database, Object entity) {
        return one(database, entity, null);
    }

    /**
     * {@return what the pattern wants of an entity, or null if there is nothing of it}
     *
     * @param database the database
     * @param entity the entity's id, a lookup ref or an ident
     * @param visitor told what is looked at, or null
     * @throws DatalogException if the pattern is none or does not fit the database's schema
     */
    public @Nullable Map<Object, @Nullable Object> one(
            Database database, Object entity, @Nullable PullVisitor visitor) {
        PullRun run = run(database, visitor);
        OptionalLong id = database.entityId(entity);
        return id.isEmpty() ? null : run.entity((int) id.getAsLong());
    }

    /**
     * {@return what the pattern wants of each of some entities, null where there is nothing of it}
     *
     * @param database the database
     * @param entities their ids, lookup refs or idents
     * @throws DatalogException if the pattern is none or does not fit the database's schema
     */
    public List<@Nullable Map<Object, @Nullable Object>> many(Database database, Collection<?> entities) {
        return many(database, entities, null);
    }

    /**
     * {@return what the pattern wants of each of some entities, null where there is nothing of it}
     *
     * @param database the database
     * @param entities their ids, lookup refs or idents
     * @param visitor told what is looked at, or null; what it throws ends the pull
     * @throws DatalogException if the pattern is none or does not fit the database's schema
     */
    public List<@Nullable Map<Object, @Nullable Object>> many(
            Database database, Collection<?> entities, @Nullable PullVisitor visitor) {
        PullRun run = run(database, visitor);
        List<@Nullable Map<Object, @Nullable Object>> results = new ArrayList<>(entities.size());
        for (Object entity : entities) {
            OptionalLong id = database.entityId(entity);
            results.add(id.isEmpty() ? null : run.entity((int) id.getAsLong()));
        }
        return results;
    }

    private PullRun run(Database database, @Nullable PullVisitor visitor) {
        if (database.isHistory()) {
            throw new DatalogException("Can't pull from a history database", "pull/history");
        }
        Compiled compiled = compiled(database);
        return new PullRun(database, compiled.pattern, compiled.recursions, visitor);
    }

    private Compiled compiled(Database database) {
        Compiled known = last;
        List<Attribute> attributes = database.allAttributes();
        if (known == null || known.attributes != attributes) {
            PullReader reader = new PullReader(database, functions);
            PullPattern read = reader.pattern(pattern);
            known = new Compiled(attributes, read, reader.recursions());
            last = known;
        }
        return known;
    }

    /** {@return the pattern as EDN} */
    @Override
    public String toString() {
        return Edn.write(pattern);
    }
}
