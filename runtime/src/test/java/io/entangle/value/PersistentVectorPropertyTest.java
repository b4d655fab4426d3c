package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Laws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Random;
import org.eclipse.collections.api.factory.Lists;
import org.eclipse.collections.api.list.ImmutableList;
import org.junit.jupiter.api.Test;

/** A vector against {@link ArrayList} as the naive model. */
final class PersistentVectorPropertyTest {
    private static final int[] BOUNDARIES = {0, 32, 64, 1024, 1056, 2048};

    @Test
    void operations_anySequence_equalTheModel() {
        Laws.check(10_000, random -> {
            int size = random.nextInt(20) == 0 ? nearBoundary(random) : random.nextInt(150);
            playAgainstModel(random, size, 12);
        });
    }

    @Test
    void operations_aroundThreeLevels_equalTheModel() {
        Laws.check(25, random -> playAgainstModel(random, 32_768 + 32 + random.nextInt(80) - 40, 10));
    }

    @Test
    void builder_usedFurtherAfterBuild_leavesEarlierVectorsAlone() {
        Laws.check(1_000, random -> {
            PersistentVector.Builder<Integer> builder = PersistentVector.builder();
            List<Integer> model = new ArrayList<>();
            List<PersistentVector<Integer>> built = new ArrayList<>();
            List<List<Integer>> expected = new ArrayList<>();
            for (int step = 0; step < 6; step++) {
                List<Integer> more = randomList(random, random.nextInt(3) == 0 ? 1_000 : 70);
                if (random.nextBoolean()) {
                    builder.addAll(PersistentVector.from(more));
                } else {
                    more.forEach(builder::add);
                }
                model.addAll(more);
                built.add(builder.build());
                expected.add(List.copyOf(model));
            }

            assertThat(builder.size()).isEqualTo(model.size());
            for (int i = 0; i < built.size(); i++) {
                assertSame(built.get(i), expected.get(i));
            }
        });
    }

