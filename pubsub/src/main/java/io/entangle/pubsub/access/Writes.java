package io.entangle.pubsub.access;

import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.pubsub.protocol.Shown;
import io.entangle.replica.Intent;
import io.entangle.replica.RefusalCode;
import io.entangle.replica.RefusedWriteException;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of an atom somebody may write: all of it, nothing, or some of its places; and which of its mutations may be called,
 * which then write what they write.
 *
 * <p>A write of places is allowed if each place that it touches is. It touches those that it edits; and where it puts or
 * removes a whole value, all that stands there by then and all that it puts. So nobody can get rid of what is protected by
 * replacing the map around it. A map may be made around what may be written within it; a list is one place. Immutable.
 */
public final class Writes {
    /** Nothing. */
    public static final Writes NONE = new Writes(List.of(), List.of(), Set.of());

    /** Everything. */
    public static final Writes ALL = new Writes(List.of(PathPattern.EVERYWHERE), List.of(), null);

    /** Stands for what does not stand anywhere. */
    private static final Object ABSENT = new Object();

    private final List<PathPattern> allowed;
    private final List<PathPattern> denied;
    /** Null for all of them. */
    private final @Nullable Set<String> mutations;

    private Writes(List<PathPattern> allowed, List<PathPattern> denied, @Nullable Set<String> mutations) {
        this.allowed = List.copyOf(allowed);
        this.denied = List.copyOf(denied);
        this.mutations = mutations;
    }

    static Writes of(List<PathPattern> allowed, List<PathPattern> denied, Set<String> mutations) {
        return new Writes(allowed, denied, Set.copyOf(mutations));
    }

    /**
     * {@return some places, with all that is in them, and no mutations}
     *
     * @param patterns JSON Pointers in which {@code *} stands for any one key; the empty string for everything
     * @throws IllegalArgumentException if one is none
     */
    public static Writes at(String... patterns) {
        return new Writes(parsed(patterns), List.of(), Set.of());
    }

    /**
     * {@return the same without some places, with all that is in them}
     *
     * @param patterns as {@link #at}
     * @throws IllegalArgumentException if one is none
     */
    public Writes except(String... patterns) {
        List<PathPattern> all = new ArrayList<>(denied);
        all.addAll(parsed(patterns));
        return new Writes(allowed, all, mutations);
    }

    /**
     * {@return the same, and mutations that may be called}
     *
     * @param names the mutations' names
     */
    public Writes calling(String... names) {
        Set<String> all = new TreeSet<>(List.of(names));
        if (mutations != null) {
            all.addAll(mutations);
        }
        return mutations == null ? this : new Writes(allowed, denied, Set.copyOf(all));
    }

    private static List<PathPattern> parsed(String... patterns) {
        List<PathPattern> parsed = new ArrayList<>();
        for (String pattern : patterns) {
            parsed.add(PathPattern.parse(pattern));
        }
        return parsed;
    }

    /** {@return whether nothing may be written at all} */
    public boolean isNone() {
        return allowed.isEmpty() && mutations != null && mutations.isEmpty();
    }

    /**
     * Does nothing if a write is allowed.
     *
     * @param intent what it asks for
     * @param before the value it is made to
     * @throws RefusedWriteException of code {@code FORBIDDEN} if it is not; the message names the place
     */
    public void check(Intent intent, Doc before) {
        if (isNone()) {
            throw refused("write here");
        }
        if (intent instanceof Intent.Call call) {
            if (mutations != null && !mutations.contains(call.mutation())) {
                throw refused("call the mutation \"" + Shown.of(call.mutation()) + "\"");
            }
        } else {
            checkEdit(reach(), edit(intent), before.isContainer() ? before : before.value(), Path.ROOT);
        }
    }

    private static @Nullable Edit edit(Intent intent) {
        if (intent instanceof Intent.Increment increment) {
            Edit edit = Edit.put(increment.by());
            for (int i = increment.path().length() - 1; i >= 0; i--) {
                edit = new Edit.MapEdit(PersistentMap.<String, Edit>empty()
                        .with(increment.path().segment(i), edit));
            }
            return edit;
        }
        return intent instanceof Intent.Undo undo
                ? undo.inverse().root()
                : ((Intent.Edits) intent).delta().root();
    }

    private Reach reach() {
        return new Reach(0, false, false, allowed, denied).arrived();
    }

