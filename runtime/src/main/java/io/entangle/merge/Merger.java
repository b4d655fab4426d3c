package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.merge.Strategy.Choice;
import io.entangle.merge.Strategy.Dispute;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import io.entangle.value.Numbers;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Merges a write into a document that others may have changed since the writer last looked, field by field. By default
 * the later write of a field wins, in whichever order the writes arrive.
 *
 * <p>A field counts as changed behind the writer's back if its stamp is of another site and of a version after the one
 * the writer had seen. Where that is not so, the write applies as it is; where it is, a {@link Strategy} chooses. A
 * container is its path: a field put within a map that was replaced or removed by an earlier write brings back that map,
 * with only the fields put later; a put or a removal of a map leaves fields of it standing that were put later, and what
 * was removed later stays away. What such fields hide is remembered, and shows again when they are gone.
 *
 * <p>Where a record stands, that is otherwise: what is written within it by somebody who has not seen that it was removed is
 * lost, be it later, and it comes back only whole.
 */
public final class Merger {
    private final Doc current;
    private final FieldStamps stamps;
    private final MergeRules rules;
    private final HybridTimestamp written;
    private final long seen;

    private final List<Mark> marks = new ArrayList<>(1);
    private final Conflicts conflicts;
    private final List<Merged.Sibling> siblings = new ArrayList<>(0);
    /** The last edit of each path is not a put but adds this. */
    private final @Nullable Number increment;

    /**
     * The merger of one write.
     *
     * @param current the document as it stands
     * @param stamps when its fields were written
     * @param rules the strategies, and where records stand
     * @param base gives the document as the writer had seen it, or null if that is not known
     * @param written when the write was made, and by whom
     * @param seen the version of the atom that the writer had seen
     */
    public Merger(
            Doc current,
            FieldStamps stamps,
            MergeRules rules,
            Supplier<@Nullable Doc> base,
            HybridTimestamp written,
            long seen) {
        this(current, stamps, rules, base, written, seen, null);
    }

    private Merger(
            Doc current,
            FieldStamps stamps,
            MergeRules rules,
            Supplier<@Nullable Doc> base,
            HybridTimestamp written,
            long seen,
            @Nullable Number increment) {
        this.current = current;
        this.stamps = stamps;
        this.rules = rules;
        this.conflicts = new Conflicts(base, written);
        this.written = written;
        this.seen = seen;
        this.increment = increment;
    }

    /**
     * {@return what a write does to a document that nobody else writes to} What this adds to applying it is that edits
     * within a map that is gone still fit.
     *
     * @param write the write
     * @param current the document
     * @param rules where records stand
     * @param written when it was made
     * @throws InvalidValueException if it edits a record that is gone
     */
    public static Delta alone(Delta write, Doc current, MergeRules rules, HybridTimestamp written) {
        return alone(current, rules, written).edits(write).delta();
    }

    private static Merger alone(Doc current, MergeRules rules, HybridTimestamp written) {
        return new Merger(current, FieldStamps.NONE, rules, () -> null, written, Long.MAX_VALUE);
    }

    /**
     * {@return what a write does whose writer has seen all there is}
     *
     * @param write the write
     * @param current the document
     * @param stamps when its fields were written
     * @param written when it was made: later than all stamps there are
     */
    public static Merged unopposed(Delta write, Doc current, FieldStamps stamps, HybridTimestamp written) {
        return new Merger(current, stamps, MergeRules.DOCUMENT, () -> null, written, Long.MAX_VALUE).edits(write);
    }

    /**
     * {@return what an increment does to a document that nobody else writes to}
     *
     * @param path where the number stands
     * @param by how much is added
     * @param current the document
     * @param rules where records stand
     * @param written when it was made
     * @throws InvalidValueException if something else than a number stands there, if the sum is outside the domain, or if it
     *     is the field of a record that is gone
     */
    public static Delta aloneIncrement(Path path, Number by, Doc current, MergeRules rules, HybridTimestamp written) {
        return alone(current, rules, written).increment(path, by).delta();
    }

    /**
     * {@return what edits of fields do} To be called once.
     *
     * @param write the edits; lists are put whole
     * @throws StaleListException if it edits items of a list that was written since
     */
    public Merged edits(Delta write) {
        Edit root = write.root();
        Object value = current.isContainer() ? current : current.value();
        Edit merged = root == null ? null : edit(root, value, true, stamps, null, Path.ROOT);
        return new Merged(
                Delta.of(merged), List.copyOf(marks), conflicts.all(), conflicts.isContested(), List.copyOf(siblings));
    }

