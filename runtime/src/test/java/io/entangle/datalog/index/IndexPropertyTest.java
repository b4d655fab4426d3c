package io.entangle.datalog.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Laws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The index of an attribute against sorted maps of the JDK. */
final class IndexPropertyTest {
    /** A datom, by what it is found by. */
    private record Fact(int entity, Object value) {
        static final Comparator<Fact> BY_ENTITY =
                Comparator.comparingInt(Fact::entity).thenComparing(Fact::value, ValueOrder.COMPARATOR);
        static final Comparator<Fact> BY_VALUE =
                Comparator.comparing(Fact::value, ValueOrder.COMPARATOR).thenComparingInt(Fact::entity);
    }

    /** One stay of a datom in the database. */
    private record Stay(int entity, Object value, int tx, int end) {}

    /** An index, and the same in maps. */
    private static final class Both {
        private final TreeMap<Fact, Integer> model = new TreeMap<>(Fact.BY_ENTITY);
        private final List<Stay> past = new ArrayList<>();
        private Indexes indexes;

        Both(boolean keepsPast) {
            Indexes.Editor editor = Indexes.empty().edit();
            editor.addAttribute(true, keepsPast);
            indexes = editor.indexes();
        }

        /** One transaction of some changes. */
        void change(Random random, int tx, int changes, int range, IntFunction<Object> values) {
            Indexes.Editor editor = indexes.edit();
            for (int i = 0; i < changes; i++) {
                Fact fact = new Fact(random.nextInt(range) - range / 4, values.apply(random.nextInt(range)));
                Integer asserted = model.remove(fact);
                boolean hasOther = model.keySet().stream().anyMatch(other -> other.entity == fact.entity);
                if (asserted != null) {
                    editor.remove(0, fact.entity, fact.value, tx, !hasOther);
                    if (asserted < tx) {
                        past.add(new Stay(fact.entity, fact.value, asserted, tx));
                    }
                } else {
                    model.put(fact, tx);
                    editor.add(0, fact.entity, fact.value, tx, !hasOther);
                }
            }
            indexes = editor.indexes();
        }
    }

    private static final List<IntFunction<Object>> VALUES = List.of(
            n -> (long) n,
            n -> n / 4.0 - 3,
            n -> "v" + n,
            n -> java.time.Instant.ofEpochMilli(n * 1_000L),
            n -> n % 3 == 0 ? "s" + n : (n % 3 == 1 ? (Object) (long) n : (Object) (double) n));

    private static List<Fact> facts(Tree tree) {
        List<Fact> facts = new ArrayList<>();
        for (Cursor cursor = tree.cursor(); cursor.isValid(); cursor.next()) {
            facts.add(new Fact(cursor.entity(), cursor.value()));
        }
        return facts;
    }

    private static void requireSame(Indexes indexes, Map<Fact, Integer> model) {
        AttributeIndex index = indexes.attribute(0);
        assertThat(facts(index.byEntity())).isEqualTo(new ArrayList<>(model.keySet()));
        TreeSet<Fact> byValue = new TreeSet<>(Fact.BY_VALUE);
        byValue.addAll(model.keySet());
        assertThat(facts(index.byValue())).isEqualTo(new ArrayList<>(byValue));
        model.forEach(
                (fact, tx) -> assertThat(index.find(fact.entity, fact.value)).isEqualTo(tx));
        assertThat(index.size()).isEqualTo(model.size()).isEqualTo(indexes.size());
        assertThat(index.entityCount())
                .isEqualTo(model.keySet().stream().map(Fact::entity).distinct().count());
        assertThat(indexes.entities().size()).isEqualTo(index.entityCount());
    }

    @Test
    void anyHistory_isWhatTheMapsAre() {
        Laws.check(120, random -> {
            Both both = new Both(false);
            IntFunction<Object> values = VALUES.get(random.nextInt(VALUES.size()));
            int range = 1 + random.nextInt(30);
            for (int tx = 1; tx < 20; tx++) {
                both.change(random, tx, random.nextInt(20), range, values);
            }
            requireSame(both.indexes, both.model);
        });
    }

    @Test
    void manyDatoms_addedAndRemoved_areWhatTheMapsAre() {
        Laws.check(4, random -> {
            Indexes.Editor editor = Indexes.empty().edit();
            editor.addAttribute(true, false);
            TreeMap<Fact, Integer> model = new TreeMap<>(Fact.BY_ENTITY);
            IntFunction<Object> values = VALUES.get(random.nextInt(VALUES.size()));
            boolean isInOrder = random.nextBoolean();
            for (int i = 0; i < 9_000; i++) {
                Fact fact = new Fact(isInOrder ? i : random.nextInt(), values.apply(random.nextInt(500)));
                if (model.put(fact, 1) == null) {
                    editor.add(0, fact.entity, fact.value, 1, true);
                }
            }
            requireSame(editor.indexes(), model);
            List<Fact> all = new ArrayList<>(model.keySet());
            if (random.nextBoolean()) {
                java.util.Collections.shuffle(all, random);
            }
            for (Fact fact : all.subList(0, 8_500)) {
                editor.remove(0, fact.entity, fact.value, 2, true);
                model.remove(fact);
            }
            requireSame(editor.indexes(), model);
        });
    }

