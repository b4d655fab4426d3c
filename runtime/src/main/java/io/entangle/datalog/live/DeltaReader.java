package io.entangle.datalog.live;

import io.entangle.datalog.Database;
import io.entangle.datalog.DatabaseDifference;
import io.entangle.datalog.Datom;
import io.entangle.datalog.Index;
import io.entangle.delta.Delta;
import io.entangle.delta.DeltaMismatchException;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads from a delta of a database's document which datoms go and which come, in time proportional to the delta. */
final class DeltaReader {
    /** What must not be left empty. */
    private record Edited(int entity, @Nullable Object name, Path at) {
        boolean isThere(Database database) {
            return name == null
                    ? DifferenceWriter.isThere(database, entity)
                    : DifferenceWriter.isThere(database, entity, name);
        }
    }

    private final DatabaseForm form;
    private final Database before;
    private final List<Datom> retracted = new ArrayList<>();
    private final List<Datom> added = new ArrayList<>();
    private final List<Edited> edited = new ArrayList<>();
    private long maxEntity;
    private long maxTx;

    DeltaReader(DatabaseForm form, Database before) {
        this.form = form;
        this.before = before;
        this.maxEntity = before.maxEntity();
        this.maxTx = before.maxTx();
    }

    /** The database after the edits of the fields of its document. */
    Database after(Edit.MapEdit fields) {
        fields.entries().forEach(this::field);
        Database after = new DatabaseDifference(retracted, added).applyTo(before, maxEntity, maxTx);
        for (Edited place : edited) {
            if (!place.isThere(after)) {
                throw ValueForm.invalid(place.at(), "expected something to be left", Doc.of());
            }
        }
        return after;
    }

    private void field(String key, Edit edit) {
        switch (key) {
            case DatabaseForm.MAX_ENTITY -> maxEntity = DatabaseForm.maxEntity(put(edit, Path.of(key)));
            case DatabaseForm.MAX_TX -> maxTx = DatabaseForm.maxTx(put(edit, Path.of(key)));
            case DatabaseForm.ENTITIES -> entities(edit);
            default -> {
                if (!(edit instanceof Edit.Remove)) {
                    throw ValueForm.invalid(Path.of(key), "expected a field of a database", "another");
                }
            }
        }
    }

    private static @Nullable Object put(Edit edit, Path at) {
        if (edit instanceof Edit.Put put) {
            return put.value();
        }
        throw mismatch(at, "can only be put");
    }

    private static DeltaMismatchException mismatch(Path at, String fault) {
        return new DeltaMismatchException("at \"" + at + "\": what stands there " + fault);
    }

    /** Whether an edit removes what stands at a key at which nothing can stand: then it does nothing. */
    private static boolean isOfNothing(Edit edit, Runnable reading) {
        if (edit instanceof Edit.Remove) {
            try {
                reading.run();
            } catch (InvalidValueException e) {
                return true;
            }
        }
        return false;
    }

    private void entities(Edit edit) {
        if (edit instanceof Edit.Put put) {
            before.datoms(Index.EAVT).forEach(retracted::add);
            form.readEntities(put.value(), added);
        } else if (edit instanceof Edit.MapEdit map) {
            map.entries().forEach((key, each) -> {
                if (!isOfNothing(each, () -> DatabaseForm.entity(key))) {
                    entity(DatabaseForm.entity(key), each);
                }
            });
        } else {
            throw mismatch(Path.of(DatabaseForm.ENTITIES), "is a map");
        }
    }

    private void entity(int entity, Edit edit) {
        Path at = Path.of(DatabaseForm.ENTITIES, DatabaseForm.entityKey(entity));
        if (edit instanceof Edit.MapEdit map) {
            if (!DifferenceWriter.isThere(before, entity)) {
                throw mismatch(at, "is nothing that could be edited");
            }
            edited.add(new Edited(entity, null, at));
            for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
                String key = entry.getKey();
                Path place = at.child(key);
                if (!isOfNothing(entry.getValue(), () -> form.name(key, place))) {
                    attribute(entity, form.name(key, place), entry.getValue(), place);
                }
            }
            return;
        }
        before.datoms(Index.EAVT, (long) entity).forEach(retracted::add);
        if (edit instanceof Edit.Put put) {
            form.readEntity(entity, put.value(), added);
        } else if (!(edit instanceof Edit.Remove)) {
            throw mismatch(at, "is a map");
        }
    }

    private void attribute(int entity, Object name, Edit edit, Path at) {
        boolean isWhole = edit instanceof Edit.Put || edit instanceof Edit.Remove;
        List<Datom> old = before.attribute(name) == null
                ? List.of()
                : before.datoms(Index.EAVT, (long) entity, name).toList();
        if (!isWhole && old.isEmpty()) {
            throw mismatch(at, "is nothing that could be edited");
        }
        if (edit instanceof Edit.MapEdit map && form.isMany(name)) {
            edited.add(new Edited(entity, name, at));
            map.entries().forEach((key, each) -> {
                if (!isOfNothing(each, () -> ValueForm.ofKey(key, at))) {
                    member(entity, name, key, each, at);
                }
            });
            return;
        }
        retracted.addAll(old);
        if (edit instanceof Edit.Put put) {
            form.readAttribute(entity, name, put.value(), at, added);
        } else if (!isWhole) {
            Doc cell = form.isMany(name) ? form.members(old) : form.cell(old.get(0));
            form.readAttribute(entity, name, Delta.of(edit).apply(cell), at, added);
        }
    }

    private void member(int entity, Object name, String key, Edit edit, Path at) {
        Object value = ValueForm.ofKey(key, at);
        int tx = before.index(Objects.requireNonNull(before.attribute(name))).find(entity, value);
        if (tx >= 0) {
            retracted.add(Datom.of(entity, name, value, tx, false));
        }
        if (edit instanceof Edit.Put put) {
            added.add(DatabaseForm.readMember(entity, name, key, put.value(), at));
        } else if (!(edit instanceof Edit.Remove)) {
            throw mismatch(at.child(key), "can only be put or removed");
        }
    }
}