    /**
     * {@return what adding to a number does} To be called once.
     *
     * @param path where the number stands; where nothing stands it counts from 0
     * @param by how much is added
     * @throws InvalidValueException if something else than a number stands there, or the sum is outside the domain
     */
    public Merged increment(Path path, Number by) {
        Edit edit = Edit.put(by);
        for (int depth = path.length() - 1; depth >= 0; depth--) {
            edit = new Edit.MapEdit(PersistentMap.<String, Edit>empty().with(path.segment(depth), edit));
        }
        return new Merger(current, stamps, rules, conflicts.base(), written, seen, by).edits(Delta.of(edit));
    }

    private boolean unseen(@Nullable Stamp stamp) {
        return stamp != null && stamp.version() > seen && !stamp.author().equals(written.site());
    }

    private boolean isLater(Stamp stamp) {
        return unseen(stamp) && stamp.isLaterThan(written);
    }

    private static @Nullable Stamp later(@Nullable Stamp a, @Nullable Stamp b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.time().compareTo(b.time()) >= 0 ? a : b;
    }

    /** What is left of an edit at a place; {@code above} is the latest unseen stamp of a container around it. */
    private @Nullable Edit edit(
            Edit edit, @Nullable Object stands, boolean present, FieldStamps here, @Nullable Stamp above, Path path) {
        Stamp covering = unseen(here.stamp) ? later(above, here.stamp) : above;
        if (edit instanceof Edit.MapEdit map && isRecord(path)) {
            return inRecord(map, stands, here, covering, path);
        }
        if (edit instanceof Edit.MapEdit map) {
            return stands instanceof Doc doc && doc.isMap()
                    ? shown(entries(map, doc, here, covering, path), doc, here, path)
                    : revived(entries(map, Doc.of(), here, covering, path), stands, present, covering, path);
        }
        if (edit instanceof Edit.ListEdit && covering != null) {
            throw new StaleListException(path);
        }
        if (edit instanceof Edit.Put put && put.value() instanceof Doc map && map.isMap()) {
            return made(map, stands, present, here, covering, path);
        }
        if (increment != null) {
            return added(increment, stands, present, covering, path);
        }
        return register(edit, stands, present, here, covering, path);
    }

    private boolean isRecord(Path path) {
        return path.length() > 0 && rules.records().test(path);
    }

    /** Whether this write removes a record that others have written to, but that nobody has put later. */
    private boolean isRemovedWhole(FieldStamps here, Path path) {
        return isRecord(path) && !(here.made != null && isLater(here.made)) && hasUnseen(here);
    }

    private static boolean isMap(@Nullable Object value) {
        return value instanceof Doc doc && doc.isMap();
    }

    /**
     * Edits within a record. One that was removed behind the writer's back, by itself or with what is around it, is gone, and
     * one put there since is another.
     */
    private @Nullable Edit inRecord(
            Edit.MapEdit edits, @Nullable Object stands, FieldStamps here, @Nullable Stamp removed, Path path) {
        boolean isSeenAgain =
                here.made != null && !unseen(here.made) && (removed == null || !removed.isLaterThan(here.made.time()));
        if (isMap(stands) && (removed == null || isSeenAgain)) {
            return entries(edits, (Doc) stands, here, null, path);
        }
        if (removed == null) {
            throw new InvalidValueException(
                    "at \"" + path + "\": a record that is not there has no fields to be changed");
        }
        conflicts.lost(edits, stands, path, removed.time());
        return null;
    }

    /**
     * A map put where the writer saw none: its fields are put one by one, beside those of a map that others have put here
     * meanwhile. Of a map that the writer saw nothing is left but what it put; diffs edit such a map instead.
     */
    private @Nullable Edit made(
            Doc map, @Nullable Object stands, boolean present, FieldStamps here, @Nullable Stamp covering, Path path) {
        boolean isMap = isMap(stands);
        if (covering != null && !(isMap && !isLater(covering))) {
            Choice choice = choose(path, true, map, present, stands, covering);
            if (choice instanceof Choice.Value value) {
                marks.add(new Mark.Written(path, laterTime(covering), written.site()));
                return Edit.put(value.value());
            }
            if (!((Choice.Side) choice).mine()) {
                return null;
            }
        }
        marks.add(new Mark.Made(path, written, written.site()));
        Doc theirs = isMap ? (Doc) stands : Doc.of();
        PersistentMap<String, Edit> edits = PersistentMap.empty();
        for (Map.Entry<String, @Nullable Object> entry : map.map().entrySet()) {
            String key = entry.getKey();
            Edit put = Edit.put(entry.getValue());
            Edit left = edit(put, theirs.get(key), theirs.has(key), here.at(key), covering, path.child(key));
            edits = left == null ? edits : edits.with(key, left);
        }
        for (String key : leftOut(map, theirs, here)) {
            Edit left = edit(Edit.remove(), theirs.get(key), theirs.has(key), here.at(key), covering, path.child(key));
            edits = left == null ? edits : edits.with(key, left);
        }
        Edit entries = Edit.ofMap(edits);
        return isMap
                ? entries
                : Edit.put(entries == null ? theirs : Delta.of(entries).apply(theirs));
    }

