package io.entangle.datalog.pull;

import io.entangle.datalog.Attribute;
import io.entangle.datalog.Database;
import io.entangle.datalog.index.Cursor;
import io.entangle.datalog.pull.PullPattern.Recursion;
import io.entangle.datalog.pull.PullPattern.Spec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pulls entities from a database. How deep it goes is not bounded by the thread's stack: what is begun waits on a stack of
 * its own.
 */
final class PullRun {
    private static final int[] NOT_COUNTED = {};

    private final Database database;
    private final PullPattern pattern;
    private final int recursions;
    private final @Nullable PullVisitor visitor;
    private final Deque<Frame> begun = new ArrayDeque<>();

    /** By the number of the attribute: entities that follow each other are often near each other. */
    private final @Nullable Cursor[] cursors;

    /** The entities that recursions have led through to where we are. */
    private final Set<Integer> path = new HashSet<>();

    PullRun(Database database, PullPattern pattern, int recursions, @Nullable PullVisitor visitor) {
        this.database = database;
        this.pattern = pattern;
        this.recursions = recursions;
        this.visitor = visitor;
        this.cursors = new Cursor[database.allAttributes().size()];
    }

    /** A cursor at the first datom of an entity, or behind where it would be. */
    private Cursor cursor(Attribute attribute, int entity) {
        Cursor cursor = cursors[attribute.number()];
        if (cursor == null) {
            cursor = database.index(attribute).byEntity().cursor();
            cursors[attribute.number()] = cursor;
        }
        cursor.seekEntity(entity);
        return cursor;
    }

    @Nullable
    Map<Object, @Nullable Object> entity(int entity) {
        int[] unlimited = recursions == 0 ? NOT_COUNTED : new int[recursions];
        Arrays.fill(unlimited, -1);
        Frame frame = new Frame(pattern, entity, unlimited, false);
        while (true) {
            Frame nested = frame.advance();
            if (nested != null) {
                begun.push(frame);
                frame = nested;
                continue;
            }
            Map<Object, @Nullable Object> result = frame.finish();
            if (begun.isEmpty()) {
                return result;
            }
            frame = begun.pop();
            frame.accept(result);
        }
    }

    /** One entity, of which something is wanted, and how far that has been read. */
    private final class Frame {
        private final PullPattern wanted;
        private final int entity;

        /** Of each limited recursion, how many levels are left; -1 if it has not begun. */
        private final int[] left;

        private final boolean isOnPath;
        private final PulledMap.Builder result = new PulledMap.Builder();
        private final List<Spec> more;
        private int at;

        /** The entities that the present attribute refers to, and how far they have been read; null if it has not begun. */
        private int @Nullable [] referred;

        private int referredAt;
        private @Nullable List<Object> several;
        private @Nullable Object single;

        Frame(PullPattern wanted, int entity, int[] left, boolean isOnPath) {
            this.wanted = wanted;
            this.entity = entity;
            this.left = left;
            this.isOnPath = isOnPath;
            this.more = wanted.isWildcard() ? rest() : List.of();
        }

        /** The attributes that only the wildcard asks for. */
        private List<Spec> rest() {
            if (visitor != null) {
                visitor.wildcard(entity);
            }
            List<Spec> rest = new ArrayList<>();
            for (Attribute attribute : database.attributesOf(entity)) {
                if (!wanted.names(attribute.name())) {
                    rest.add(PullReader.ofWildcard(attribute));
                }
            }
            return rest;
        }

        /** Reads on, until the next entity is to be read first, or null when all is read. */
        @Nullable
        Frame advance() {
            int explicit = wanted.specs().size();
            while (at < explicit + more.size()) {
                Spec spec = at < explicit ? wanted.specs().get(at) : more.get(at - explicit);
                Frame nested = spec.isRef() ? references(spec) : plain(spec);
                if (nested != null) {
                    return nested;
                }
                at++;
                referred = null;
            }
            return null;
        }

        private @Nullable Frame plain(Spec spec) {
            if (spec.isId()) {
                put(spec, (long) entity);
                return null;
            }
            visit(spec);
            Attribute attribute = spec.attribute();
            if (attribute == null) {
                putAbsent(spec);
            } else if (attribute.isMany()) {
                List<Object> values = values(attribute, spec.limit());
                if (values.isEmpty()) {
                    putAbsent(spec);
                } else {
                    put(spec, Collections.unmodifiableList(values));
                }
            } else {
                Object value = value(attribute);
                if (value == null) {
                    putAbsent(spec);
                } else {
                    put(spec, value);
                }
            }
            return null;
        }