    private static void checkEdit(Reach reach, @Nullable Edit edit, @Nullable Object old, Path at) {
        if (edit == null || reach.isWhole()) {
            return;
        }
        if (edit instanceof Edit.MapEdit map) {
            if (old != ABSENT && !(old instanceof Doc doc && doc.isMap())) {
                checkReplaced(reach, old, ABSENT, at); // by a map
            }
            for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
                String key = entry.getKey();
                checkEdit(reach.enter(key), entry.getValue(), entryOf(old, key), at.child(key));
            }
        } else if (edit instanceof Edit.ListEdit list) {
            Object items = old instanceof Doc doc && doc.isList() ? doc : Doc.list();
            checkReplaced(reach, items, Delta.of(list).apply((Doc) items), at);
        } else {
            checkReplaced(reach, old, edit instanceof Edit.Put put ? put.value() : ABSENT, at);
        }
    }

    private static @Nullable Object entryOf(@Nullable Object map, String key) {
        return map instanceof Doc doc && doc.isMap() && doc.has(key) ? doc.get(key) : ABSENT;
    }

    /** What stands at a place is replaced whole. */
    private static void checkReplaced(Reach reach, @Nullable Object old, @Nullable Object now, Path at) {
        if (reach.isOpen()) {
            checkWithout(reach, old, at);
            checkWithout(reach, now, at);
        } else if (old == ABSENT && now instanceof Doc made && made.isMap() && made.size() > 0 && !reach.isDenied()) {
            for (Map.Entry<String, @Nullable Object> entry : made.map().entrySet()) {
                String key = entry.getKey();
                checkReplaced(reach.enter(key), ABSENT, entry.getValue(), at.child(key));
            }
        } else {
            throw refused(at);
        }
    }

    /** There is nothing within a value that is taken out of what is allowed. */
    private static void checkWithout(Reach reach, @Nullable Object value, Path at) {
        if (!reach.isOpen()) {
            throw refused(at);
        }
        if (reach.isWhole() || !(value instanceof Doc doc)) {
            return;
        }
        if (doc.isMap()) {
            for (Map.Entry<String, @Nullable Object> entry : doc.map().entrySet()) {
                checkWithout(reach.enter(entry.getKey()), entry.getValue(), at.child(entry.getKey()));
            }
        } else if (doc.isList()) {
            for (int i = 0; i < doc.size(); i++) {
                checkWithout(reach.enter(Integer.toString(i)), doc.get(i), at.child(i));
            }
        }
    }

    /**
     * How far patterns lead, seen from a place.
     *
     * @param depth of the place
     * @param isAllowed whether it is within a place that is allowed
     * @param isDenied whether it is within one that is not
     * @param allowedBelow the patterns of places within it that are allowed
     * @param deniedBelow the patterns of places within it that are not
     */
    private record Reach(
            int depth,
            boolean isAllowed,
            boolean isDenied,
            List<PathPattern> allowedBelow,
            List<PathPattern> deniedBelow) {
        /** {@return whether the place itself may be written} */
        boolean isOpen() {
            return isAllowed && !isDenied;
        }

        /** {@return whether the place may be written, whatever is in it} */
        boolean isWhole() {
            return isOpen() && deniedBelow.isEmpty();
        }

        Reach enter(String key) {
            return new Reach(depth + 1, isAllowed, isDenied, through(key, allowedBelow), through(key, deniedBelow))
                    .arrived();
        }

        private List<PathPattern> through(String key, List<PathPattern> patterns) {
            return patterns.stream().filter(pattern -> pattern.fits(depth, key)).toList();
        }

        /** Patterns that lead no further have led here. */
        Reach arrived() {
            return new Reach(
                    depth,
                    isAllowed || isReached(allowedBelow),
                    isDenied || isReached(deniedBelow),
                    further(allowedBelow),
                    further(deniedBelow));
        }

        private boolean isReached(List<PathPattern> patterns) {
            return patterns.stream().anyMatch(pattern -> pattern.length() == depth);
        }

        private List<PathPattern> further(List<PathPattern> patterns) {
            return patterns.stream().filter(pattern -> pattern.length() > depth).toList();
        }
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Writes that
                && allowed.equals(that.allowed)
                && denied.equals(that.denied)
                && Objects.equals(mutations, that.mutations);
    }

    @Override
    public int hashCode() {
        return Objects.hash(allowed, denied, mutations);
    }

    /** {@return the patterns and names, for people} */
    @Override
    public String toString() {
        return "Writes[at " + allowed + ", except " + denied + ", calling "
                + (mutations == null ? "all" : new TreeSet<>(mutations)) + "]";
    }

    private static RefusedWriteException refused(Path at) {
        return refused(at.length() == 0 ? "replace the whole value" : "write \"" + Shown.of(at.toString()) + "\"");
    }

    private static RefusedWriteException refused(String what) {
        return new RefusedWriteException(RefusalCode.FORBIDDEN, "this client may not " + what);
    }
}