    @Test
    void snapshots_taken_doNotChange() {
        Laws.check(40, random -> {
            Both both = new Both(random.nextBoolean());
            List<Indexes> snapshots = new ArrayList<>();
            List<TreeMap<Fact, Integer>> models = new ArrayList<>();
            for (int tx = 1; tx < 12; tx++) {
                both.change(random, tx, random.nextInt(200), 60, VALUES.get(0));
                snapshots.add(both.indexes);
                models.add(new TreeMap<>(both.model));
            }
            for (int i = 0; i < snapshots.size(); i++) {
                requireSame(snapshots.get(i), models.get(i));
            }
        });
    }

    @Test
    void asOf_anyTransaction_isWhatWasThen() {
        Laws.check(60, random -> {
            Both both = new Both(true);
            IntFunction<Object> values = VALUES.get(random.nextInt(VALUES.size()));
            List<TreeMap<Fact, Integer>> models = new ArrayList<>();
            models.add(new TreeMap<>(both.model));
            for (int tx = 1; tx < 12; tx++) {
                both.change(random, tx, random.nextInt(40), 1 + random.nextInt(20), values);
                models.add(new TreeMap<>(both.model));
            }
            for (int tx = 0; tx < models.size(); tx++) {
                requireSame(both.indexes.asOf(tx), models.get(tx));
            }
        });
    }

    @Test
    void forEach_withPast_tellsEachStayInOrder() {
        Laws.check(60, random -> {
            Both both = new Both(true);
            for (int tx = 1; tx < 12; tx++) {
                both.change(random, tx, random.nextInt(8), 4, VALUES.get(4));
            }
            List<Stay> expected = new ArrayList<>(both.past);
            both.model.forEach((fact, tx) -> expected.add(new Stay(fact.entity, fact.value, tx, 0)));
            List<Stay> told = new ArrayList<>();
            both.indexes.attribute(0).forEach((entity, value, tx, end) -> told.add(new Stay(entity, value, tx, end)));

            expected.sort(Comparator.comparingInt(Stay::entity)
                    .thenComparing(Stay::value, ValueOrder.COMPARATOR)
                    .thenComparingInt(Stay::tx));
            assertThat(told).isEqualTo(expected);
        });
    }

    @Test
    void difference_ofAnyTwo_isWhatOneHasAlone() {
        Laws.check(80, random -> {
            Both both = new Both(false);
            both.change(random, 1, random.nextInt(600), 60, VALUES.get(random.nextInt(VALUES.size())));
            Indexes before = both.indexes;
            TreeMap<Fact, Integer> then = new TreeMap<>(both.model);
            for (int tx = 2; tx < 5; tx++) {
                both.change(random, tx, random.nextInt(10), 60, VALUES.get(random.nextInt(VALUES.size())));
            }
            List<String> told = new ArrayList<>();
            AttributeIndex.difference(
                    before.attribute(0),
                    both.indexes.attribute(0),
                    (entity, value, tx, isAfter) -> told.add(new Fact(entity, value) + " " + tx + " " + isAfter));
            List<String> expected = new ArrayList<>();
            TreeMap<Fact, Integer> union = new TreeMap<>(Fact.BY_ENTITY);
            union.putAll(then);
            union.putAll(both.model);
            for (Fact fact : union.keySet()) {
                Integer old = then.get(fact);
                Integer now = both.model.get(fact);
                if (old != null && !old.equals(now)) {
                    expected.add(fact + " " + old + " false");
                }
                if (now != null && !now.equals(old)) {
                    expected.add(fact + " " + now + " true");
                }
            }
            assertThat(told).isEqualTo(expected);
        });
    }