        private @Nullable Frame references(Spec spec) {
            Attribute attribute = Objects.requireNonNull(spec.attribute());
            int[] ids = referred;
            if (ids == null) {
                visit(spec);
                ids = spec.isReverse() ? referring(attribute) : referred(attribute);
                if (ids.length == 0) {
                    putAbsent(spec);
                    return null;
                }
                referred = ids;
                referredAt = 0;
                several = spec.isSeveral() ? new ArrayList<>() : null;
                single = null;
            }
            while (referredAt < ids.length && (several == null || several.size() < spec.limit())) {
                Frame nested = follow(spec, ids[referredAt++]);
                if (nested != null) {
                    return nested;
                }
                if (several == null) {
                    break;
                }
            }
            put(spec, several == null ? single : several.isEmpty() ? null : Collections.unmodifiableList(several));
            return null;
        }

        /** The frame for an entity referred to; null if what is wanted of it is known without. */
        private @Nullable Frame follow(Spec spec, int next) {
            if (!spec.isExpanding()) {
                return new Frame(Objects.requireNonNull(spec.pattern()), next, left, false);
            }
            if (path.contains(next)) {
                accept(Collections.singletonMap(PullReader.ID, (long) next));
                return null;
            }
            int[] nowLeft = left;
            if (spec.recursion() == Recursion.LIMITED) {
                int levels = left[spec.number()] < 0 ? spec.depth() : left[spec.number()];
                if (levels == 0) {
                    return null;
                }
                nowLeft = left.clone();
                nowLeft[spec.number()] = levels - 1;
            }
            path.add(next);
            return new Frame(
                    spec.recursion() == Recursion.NO ? Objects.requireNonNull(spec.pattern()) : wanted,
                    next,
                    nowLeft,
                    true);
        }

        void accept(@Nullable Map<Object, @Nullable Object> nested) {
            if (several == null) {
                single = nested;
                referredAt = Integer.MAX_VALUE; // of one reference there is no second
            } else if (nested != null) {
                several.add(nested);
            }
        }

        @Nullable
        Map<Object, @Nullable Object> finish() {
            if (isOnPath) {
                path.remove(entity);
            }
            return result.isEmpty() ? null : result.build();
        }

        private void visit(Spec spec) {
            if (visitor == null) {
                return;
            }
            if (spec.isReverse()) {
                visitor.reverse(spec.name(), entity);
            } else {
                visitor.attribute(entity, spec.name());
            }
        }

        private void put(Spec spec, @Nullable Object value) {
            Object changed = spec.function() == null ? value : spec.function().apply(value);
            if (changed != null) {
                result.put(spec.key(), changed);
            }
        }

        private void putAbsent(Spec spec) {
            if (spec.absent() != null) {
                result.put(spec.key(), spec.absent());
            } else if (!spec.isReverse()) {
                put(spec, null);
            }
        }

        private @Nullable Object value(Attribute attribute) {
            if (database.isPlain()) {
                Cursor cursor = cursor(attribute, entity);
                return cursor.isValid() && cursor.entity() == entity ? cursor.value() : null;
            }
            List<Object> values = values(attribute, 1);
            return values.isEmpty() ? null : values.get(0);
        }

        private List<Object> values(Attribute attribute, int limit) {
            List<Object> values = new ArrayList<>();
            Cursor cursor = cursor(attribute, entity);
            while (values.size() < limit && cursor.isValid() && cursor.entity() == entity) {
                Object value = cursor.value();
                if (database.isPlain() || database.shows(attribute, entity, value, cursor.tx())) {
                    values.add(value);
                }
                cursor.next();
            }
            return values;
        }

        private int[] referred(Attribute attribute) {
            int[] found = NOT_COUNTED;
            int count = 0;
            Cursor cursor = cursor(attribute, entity);
            while (cursor.isValid() && cursor.entity() == entity) {
                long id = Objects.requireNonNull(cursor.longs())[cursor.at()];
                if (database.isPlain() || database.shows(attribute, entity, id, cursor.tx())) {
                    found = count == found.length ? Arrays.copyOf(found, Math.max(count * 2, 4)) : found;
                    found[count++] = (int) id;
                }
                cursor.next();
            }
            return count == found.length ? found : Arrays.copyOf(found, count);
        }

        private int[] referring(Attribute attribute) {
            if (database.index(attribute).size() == 0) {
                return NOT_COUNTED;
            }
            int[] found = new int[4];
            int count = 0;
            Cursor cursor =
                    Objects.requireNonNull(database.index(attribute).byValue()).cursor();
            cursor.seekCode(entity);
            while (cursor.isValid() && Objects.requireNonNull(cursor.longs())[cursor.at()] == entity) {
                if (database.isPlain() || database.shows(attribute, cursor.entity(), (long) entity, cursor.tx())) {
                    found = count == found.length ? Arrays.copyOf(found, count * 2) : found;
                    found[count++] = cursor.entity();
                }
                cursor.next();
            }
            return Arrays.copyOf(found, count);
        }
    }
}
