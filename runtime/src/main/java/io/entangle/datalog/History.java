package io.entangle.datalog;

import io.entangle.datalog.index.ValueOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All assertions and retractions, as far as a database shows them. */
final class History {
    private static final Comparator<Datom> BY_ENTITY = Comparator.comparingLong(Datom::entity);
    private static final Comparator<Datom> BY_NAME = Comparator.comparing(Datom::attribute, ValueOrder.COMPARATOR);
    private static final Comparator<Datom> BY_VALUE = Comparator.comparing(Datom::value, ValueOrder.COMPARATOR);

    /** Of one transaction, a retraction comes before what is asserted in its place. */
    private static final Comparator<Datom> BY_TX =
            Comparator.comparingLong(Datom::tx).thenComparing(Datom::isAdded);

    private History() {}

    /** Those of an entity or of all, of an attribute or of all, in the order of an index. */
    static Stream<Datom> sorted(
            Database database, Index index, @Nullable Integer entity, @Nullable Attribute attribute) {
        List<Datom> datoms = new ArrayList<>();
        int first = entity == null ? 0 : entity;
        int last = entity == null ? Integer.MAX_VALUE : entity;
        for (Attribute each : attribute == null ? database.allAttributes() : List.of(attribute)) {
            collect(database, each, first, last, datoms);
        }
        datoms.sort(
                switch (index) {
                    case EAVT ->
                        BY_ENTITY.thenComparing(BY_NAME).thenComparing(BY_VALUE).thenComparing(BY_TX);
                    case AEVT ->
                        BY_NAME.thenComparing(BY_ENTITY).thenComparing(BY_VALUE).thenComparing(BY_TX);
                    case AVET ->
                        BY_NAME.thenComparing(BY_VALUE).thenComparing(BY_ENTITY).thenComparing(BY_TX);
                });
        return datoms.stream();
    }

    private static void collect(Database database, Attribute attribute, int first, int last, List<Datom> into) {
        View view = database.view();
        database.recorded().attribute(attribute.number()).forEach(first, last, (entity, value, tx, endTx) -> {
            show(view, new Datom(entity, attribute.name(), value, tx, true), into);
            if (endTx != 0) {
                show(view, new Datom(entity, attribute.name(), value, endTx, false), into);
            }
        });
    }

    private static void show(View view, Datom datom, List<Datom> into) {
        if (datom.tx() <= view.untilTx() && view.shows(datom)) {
            into.add(datom);
        }
    }
}