    /** The fields that the map put does not have, except for those that its writer has not seen. */
    private List<String> leftOut(Doc map, Doc theirs, FieldStamps here) {
        List<String> keys = new ArrayList<>();
        for (String key : theirs.map().keySet()) {
            FieldStamps child = here.at(key);
            if (!map.has(key) && !unseen(child.stamp) && !unseen(child.made) && !hasUnseen(child)) {
                keys.add(key);
            }
        }
        return keys;
    }

    private HybridTimestamp laterTime(@Nullable Stamp covering) {
        return covering != null && covering.isLaterThan(written) ? covering.time() : written;
    }

    /** A put of a scalar, a removal, or an edit of a list that nobody else has written. */
    private @Nullable Edit register(
            Edit edit,
            @Nullable Object stands,
            boolean present,
            FieldStamps here,
            @Nullable Stamp covering,
            Path path) {
        boolean puts = !(edit instanceof Edit.Remove);
        Object mine = edit instanceof Edit.Put put ? put.value() : null;
        Choice choice = covering == null ? Choice.MINE : choose(path, puts, mine, present, stands, covering);
        if (choice instanceof Choice.Side side && !side.mine()) {
            return null;
        }
        Edit chosen = choice instanceof Choice.Value value ? Edit.put(value.value()) : edit;
        HybridTimestamp time = laterTime(covering);
        if (isRemovedWhole(here, path)) {
            conflicts.removed(stands, here, this::unseen, path);
            marks.add(new Mark.Removed(path, time, written.site()));
            return !puts && !present ? null : chosen;
        }
        marks.add(new Mark.Written(path, time, written.site()));
        if (choice instanceof Choice.Value) {
            return chosen;
        }
        if (!here.counts.isEmpty() && (!puts || mine instanceof Number)) {
            Edit counted = counted(puts ? (Number) mine : null, stands, here, path);
            if (counted != null) {
                return counted;
            }
        }
        Doc kept = hasUnseen(here) ? keepingTheirs(stands, here, path) : null;
        if (here.made != null && isLater(here.made)) {
            Doc map = kept == null ? Doc.of() : kept;
            conflicts.report(path, mine, stands, map, Strategy.LAST_WRITE_WINS.name(), here.made.time());
            return Edit.put(map);
        }
        if (kept != null) {
            shadow(path, puts, mine, time);
            return Edit.put(kept);
        }
        return !puts && !present ? null : chosen;
    }

    /** A put or a removal of a number: increments made later are added, those made before behind its back are lost. */
    private @Nullable Edit counted(@Nullable Number mine, @Nullable Object stands, FieldStamps here, Path path) {
        Number later = Counted.sum(here.counts, this::isLater);
        Number sum = later == null || mine == null ? later : Numbers.sum(mine, later);
        here.counts.select(count -> unseen(count.written())).forEach(lost -> {
            if (!isLater(lost.written())) {
                Object chosen = sum != null ? sum : mine;
                conflicts.report(
                        path,
                        mine,
                        stands,
                        chosen,
                        Strategy.LAST_WRITE_WINS.name(),
                        lost.written().time());
            }
        });
        return sum == null ? null : Edit.put(sum);
    }

    private void shadow(Path path, boolean present, @Nullable Object value, HybridTimestamp time) {
        Stamp now = new Stamp(time, written.site(), Hidden.THIS);
        marks.add(new Mark.Shadowed(path, new Hidden(present, value, now)));
    }

    private @Nullable Edit added(
            Number by, @Nullable Object stands, boolean present, @Nullable Stamp covering, Path path) {
        if (covering != null && isLater(covering)) {
            conflicts.report(path, by, stands, stands, Strategy.LAST_WRITE_WINS.name(), covering.time());
            return null;
        }
        if (present && !(stands instanceof Number)) {
            throw new InvalidValueException("at \"" + path + "\": only a number can be incremented, but found "
                    + (stands == null ? "null" : stands instanceof Doc ? "a container" : "\"" + stands + "\""));
        }
        marks.add(new Mark.Incremented(path, by, written));
        return Edit.put(present ? Numbers.sum((Number) stands, by) : by);
    }

    private @Nullable Edit entries(Edit.MapEdit edit, Doc map, FieldStamps here, @Nullable Stamp covering, Path path) {
        PersistentMap<String, Edit> merged = PersistentMap.empty();
        for (Map.Entry<String, Edit> entry : edit.entries().entrySet()) {
            String key = entry.getKey();
            Edit left = edit(entry.getValue(), map.get(key), map.has(key), here.at(key), covering, path.child(key));
            merged = left == null ? merged : merged.with(key, left);
        }
        return Edit.ofMap(merged);
    }

