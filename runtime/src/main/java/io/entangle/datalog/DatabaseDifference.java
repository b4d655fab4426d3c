package io.entangle.datalog;

import io.entangle.datalog.index.AttributeIndex;
import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.index.ValueOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What distinguishes two databases. A datom that both have from different transactions is in both lists.
 *
 * @param retracted the datoms that only the first has, as retractions, sorted by attribute, entity and value
 * @param added the datoms that only the second has, sorted by attribute, entity and value
 */
public record DatabaseDifference(List<Datom> retracted, List<Datom> added) {
    static DatabaseDifference of(Database before, Database after) {
        List<Datom> retracted = new ArrayList<>();
        List<Datom> added = new ArrayList<>();
        if (!before.isPlain() || !after.isPlain()) {
            List<Datom> left = before.datoms(Index.AEVT).toList();
            List<Datom> right = after.datoms(Index.AEVT).toList();
            Set<Datom> inLeft = new LinkedHashSet<>(left);
            Set<Datom> inRight = new LinkedHashSet<>(right);
            left.stream().filter(datom -> !inRight.contains(datom)).forEach(datom -> retracted.add(retracted(datom)));
            right.stream().filter(datom -> !inLeft.contains(datom)).forEach(added::add);
            return new DatabaseDifference(retracted, added);
        }
        for (Object name : names(before, after)) {
            AttributeIndex left = index(before, name);
            AttributeIndex right = index(after, name);
            if (left != right) {
                AttributeIndex.difference(
                        left == null ? AttributeIndex.none() : left,
                        right == null ? AttributeIndex.none() : right,
                        (entity, value, tx, isAfter) -> {
                            Datom datom = new Datom(entity, name, value, tx, isAfter);
                            (isAfter ? added : retracted).add(datom);
                        });
            }
        }
        return new DatabaseDifference(retracted, added);
    }

    /**
     * {@return the database that another becomes when it changes by this difference} The datoms come with their transactions,
     * and are no transaction by themselves.
     *
     * @param database has the datoms that are retracted, and not those that are added; it keeps no history
     * @param maxEntity the highest id that an entity has been given, after it
     * @param maxTx the last transaction, after it
     * @throws DatalogException if it has not, or what comes out would be no database of its schema; the message says why
     */
    public Database applyTo(Database database, long maxEntity, long maxTx) {
        return new DatomExchange(database).exchange(this, maxEntity, maxTx);
    }

    private static Datom retracted(Datom datom) {
        return new Datom((int) datom.entity(), datom.attribute(), datom.value(), (int) datom.tx(), false);
    }

    private static @Nullable AttributeIndex index(Database database, Object name) {
        Attribute attribute = database.attribute(name);
        return attribute == null ? null : database.index(attribute);
    }

    private static List<Object> names(Database before, Database after) {
        if (before.allAttributes() == after.allAttributes()) {
            return after.allAttributes().stream().map(Attribute::name).toList();
        }
        Set<Object> names = new LinkedHashSet<>();
        before.allAttributes().forEach(attribute -> names.add(attribute.name()));
        after.allAttributes().forEach(attribute -> names.add(attribute.name()));
        List<Object> sorted = new ArrayList<>(names);
        sorted.sort(ValueOrder.COMPARATOR);
        return sorted;
    }

    /** Whether two databases have the same datoms, whichever transactions they are from. */
    static boolean isEqual(Database a, Database b) {
        if (!a.isPlain() || !b.isPlain()) {
            return a.datoms(Index.EAVT).toList().equals(b.datoms(Index.EAVT).toList());
        }
        if (a.size() != b.size()) {
            return false;
        }
        for (Object name : names(a, b)) {
            AttributeIndex left = index(a, name);
            AttributeIndex right = index(b, name);
            if (left != right && !isEqual(left == null ? AttributeIndex.none() : left, right)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEqual(AttributeIndex a, @Nullable AttributeIndex b) {
        if (a.size() != (b == null ? 0 : b.size())) {
            return false;
        }
        if (b == null) {
            return true;
        }
        Cursor right = b.byEntity().cursor();
        for (Cursor left = a.byEntity().cursor(); left.isValid(); left.next()) {
            if (left.entity() != right.entity() || !left.value().equals(right.value())) {
                return false;
            }
            right.next();
        }
        return true;
    }
}