    @Test
    void difference_ofLargeVersions_visitsFewNodes() {
        Both both = new Both(false);
        Indexes.Editor editor = both.indexes.edit();
        for (int i = 0; i < 200_000; i++) {
            editor.add(0, i, (long) i, 1, true);
        }
        Indexes large = editor.indexes();
        editor.remove(0, 100_000, 100_000L, 2, true);
        editor.add(0, 300_000, 7L, 2, true);
        Indexes changed = editor.indexes();
        List<String> told = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            told.clear();
            AttributeIndex.difference(
                    large.attribute(0),
                    changed.attribute(0),
                    (entity, value, tx, isAfter) -> told.add(entity + " " + isAfter));
        }
        assertThat(told).containsExactly("100000 false", "300000 true");
        assertThat(System.nanoTime() - began).isLessThan(4_000_000_000L); // reading all would take minutes
    }

    @Test
    void cursor_anySeeks_landWhereTheMapDoes() {
        Laws.check(60, random -> {
            Both both = new Both(false);
            int range = 1 + random.nextInt(2_000);
            both.change(random, 1, random.nextInt(600), range, n -> (long) (n % 7));
            AttributeIndex index = both.indexes.attribute(0);
            TreeMap<Integer, Integer> firstRank = new TreeMap<>();
            List<Fact> facts = facts(index.byEntity());
            for (int i = facts.size() - 1; i >= 0; i--) {
                firstRank.put(facts.get(i).entity, i);
            }
            Cursor cursor = index.byEntity().cursor();
            int near = 0;
            for (int i = 0; i < 200; i++) {
                near = random.nextInt(4) == 0 ? random.nextInt(range) - range / 4 : near + random.nextInt(9) - 2;
                Map.Entry<Integer, Integer> expected = firstRank.ceilingEntry(near);
                assertThat(cursor.seekEntity(near)).isEqualTo(firstRank.containsKey(near));
                assertThat(cursor.isValid()).isEqualTo(expected != null);
                if (expected != null) {
                    assertThat(new Fact(cursor.entity(), cursor.value())).isEqualTo(facts.get(expected.getValue()));
                }
                if (random.nextInt(3) == 0 && cursor.isValid()) {
                    cursor.next();
                }
                assertThat(index.byEntity().rankOfEntity(near))
                        .isEqualTo(expected == null ? facts.size() : expected.getValue());
            }
            requireBackwards(index, facts);
        });
    }

    private static void requireBackwards(AttributeIndex index, List<Fact> facts) {
        Cursor cursor = index.byEntity().cursor();
        cursor.seekRank(facts.size());
        assertThat(cursor.isValid()).isFalse();
        for (int i = facts.size() - 1; i >= 0; i--) {
            assertThat(cursor.previous()).isTrue();
            assertThat(new Fact(cursor.entity(), cursor.value())).isEqualTo(facts.get(i));
            Cursor at = index.byEntity().cursor();
            at.seekRank(i);
            assertThat(at.entity()).isEqualTo(facts.get(i).entity);
        }
        assertThat(cursor.previous()).isFalse();
    }

    @Test
    void ranks_ofAnyValue_countWhatIsBelow() {
        Laws.check(60, random -> {
            Both both = new Both(false);
            both.change(random, 1, random.nextInt(300), 40, VALUES.get(random.nextInt(VALUES.size())));
            AttributeIndex index = both.indexes.attribute(0);
            for (int i = 0; i < 20; i++) {
                Object value = VALUES.get(random.nextInt(VALUES.size())).apply(random.nextInt(44) - 2);
                long below = count(both, other -> ValueOrder.compareAmounts(other, value) < 0);
                long upTo = count(both, other -> ValueOrder.compareAmounts(other, value) <= 0);
                assertThat(index.byValue().rankOfAmount(value, false)).isEqualTo((int) below);
                assertThat(index.byValue().rankOfAmount(value, true)).isEqualTo((int) upTo);
                if (index.kind().holds(value)) {
                    long equal = count(both, value::equals);
                    assertThat(index.byValue().rankAfterValue(value)
                                    - index.byValue().rankOfValue(value))
                            .isEqualTo((int) equal);
                    assertThat(index.firstWith(value))
                            .isEqualTo(both.model.keySet().stream()
                                    .filter(fact -> fact.value.equals(value))
                                    .mapToInt(Fact::entity)
                                    .min()
                                    .orElse(-1));
                }
            }
        });
    }

    private static long count(Both both, java.util.function.Predicate<Object> test) {
        return both.model.keySet().stream().map(Fact::value).filter(test).count();
    }

    @Test
    void load_anyRows_isAsIfAddedOneByOne() {
        Laws.check(60, random -> {
            Columns columns = new Columns();
            TreeMap<Fact, Integer> model = new TreeMap<>(Fact.BY_ENTITY);
            IntFunction<Object> values = VALUES.get(random.nextInt(VALUES.size()));
            for (int i = random.nextInt(400); i > 0; i--) {
                Fact fact = new Fact(random.nextInt(50), values.apply(random.nextInt(50)));
                columns.add(fact.entity, fact.value, 1);
                model.put(fact, 1);
            }
            Indexes.Editor editor = Indexes.empty().edit();
            editor.addAttribute(true, false);
            editor.load(0, columns);
            editor.finishLoad();
            requireSame(editor.indexes(), model);
        });
    }

    @Test
    void fanOut_estimates_theMeanOverDatoms() {
        Columns columns = new Columns();
        for (int i = 0; i < 10_000; i++) {
            columns.add(i, (long) (i % 100), 1);
        }
        Indexes.Editor editor = Indexes.empty().edit();
        editor.addAttribute(true, false);
        editor.load(0, columns);
        assertThat(editor.attribute(0).fanOut()).isEqualTo(100);
    }
}
