package io.entangle.datalog.function;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatalogException;
import io.entangle.datalog.Datom;
import io.entangle.datalog.Index;
import io.entangle.datalog.ReverseNames;
import io.entangle.datalog.edn.Keyword;
import io.entangle.datalog.edn.Symbol;
import io.entangle.value.PersistentVector;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Functions that look into a source of the query. */
final class SourceFunctions {
    private static final String DATABASE = "a database";

    private SourceFunctions() {}

    static void addTo(Map<Symbol, QueryFunction> into) {
        add(into, "get-else", 4, 4, arguments -> {
            Object absent = arguments.get(3);
            if (absent == null) {
                throw new DatalogException("get-else: nil default value is not supported", "query/where");
            }
            Object value = value(arguments, 2);
            return value == null ? absent : value;
        });
        add(into, "get-some", 3, Integer.MAX_VALUE, arguments -> {
            for (int i = 2; i < arguments.size(); i++) {
                Object value = value(arguments, i);
                if (value != null) {
                    return PersistentVector.of(arguments.get(i), value);
                }
            }
            return null;
        });
        add(into, "missing?", 3, 3, arguments -> value(arguments, 2) == null);
    }

    private static void add(Map<Symbol, QueryFunction> into, String name, int least, int most, Arguments.Body body) {
        Symbol symbol = Symbol.of(name);
        into.put(symbol, Arguments.of(symbol, least, most, body));
    }

    /** A value of the entity, or an entity that refers to it; null if there is none. */
    private static @Nullable Object value(Arguments arguments, int index) {
        Database database = arguments.get(0, Database.class, DATABASE);
        Object name = arguments.get(index);
        if (!(name instanceof Keyword || name instanceof String)) {
            throw arguments.fault("expected the name of an attribute, got: " + Arguments.shown(name));
        }
        OptionalLong entity = database.entityId(arguments.get(1));
        if (entity.isEmpty()) {
            return null;
        }
        boolean isReverse = ReverseNames.isReverse(name);
        Attribute attribute = database.attribute(isReverse ? ReverseNames.reverse(name) : name);
        if (attribute == null || isReverse && !attribute.isRef()) {
            return null;
        }
        if (!isReverse && database.isPlain()) {
            return database.index(attribute).first((int) entity.getAsLong());
        }
        Datom datom = isReverse
                ? database.findDatom(Index.AVET, attribute.name(), entity.getAsLong())
                : database.findDatom(Index.EAVT, entity.getAsLong(), attribute.name());
        return datom == null ? null : isReverse ? (Object) datom.entity() : datom.value();
    }
}
