package io.entangle.datalog;

import io.entangle.datalog.edn.Keyword;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What transactions do, worked out by looking through a list of facts; written without the code under test. */
final class NaiveTransactor {
    record Fact(long e, Object a, Object v) {}

    record Change(Fact fact, boolean isAdded) {}

    /** The class of the fault for which a transaction is refused. */
    static final class Refused extends RuntimeException {
        Refused(String error) {
            super(error);
        }
    }

    private static final class Again extends RuntimeException {}

    private static final Object MISSING = new Object();

    final Set<Object> identity = new HashSet<>();
    final Set<Object> unique = new HashSet<>();
    final Set<Object> many = new HashSet<>();
    final Set<Object> refs = new HashSet<>();
    final Set<Object> components = new HashSet<>();
    final Map<Object, List<Object>> tuples = new HashMap<>();

    List<Fact> facts = new ArrayList<>();
    long tx = 536870912L;
    long maxEntity;

    List<Change> changes;
    Map<Object, Long> tempids;

    private final Map<Object, Long> pinned = new HashMap<>();
    private Map<Long, Set<Object>> reverse;
    private Map<Long, Object> asValues;
    private Set<Long> used;
    private Set<Long> stale;
    private Map<Map<?, ?>, Object> autos;

    private static Keyword k(String name) {
        return Keyword.of(name);
    }

    /** Carries out a transaction or throws {@link Refused} and changes nothing. */
    void transact(List<?> items) {
        List<Fact> before = new ArrayList<>(facts);
        long maxBefore = maxEntity;
        pinned.clear();
        tempids = new HashMap<>();
        autos = new IdentityHashMap<>();
        tx++;
        try {
            while (true) {
                try {
                    attempt(items);
                    break;
                } catch (Again again) {
                    facts = new ArrayList<>(before);
                    maxEntity = maxBefore;
                }
            }
            for (long entity : asValues.keySet()) {
                if (!used.contains(entity)) {
                    throw new Refused("transact/syntax");
                }
            }
        } catch (Refused refused) {
            facts = before;
            maxEntity = maxBefore;
            tx--;
            throw refused;
        }
        tempids.keySet().removeIf(each -> each.getClass() == Object.class);
        tempids.put(k("db/current-tx"), tx);
    }

    private void attempt(List<?> items) {
        changes = new ArrayList<>();
        reverse = new HashMap<>();
        asValues = new HashMap<>();
        used = new HashSet<>();
        stale = new LinkedHashSet<>();
        for (Object item : items) {
            if (item instanceof Map<?, ?> map) {
                map(map);
            } else if (item != null) {
                list((List<?>) item);
            }
            while (!stale.isEmpty()) {
                Set<Long> entities = stale;
                stale = new LinkedHashSet<>();
                entities.forEach(this::updateTuples);
            }
        }
    }

    private void again(Object tempid, long entity) {
        if (pinned.putIfAbsent(tempid, entity) != null) {
            throw new Refused("transact/upsert");
        }
        tempids.put(tempid, entity);
        throw new Again();
    }

    private Object value(long e, Object a) {
        return facts.stream()
                .filter(f -> f.e == e && f.a.equals(a))
                .map(Fact::v)
                .findFirst()
                .orElse(null);
    }