    /** Edits within a map that stands only because of later fields: without any, what they hide shows again. */
    private @Nullable Edit shown(@Nullable Edit entries, Doc map, FieldStamps here, Path path) {
        Hidden hidden = here.hidden;
        if (hidden == null || entries == null) {
            return entries;
        }
        if (!unseen(hidden.written())) {
            marks.add(new Mark.Shadowed(path, null));
            return entries;
        }
        if (Delta.of(entries).apply(map).size() > 0) {
            return entries;
        }
        marks.add(new Mark.Shadowed(path, null));
        return hidden.present() ? Edit.put(hidden.value()) : path.length() == 0 ? entries : Edit.remove();
    }

    /** Where there is no map, the fields put make one; there is nothing to remove. */
    private @Nullable Edit revived(
            @Nullable Edit entries, @Nullable Object stands, boolean present, @Nullable Stamp covering, Path path) {
        if (entries == null) {
            return null;
        }
        Doc map = Delta.of(entries).apply(Doc.of());
        if (map.size() == 0) {
            return null;
        }
        if (covering != null) {
            marks.add(new Mark.Shadowed(path, new Hidden(present, stands, covering)));
        }
        return Edit.put(map);
    }

    private boolean hasUnseen(FieldStamps here) {
        for (FieldStamps child : here.below.values()) {
            if (unseen(child.stamp) || unseen(child.made) || !child.counts.isEmpty() || hasUnseen(child)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The map that stands after a scalar was put or a container removed some of whose fields were written behind the
     * writer's back: those fields as they are chosen. Null if none of them is there.
     */
    private @Nullable Doc keepingTheirs(@Nullable Object stands, FieldStamps here, Path path) {
        Doc theirs = stands instanceof Doc map && map.isMap() ? map : Doc.of();
        Doc kept = null;
        for (Map.Entry<String, FieldStamps> entry : here.below.entrySet()) {
            String key = entry.getKey();
            FieldStamps child = entry.getValue();
            Path field = path.child(key);
            if (isRemovedWhole(child, field)) {
                conflicts.removed(theirs.get(key), child, this::unseen, field);
                marks.add(new Mark.Removed(field, written, written.site()));
                continue;
            }
            Number sum = Counted.sum(child.counts, this::isLater);
            Stamp theirStamp = unseen(child.stamp) ? child.stamp : null;
            Choice choice = theirStamp == null
                    ? Choice.MINE
                    : choose(field, false, null, theirs.has(key), theirs.get(key), theirStamp);
            if (choice instanceof Choice.Value value) {
                kept = withField(kept, key, value.value(), true);
            } else if (choice instanceof Choice.Side side && !side.mine()) {
                kept = withField(kept, key, theirs.get(key), theirs.has(key));
            } else if (sum != null) {
                kept = withField(kept, key, sum, true);
            } else {
                boolean isMade = child.made != null && isLater(child.made);
                Doc below = keepingTheirs(theirs.get(key), child, field);
                if (below != null || isMade) {
                    kept = withField(kept, key, below == null ? Doc.of() : below, true);
                }
                if (below != null && !isMade) {
                    shadow(field, false, null, written);
                }
            }
        }
        return kept;
    }

    private static @Nullable Doc withField(@Nullable Doc map, String key, @Nullable Object value, boolean present) {
        if (present) {
            return (map == null ? Doc.of() : map).with(key, value);
        }
        return map == null ? null : map.without(key);
    }

    private Choice choose(
            Path path,
            boolean minePresent,
            @Nullable Object mine,
            boolean theirsPresent,
            @Nullable Object theirs,
            Stamp theirStamp) {
        conflicts.contest();
        Dispute dispute = new Dispute(
                path, conflicts.inBase(path), minePresent, mine, theirsPresent, theirs, written, theirStamp.time());
        if (minePresent == theirsPresent && Objects.equals(mine, theirs)) {
            return dispute.mineIsLater() ? Choice.MINE : Choice.THEIRS;
        }
        Strategy strategy = rules.strategies().apply(path);
        Choice choice = strategy.choose(dispute);
        boolean mineWins = choice instanceof Choice.Side side && side.mine();
        Object chosen = choice instanceof Choice.Value value ? value.value() : mineWins ? mine : theirs;
        conflicts.report(path, mine, theirs, chosen, strategy.name(), theirStamp.time());
        if (choice instanceof Choice.Side side && side.keeping()) {
            siblings.add(
                    mineWins
                            ? new Merged.Sibling(path, theirsPresent, theirs, theirStamp.time())
                            : new Merged.Sibling(path, minePresent, mine, written));
        }
        return choice;
    }
}
