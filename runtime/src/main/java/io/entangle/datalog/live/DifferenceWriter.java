package io.entangle.datalog.live;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.DatabaseDifference;
import io.entangle.datalog.Datom;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes in which datoms two databases differ as a delta of their documents. */
final class DifferenceWriter {
    /** The datoms of an entity and an attribute in which the two differ. */
    private record Change(List<Datom> retracted, List<Datom> added) {
        Change() {
            this(new ArrayList<>(1), new ArrayList<>(1));
        }
    }

    private final DatabaseForm form;
    private final Database before;
    private final Database after;
    private final Map<Long, Map<Object, Change>> changes = new LinkedHashMap<>();

    DifferenceWriter(DatabaseForm form, Database before, Database after) {
        this.form = form;
        this.before = before;
        this.after = after;
    }

    Delta delta() {
        DatabaseDifference difference = Database.difference(before, after);
        difference.retracted().forEach(datom -> change(datom).retracted().add(datom));
        difference.added().forEach(datom -> change(datom).added().add(datom));
        PersistentMap<String, Edit> entities = PersistentMap.empty();
        for (Map.Entry<Long, Map<Object, Change>> entry : changes.entrySet()) {
            long entity = entry.getKey();
            entities = entities.with(DatabaseForm.entityKey(entity), entity(entity, entry.getValue()));
        }
        PersistentMap<String, Edit> root = PersistentMap.empty();
        Edit inEntities = Edit.ofMap(entities);
        if (inEntities != null) {
            root = root.with(DatabaseForm.ENTITIES, inEntities);
        }
        if (before.maxEntity() != after.maxEntity()) {
            root = root.with(DatabaseForm.MAX_ENTITY, Edit.put(after.maxEntity()));
        }
        if (before.maxTx() != after.maxTx()) {
            root = root.with(DatabaseForm.MAX_TX, Edit.put(DatabaseForm.txNumber(after.maxTx())));
        }
        return Delta.of(Edit.ofMap(root));
    }

    private Change change(Datom datom) {
        return changes.computeIfAbsent(datom.entity(), any -> new LinkedHashMap<>())
                .computeIfAbsent(datom.attribute(), any -> new Change());
    }

    private Edit entity(long entity, Map<Object, Change> changed) {
        if (!isThere(after, entity)) {
            return Edit.remove();
        }
        if (!isThere(before, entity)) {
            List<Datom> all = new ArrayList<>();
            changed.values().forEach(change -> all.addAll(change.added()));
            return Edit.put(form.entity(all));
        }
        PersistentMap<String, Edit> edits = PersistentMap.empty();
        for (Map.Entry<Object, Change> entry : changed.entrySet()) {
            Object name = entry.getKey();
            Edit edit = form.isMany(name) ? members((int) entity, name, entry.getValue()) : cell(entry.getValue());
            edits = edits.with(form.nameKey(name), edit);
        }
        return new Edit.MapEdit(edits);
    }

    private Edit cell(Change change) {
        return change.added().isEmpty()
                ? Edit.remove()
                : Edit.put(form.cell(change.added().get(0)));
    }

    private Edit members(int entity, Object name, Change change) {
        if (!isThere(after, entity, name)) {
            return Edit.remove();
        }
        if (!isThere(before, entity, name)) {
            return Edit.put(form.members(change.added()));
        }
        PersistentMap<String, Edit> edits = PersistentMap.empty();
        for (Datom datom : change.retracted()) {
            edits = edits.with(form.memberKey(datom), Edit.remove());
        }
        for (Datom datom : change.added()) {
            edits = edits.with(form.memberKey(datom), Edit.put(DatabaseForm.txNumber(datom.tx())));
        }
        return new Edit.MapEdit(edits);
    }

    static boolean isThere(Database database, long entity) {
        return database.indexes().attributesOf((int) entity).length > 0;
    }

    static boolean isThere(Database database, int entity, Object name) {
        Attribute attribute = database.attribute(name);
        return attribute != null && database.index(attribute).first(entity) != null;
    }
}