    private List<Object> values(long e, Object a) {
        return facts.stream()
                .filter(f -> f.e == e && f.a.equals(a))
                .map(Fact::v)
                .sorted(ORDER)
                .toList();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static final Comparator<Object> ORDER = (a, b) -> a instanceof List && b instanceof List
            ? a.toString().compareTo(b.toString())
            : a.getClass() == b.getClass()
                    ? ((Comparable) a).compareTo(b)
                    : a.getClass().getName().compareTo(b.getClass().getName());

    private Long owner(Object a, Object v) {
        return facts.stream()
                .filter(f -> f.a.equals(a) && f.v.equals(v))
                .map(Fact::e)
                .min(Long::compare)
                .orElse(null);
    }

    /** The entity meant, null if nothing is found. */
    private Long find(Object ref) {
        if (ref instanceof Long id && id > 0) {
            return id;
        }
        if (ref instanceof List<?> lookup) {
            if (lookup.size() != 2) {
                throw new Refused("lookup-ref/syntax");
            }
            if (!unique.contains(lookup.get(0))) {
                throw new Refused("lookup-ref/unique");
            }
            return owner(lookup.get(0), lookup.get(1));
        }
        if (ref instanceof Keyword) {
            return owner(k("db/ident"), ref);
        }
        throw new Refused("entity-id/syntax");
    }

    private long require(Object ref) {
        Long found = find(ref);
        if (found == null) {
            throw new Refused("entity-id/missing");
        }
        return found;
    }

    private static boolean isTx(Object id) {
        return k("db/current-tx").equals(id) || "datomic.tx".equals(id);
    }

    private static boolean isTempid(Object id) {
        return id instanceof Long n && n < 0 || id instanceof String || id != null && id.getClass() == Object.class;
    }

    private void bind(Object tempid, long entity) {
        tempids.put(tempid, entity);
        reverse.computeIfAbsent(entity, any -> new LinkedHashSet<>()).add(tempid);
    }

    private long bound(Object tempid) {
        Long known = tempids.get(tempid);
        long entity = known != null ? known : maxEntity + 1;
        maxEntity = entity < 536870912L ? Math.max(maxEntity, entity) : maxEntity;
        bind(tempid, entity);
        return entity;
    }

    private Object idOf(Map<?, ?> map) {
        Object id = map.get(k("db/id"));
        return id != null ? id : autos.computeIfAbsent(map, any -> new Object());
    }

    private void map(Map<?, ?> map) {
        map(map, idOf(map), null, null);
    }

    /** A map, and perhaps one more value, that a map around it gives it. */
    private void map(Map<?, ?> map, Object given, Object extraName, Object extraValue) {
        Object id = given;
        if (isTx(id)) {
            bind(id, tx);
            id = tx;
        } else if (id instanceof List<?> || id instanceof Keyword) {
            id = require(id);
        } else if (!isTempid(id) && !(id instanceof Long)) {
            throw new Refused("entity-id/syntax");
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        map.forEach((a, v) -> {
            if (!a.equals(k("db/id"))) {
                values.put(a, v);
            }
        });
        if (extraName != null) {
            values.put(extraName, extraValue);
        }
        Long hit = null;
        for (Map.Entry<Object, Object> entry : new ArrayList<>(values.entrySet())) {
            Object a = entry.getKey();
            if (entry.getValue() == null) {
                throw new Refused("transact/syntax");
            }
            if (!identity.contains(a)) {
                continue;
            }
            List<Object> rest = new ArrayList<>();
            for (Object v : many.contains(a) && entry.getValue() instanceof Collection<?> several
                    ? several
                    : List.of(entry.getValue())) {
                Long owner = owner(a, v);
                if (owner == null) {
                    rest.add(v);
                } else if (hit != null && !hit.equals(owner)) {
                    throw new Refused("transact/upsert");
                } else {
                    hit = owner;
                }
            }
            if (rest.isEmpty()) {
                values.remove(a);
            } else if (many.contains(a)) {
                values.put(a, rest);
            }
        }
        if (hit != null) {
            if (id instanceof Long n && n > 0 && !hit.equals(id)) {
                throw new Refused("transact/upsert");
            }
            if (isTempid(id)) {
                Long already = tempids.get(id);
                if (already != null && !already.equals(hit)) {
                    again(id, hit);
                }
                bind(id, hit);
            }
            used.add(hit);
            id = hit;
        }
        for (boolean isTuple : new boolean[] {false, true}) {
            for (Map.Entry<Object, Object> entry : values.entrySet()) {
                if (tuples.containsKey(entry.getKey()) == isTuple) {
                    mapValue(id, (Keyword) entry.getKey(), entry.getValue());
                }
            }
        }
    }

    private void mapValue(Object id, Keyword name, Object value) {
        boolean isReverse = name.name().startsWith("_");
        Keyword a = isReverse ? k(name.name().substring(1)) : name;
        if (isReverse && !refs.contains(a)) {
            throw new Refused("transact/syntax");
        }
        boolean isSeveral = (isReverse || many.contains(a))
                && value instanceof Collection<?>
                && !(((Collection<?>) value).size() == 2
                        && identity.contains(((Collection<?>) value).iterator().next()));
        for (Object each : isSeveral ? (Collection<?>) value : List.of(value)) {
            if (each instanceof Map<?, ?> nested && refs.contains(a)) {
                map(nested, idOf(nested), isReverse ? a : k("_" + a.name()), id);
            } else if (isReverse) {
                add(each, a, id, false);
            } else {
                add(id, a, each, false);
            }
        }
    }

    private void list(List<?> list) {
        Object op = list.get(0);
        Object e = list.size() > 1 ? list.get(1) : null;
        Object a = list.size() > 2 ? list.get(2) : null;
        Object v = list.size() > 3 ? list.get(3) : null;
        if (op.equals(k("db.fn/call"))) {
            for (Object item : ((TransactionFunction) e).apply(null, List.of())) {
                if (item instanceof Map<?, ?> map) {
                    map(map);
                } else {
                    list((List<?>) item);
                }
            }
            return;
        }
        if (op.equals(k("db/add"))) {
            add(e, a, v, false);
            return;
        }
        if (isTempid(e) && !isTx(e)) {
            throw new Refused("transact/syntax");
        }
        if (op.equals(k("db/cas"))) {
            cas(e, a, v, list.get(4));
            return;
        }
        Long entity = isTx(e) ? (Long) tx : find(e);
        if (isTx(e)) {
            bind(e, tx);
        }
        if (refs.contains(a) && isTx(v)) {
            bind(v, tx);
            v = tx;
        }
        if (entity == null) {
            return;
        }
        if (op.equals(k("db/retractEntity"))) {
            retractEntity(entity, new HashSet<>());
        } else if (tuples.containsKey(a)) {
            requireCurrent(entity, a, v);
        } else if (op.equals(k("db/retract")) && v != null) {
            Object value = refs.contains(a) ? (Object) require(v) : v;
            if (facts.contains(new Fact(entity, a, value))) {
                remove(entity, a, value);
            }
        } else {
            List<Object> values = values(entity, a);
            values.forEach(each -> remove(entity, a, each));
            if (components.contains(a)) {
                values.forEach(each -> retractEntity((Long) each, new HashSet<>()));
            }
        }
    }

    private void retractEntity(long e, Set<Long> path) {
        List<Object> parts = new ArrayList<>();
        Map<String, Object> names = new TreeMap<>();
        facts.stream().filter(f -> f.e == e).forEach(f -> names.put(f.a.toString(), f.a));
        for (Object a : names.values()) {
            for (Object v : values(e, a)) {
                remove(e, a, v);
                if (components.contains(a)) {
                    parts.add(v);
                }
            }
        }
        List<Object> sorted = new ArrayList<>(refs);
        sorted.sort(Comparator.comparing(Object::toString));
        for (Object a : sorted) {
            facts.stream()
                    .filter(f -> f.a.equals(a) && f.v.equals(e))
                    .map(Fact::e)
                    .sorted()
                    .toList()
                    .forEach(other -> remove(other, a, e));
        }
        parts.forEach(part -> retractEntity((Long) part, path));
    }

    private void cas(Object ref, Object a, Object expected, Object next) {
        long e = require(ref);
        if (tuples.containsKey(a)) {
            throw new Refused("transact/syntax");
        }
        Object old = expected != null && refs.contains(a) ? (Object) require(expected) : expected;
        if (next == null) {
            throw new Refused("transact/syntax");
        }
        List<Object> values = values(e, a);
        if (many.contains(a) ? !values.contains(old) : !Objects.equals(values.isEmpty() ? null : values.get(0), old)) {
            throw new Refused("transact/cas");
        }
        set(e, a, refs.contains(a) ? (Object) require(next) : next);
    }

    private void add(Object ref, Object a, Object given, boolean isInternal) {
        Object e = ref;
        Object v = given;
        if (isTx(e)) {
            bind(e, tx);
            e = tx;
        }
        if (refs.contains(a) && isTx(v)) {
            bind(v, tx);
            v = tx;
        }
        if (refs.contains(a) && isTempid(v)) {
            long entity = bound(v);
            asValues.putIfAbsent(entity, v);
            v = entity;
        }
        Long owner = null;
        if (identity.contains(a) && v != null) {
            owner = owner(a, v);
        }
        if (isTempid(e)) {
            Long already = tempids.get(e);
            if (owner != null && already != null && !already.equals(owner)) {
                again(e, owner);
            }
            if (owner != null) {
                bind(e, owner);
                e = owner;
            } else {
                e = bound(e);
            }
        }
        if (owner != null) {
            Long entity = find(e);
            if (!owner.equals(entity) && reverse.containsKey(entity)) {
                for (Object tempid : reverse.get(entity)) {
                    if (!pinned.containsKey(tempid)) {
                        again(tempid, owner);
                    }
                }
                throw new Refused("transact/upsert");
            }
        }
        if (tuples.containsKey(a) && !isInternal) {
            requireCurrent(require(e), a, v);
            return;
        }
        if (v == null) {
            throw new Refused("transact/syntax");
        }
        long entity = require(e);
        set(entity, a, refs.contains(a) ? (Object) require(v) : v);
    }

    private void requireCurrent(long e, Object tuple, Object v) {
        List<Object> parts = tuples.get(tuple);
        boolean isCurrent = v instanceof List<?> slots && slots.size() == parts.size();
        for (int i = 0; isCurrent && i < parts.size(); i++) {
            Object slot = ((List<?>) v).get(i);
            isCurrent = slot != null && slot.equals(value(e, parts.get(i)));
        }
        if (!isCurrent) {
            throw new Refused("transact/syntax");
        }
    }

    private void set(long e, Object a, Object v) {
        used.add(e);
        if (facts.contains(new Fact(e, a, v))) {
            return;
        }
        Object old = value(e, a);
        if (!many.contains(a) && old != null) {
            remove(e, a, old);
        }
        if (unique.contains(a) && owner(a, v) != null) {
            throw new Refused("transact/unique");
        }
        facts.add(new Fact(e, a, v));
        maxEntity = e < 536870912L ? Math.max(maxEntity, e) : maxEntity;
        changed(e, a, v, true);
    }

    private void remove(long e, Object a, Object v) {
        facts.remove(new Fact(e, a, v));
        changed(e, a, v, false);
    }

    private void changed(long e, Object a, Object v, boolean isAdded) {
        changes.add(new Change(new Fact(e, a, v), isAdded));
        if (tuples.values().stream().anyMatch(parts -> parts.contains(a))) {
            stale.add(e);
        }
    }

    private void updateTuples(long e) {
        tuples.forEach((tuple, parts) -> {
            List<Object> slots = new ArrayList<>();
            parts.forEach(part -> slots.add(value(e, part)));
            Object old = value(e, tuple);
            boolean isEmpty = slots.stream().allMatch(Objects::isNull);
            if (isEmpty && old != null) {
                remove(e, tuple, old);
            } else if (!isEmpty && !slots.equals(old)) {
                add(e, tuple, slots, true);
            }
        });
    }
}