    @Test
    void differences_afterRandomChanges_areThoseOfTheModel() {
        Laws.check(3_000, random -> {
            List<Object> model = new ArrayList<>(randomList(random, 2_500));
            PersistentVector<Object> before = PersistentVector.from(model);
            PersistentVector<Object> after = before;
            for (int step = random.nextInt(4); step > 0; step--) {
                after = change(random, after, new ArrayList<>(after));
            }

            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
                if (before.get(i) != after.get(i)) {
                    expected.add(i);
                }
            }
            List<Integer> found = new ArrayList<>();
            PersistentVector<Object> newer = after;
            before.forEachDifference(newer, (index, mine, theirs) -> {
                assertThat(mine).isSameAs(before.get(index));
                assertThat(theirs).isSameAs(newer.get(index));
                found.add(index);
            });
            assertThat(found).isEqualTo(expected);
            int shorter = Math.min(before.size(), after.size());
            assertThat(before.commonPrefix(after)).isEqualTo(expected.isEmpty() ? shorter : expected.get(0));
            assertThat(before.commonSuffix(after)).isEqualTo(naiveCommonSuffix(before, after));
            assertThat(before.equals(after)).isEqualTo(new ArrayList<>(before).equals(after));
        });
    }

    @Test
    void derivedLists_anyContent_equalThoseOfAnEclipseList() {
        Laws.check(1_000, random -> {
            ImmutableList<Integer> model = Lists.immutable.withAll(randomList(random, 80));
            PersistentVector<Integer> vector = PersistentVector.from(model);
            int count = random.nextInt(90);

            assertThat(vector.select(each -> each % 2 == 0)).isEqualTo(model.select(each -> each % 2 == 0));
            assertThat(vector.reject(each -> each % 2 == 0)).isEqualTo(model.reject(each -> each % 2 == 0));
            assertThat(vector.selectWith((each, p) -> each > p, 50)).isEqualTo(model.select(each -> each > 50));
            assertThat(vector.rejectWith((each, p) -> each > p, 50)).isEqualTo(model.reject(each -> each > 50));
            assertThat(vector.collect(each -> "n" + each)).isEqualTo(model.collect(each -> "n" + each));
            assertThat(vector.collectWith(Integer::sum, 7)).isEqualTo(model.collectWith(Integer::sum, 7));
            assertThat(vector.collectInt(each -> each)).isEqualTo(model.collectInt(each -> each));
            assertThat(vector.flatCollect(each -> List.of(each, 1))).isEqualTo(model.flatCollect(e -> List.of(e, 1)));
            assertThat(vector.zip(model)).isEqualTo(model.zip(model));
            assertThat(vector.zipWithIndex()).isEqualTo(model.zipWithIndex());
            assertThat(vector.distinct()).isEqualTo(model.distinct());
            assertThat(vector.distinctBy(each -> each % 7)).isEqualTo(model.distinctBy(each -> each % 7));
            assertThat(vector.take(count)).isEqualTo(model.take(count));
            assertThat(vector.drop(count)).isEqualTo(model.drop(count));
            assertThat(vector.takeWhile(each -> each < 90)).isEqualTo(model.takeWhile(each -> each < 90));
            assertThat(vector.dropWhile(each -> each < 90)).isEqualTo(model.dropWhile(each -> each < 90));
            assertThat(vector.toReversed()).isEqualTo(model.toReversed());
            assertThat(vector.groupBy(each -> each % 5)).isEqualTo(model.groupBy(each -> each % 5));
            assertThat(vector.partition(each -> each < 50).getRejected()).isEqualTo(model.reject(each -> each < 50));
            assertThat(vector.partitionWhile(each -> each < 50).getSelected())
                    .isEqualTo(model.takeWhile(each -> each < 50));
            assertThat(vector.newWithoutAll(List.of(1, 2, 3))).isEqualTo(model.newWithoutAll(List.of(1, 2, 3)));
            assertThat(vector.newWithout(5)).isEqualTo(model.newWithout(5));
            assertThat(vector.toString()).isEqualTo(model.toString());
        });
    }

    private static void playAgainstModel(Random random, int size, int steps) {
        List<Object> model = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            model.add(random.nextInt(100));
        }
        PersistentVector<Object> vector = PersistentVector.from(model);
        for (int step = 0; step < steps; step++) {
            List<Object> before = List.of(model.toArray());
            PersistentVector<Object> changed = change(random, vector, model);
            assertThat(vector.equals(before)).as("the original is unchanged").isTrue();
            assertSame(changed, model);
            vector = changed;
        }
    }

    /** Applies one random operation to both; values are non-null so that {@code List.of} can hold them. */
    private static PersistentVector<Object> change(Random random, PersistentVector<Object> vector, List<Object> model) {
        Integer element = random.nextInt(100);
        int size = vector.size();
        int operation = random.nextInt(7);
        if (operation == 0 || size == 0) {
            model.add(element);
            return vector.append(element);
        }
        int index = random.nextInt(4) == 0 ? size - 1 : random.nextInt(size);
        switch (operation) {
            case 1:
                model.set(index, element);
                return vector.with(index, element);
            case 2:
                model.add(index, element);
                return vector.insert(index, element);
            case 3:
                model.remove(index);
                return vector.removeAt(index);
            case 4:
                model.subList(0, size - index).clear();
                return vector.subList(size - index, size);
            default:
                int removed = random.nextInt(3) == 0 ? size - index : random.nextInt(Math.min(size - index, 70) + 1);
                List<Integer> inserted = randomList(random, random.nextInt(6) == 0 ? 1_100 : 40);
                if (random.nextInt(3) == 0) {
                    inserted = randomList(random, removed, removed);
                }
                model.subList(index, index + removed).clear();
                model.addAll(index, inserted);
                return vector.splice(index, removed, inserted);
        }
    }

    private static void assertSame(PersistentVector<?> vector, List<?> model) {
        assertThat(vector.size()).isEqualTo(model.size());
        assertThat(vector.equals(model)).isTrue();
        assertThat(model.equals(vector)).isTrue();
        assertThat(vector.hashCode()).isEqualTo(model.hashCode());
        assertThat(Arrays.equals(vector.toArray(), model.toArray())).isTrue();
        ListIterator<?> backwards = vector.listIterator(vector.size());
        boolean same = true;
        for (int i = model.size() - 1; i >= 0; i--) {
            same &= Objects.equals(vector.get(i), model.get(i)) && backwards.previous() == vector.get(i);
        }
        assertThat(same).as("get and backward iteration").isTrue();
        assertCanonical(vector);
    }

    private static void assertCanonical(PersistentVector<?> vector) {
        PersistentVector<Object> rebuilt = PersistentVector.empty();
        for (Object element : vector) {
            rebuilt = rebuilt.append(element);
        }
        assertThat(rebuilt.equals(vector) && vector.equals(rebuilt)).isTrue();
        assertThat(vector.shift()).isEqualTo(rebuilt.shift());
        assertThat(vector.leafElements()).isEqualTo(rebuilt.leafElements());
        assertSameShape(vector.root(), rebuilt.root(), vector.shift());
    }

    private static void assertSameShape(Object[] node, Object[] rebuilt, int shift) {
        assertThat(node.length).isEqualTo(rebuilt.length);
        if (shift > 0) {
            for (int slot = 0; slot < node.length; slot++) {
                assertSameShape((Object[]) node[slot], (Object[]) rebuilt[slot], shift - VectorTrie.BITS);
            }
        }
    }

    private static int naiveCommonSuffix(List<?> left, List<?> right) {
        int count = 0;
        while (count < Math.min(left.size(), right.size())
                && left.get(left.size() - 1 - count) == right.get(right.size() - 1 - count)) {
            count++;
        }
        return count;
    }

    private static int nearBoundary(Random random) {
        return Math.max(0, BOUNDARIES[random.nextInt(BOUNDARIES.length)] + random.nextInt(11) - 5);
    }

    private static List<Integer> randomList(Random random, int maxSize) {
        return randomList(random, 0, maxSize);
    }

    private static List<Integer> randomList(Random random, int minSize, int maxSize) {
        int size = minSize + random.nextInt(maxSize - minSize + 1);
        List<Integer> result = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            result.add(random.nextInt(100));
        }
        return result;
    }
}
