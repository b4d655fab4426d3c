package io.entangle.simulation;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an atom must hold: a flat table of when each field was last written, and by whom. A write wins a field unless its
 * writer had not seen a later one there. Where whole maps are contested, put or removed beside writes to their fields, the
 * table has no opinion: the top-level field around them counts as clouded, and is believed, until it is written whole.
 * The tests of merging look into those.
 */
final class Model {
    /** How well the time of a stamp is known: where it was corrected, the correction could perhaps not be seen. */
    enum Known {
        EXACTLY,
        TO_THE_MILLISECOND
    }

    /** When a field was written. */
    private record Stamp(HybridTimestamp time, Known known, long version) {}

    private final Consumer<Rare> happened;
    private final Map<Path, Stamp> stamps = new HashMap<>();
    /** When a map was last put, beside what is stamped of its fields. */
    private final Map<Path, Stamp> made = new HashMap<>();

    private final Set<String> clouded = new HashSet<>();
    private Doc value;
    /** What was believed at the last write. */
    private Doc believed = Doc.of();

    Model(Doc first, Consumer<Rare> happened) {
        this.value = first;
        this.happened = happened;
    }

    /** A copy, as it is now. */
    Model(Model that) {
        this.value = that.value;
        this.happened = that.happened;
        this.stamps.putAll(that.stamps);
        this.made.putAll(that.made);
        this.clouded.addAll(that.clouded);
    }

    Doc value() {
        return value;
    }

    Doc believed() {
        return believed;
    }

    /** {@return whether others have written a field of which a writer has seen only a version} */
    boolean isContested(Path field, SiteId site, long seen) {
        Stamp stamp = stamps.get(field);
        return stamp != null && stamp.version > seen && !stamp.time.site().equals(site);
    }

    /** Changes made at the hub itself, which has seen all there is. */
    void swapped(List<Change> changes, HybridTimestamp time, long version) {
        believed = Doc.of();
        changes.forEach(change -> apply(change, new Stamp(time, Known.EXACTLY, version)));
    }

    /**
     * A write whose maker had seen a version, and what the atom holds after it. One that may be too old for anybody to
     * know who had written what is believed.
     */
    void written(List<Change> changes, boolean isOld, Stamped stamped, long seen, long version, Doc actual) {
        believed = Doc.of();
        Stamp stamp = new Stamp(stamped.time(), stamped.known(), version);
        for (Change change : changes) {
            Path path = change.path();
            if (change.by() != 0) {
                value = change.applyTo(value); // nobody puts a counter, so nothing is to be decided
            } else if (isOld) {
                believe(path, actual);
            } else if (isContestedMap(change, stamp, seen)) {
                count(change, actual);
                believe(path, actual);
            } else if (path.length() > 0 && clouded.contains(path.segment(0))) {
                believe(path, actual);
            } else if (!isUnseen(stamps.get(path), stamp, seen)) {
                apply(change, stamp);
            } else {
                decide(change, stamp, actual);
            }
        }
    }

    /** The time of a write, and how well it is known. */
    record Stamped(HybridTimestamp time, Known known) {}

    private void decide(Change change, Stamp mine, Doc actual) {
        Stamp theirs = stamps.get(change.path());
        boolean isExact = theirs.known == Known.EXACTLY && mine.known == Known.EXACTLY;
        if (!isExact && theirs.time.ms() == mine.time.ms()) {
            believe(change.path(), actual);
        } else if (theirs.time.compareTo(mine.time) < 0) {
            apply(change, mine);
        } else if (!change.removed() && !value.has(change.path())) {
            happened.accept(Rare.LOST_TO_REMOVAL);
        }
    }

    private void count(Change change, Doc actual) {
        Path path = change.path();
        if (change.value() instanceof Doc map && map.isMap()) {
            happened.accept(Rare.MAPS_MERGED);
        } else if (path.length() == 2 && !value.has(path.parent()) && actual.has(path)) {
            happened.accept(Rare.MAP_REVIVED);
        } else if (path.length() == 1 && actual.get(path.segment(0)) instanceof Doc map && map.isMap()) {
            happened.accept(Rare.FIELD_KEPT);
        }
    }

    /** Whether a write meets others, which its maker had not seen, at a map around its field or below it. */
    private boolean isContestedMap(Change change, Stamp mine, long seen) {
        Path path = change.path();
        for (Path above = path; above.length() > 0; ) {
            above = above.parent();
            boolean isMap = above.length() == 0 || value.has(above) && isMap(value.get(above));
            if (!isMap || isUnseen(stamps.get(above), mine, seen)) {
                return true;
            }
        }
        boolean contested = isMap(change.value()) && isUnseen(stamps.get(path), mine, seen);
        for (Map.Entry<Path, Stamp> entry : stamps.entrySet()) {
            contested |= isBelow(entry.getKey(), path) && isUnseen(entry.getValue(), mine, seen);
        }
        for (Map.Entry<Path, Stamp> entry : made.entrySet()) {
            contested |= entry.getKey().startsWith(path) && isUnseen(entry.getValue(), mine, seen);
        }
        return contested || path.length() == 0 && !clouded.isEmpty();
    }

    private void believe(Path path, Doc actual) {
        if (path.length() == 0) {
            clouded.addAll(value.map().keySet());
            value = actual;
            believed = actual;
            clouded.addAll(actual.map().keySet());
            stamps.keySet().forEach(each -> clouded.add(each.segment(0)));
            return;
        }
        String key = path.segment(0);
        clouded.add(key);
        value = actual.has(key) ? value.with(key, actual.get(key)) : value.without(key);
        believed = actual.has(key) ? believed.with(key, actual.get(key)) : believed;
    }

    private void apply(Change change, Stamp stamp) {
        Path path = change.path();
        Object before = path.length() == 0 ? value : value.has(path) ? value.get(path) : null;
        value = change.applyTo(value);
        stamp(path, before, change.value(), stamp);
        if (path.length() == 1 && !isMap(change.value())) {
            clouded.remove(path.segment(0));
        }
    }

    /** A map that is put is its fields being put, and those removed that it lacks. */
    private void stamp(Path path, @Nullable Object before, @Nullable Object after, Stamp stamp) {
        if (!(after instanceof Doc map && map.isMap())) {
            stamps.entrySet()
                    .removeIf(entry -> isBelow(entry.getKey(), path)
                            && entry.getValue().time.compareTo(stamp.time) <= 0);
            made.entrySet()
                    .removeIf(entry -> entry.getKey().startsWith(path)
                            && entry.getValue().time.compareTo(stamp.time) <= 0);
            stamps.put(path, stamp);
            return;
        }
        made.put(path, stamp);
        Doc old = isMap(before) ? (Doc) before : Doc.of();
        TreeSet<String> keys = new TreeSet<>(map.map().keySet());
        keys.addAll(old.map().keySet());
        keys.forEach(key -> stamp(path.child(key), old.get(key), map.get(key), stamp));
    }

    private static boolean isMap(@Nullable Object value) {
        return value instanceof Doc doc && doc.isMap();
    }

    private static boolean isBelow(Path path, Path above) {
        return path.length() > above.length() && path.startsWith(above);
    }

    private static boolean isUnseen(@Nullable Stamp stamp, Stamp mine, long seen) {
        return stamp != null && stamp.version > seen && !stamp.time.site().equals(mine.time.site());
    }

    @Override
    public String toString() {
        return "clouded " + clouded + " " + stamps;
    }
}
