package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.collections.api.list.ImmutableList;
import org.junit.jupiter.api.Test;

final class PersistentVectorTest {
    record Team(String name, ImmutableList<String> members) {}

    @Test
    void newWith_inARecord_returnsAVectorAgain() {
        Team team = new Team("red", PersistentVector.of("ann"));

        Team grown = new Team(team.name(), team.members().newWith("bob"));

        assertThat(grown.members()).isInstanceOf(PersistentVector.class).isEqualTo(List.of("ann", "bob"));
        assertThat(team.members()).isEqualTo(List.of("ann"));
    }

    @Test
    void get_outside_namesIndexAndSize() {
        PersistentVector<String> vector = PersistentVector.of("a", "b");

        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> vector.get(2))
                .withMessage("Index 2 out of bounds for length 2");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> vector.with(-1, "x"));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> vector.insert(3, "x"));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> vector.removeAt(2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> vector.subList(1, 3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> vector.listIterator(3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> vector.splice(1, 2, List.of()))
                .withMessageContaining("2");
        assertThatIllegalArgumentException().isThrownBy(() -> vector.take(-1)).withMessageContaining("-1");
    }

    @Test
    void with_theSameObject_returnsTheSameVector() {
        PersistentVector<Object> vector = numbers(100);

        assertThat(vector.with(50, vector.get(50))).isSameAs(vector);
        assertThat(vector.with(99, vector.get(99))).isSameAs(vector);
        assertThat(vector.splice(10, 60, vector.subList(10, 70))).isSameAs(vector);
        assertThat(vector.splice(5, 0, List.of())).isSameAs(vector);
        assertThat(PersistentVector.from(vector)).isSameAs(vector);
        assertThat(vector.newWithAll(List.of())).isSameAs(vector);
    }

    @Test
    void with_oneElement_sharesAllOtherLeaves() {
        PersistentVector<Object> vector = numbers(100_000);

        PersistentVector<Object> changed = vector.with(31_000, "x");

        assertThat(unsharedLeaves(vector, changed)).isEqualTo(1);
    }

    @Test
    void append_roomInTail_sharesTheWholeTrie() {
        PersistentVector<Object> vector = numbers(1_000);

        assertThat(vector.append("x").root()).isSameAs(vector.root());
    }

    @Test
    void append_fullTail_movesTheTailIntoTheTrie() {
        PersistentVector<Object> vector = numbers(32 * 33);

        PersistentVector<Object> longer = vector.append("x");

        assertThat(longer.leafAt(32 * 32)).isSameAs(vector.leafAt(32 * 32));
        assertThat(unsharedLeaves(vector, longer)).isZero();
    }

    @Test
    void splice_inTheMiddle_sharesTheFullLeavesBefore() {
        PersistentVector<Object> vector = numbers(40_000);

        PersistentVector<Object> changed = vector.splice(39_000, 3, List.of("x"));

        int leavesBefore = 39_000 / 32;
        for (int leaf = 0; leaf < leavesBefore; leaf++) {
            assertThat(changed.leafAt(leaf * 32)).isSameAs(vector.leafAt(leaf * 32));
        }
        assertThat(changed).hasSize(39_998);
    }

    @Test
    void splice_asManyInsertedAsRemoved_sharesWhatFollows() {
        PersistentVector<Object> vector = numbers(40_000);

        PersistentVector<Object> changed = vector.splice(100, 2, List.of("x", "y"));

        assertThat(unsharedLeaves(vector, changed)).isEqualTo(1);
        assertThat(vector.commonPrefix(changed)).isEqualTo(100);
        assertThat(vector.commonSuffix(changed)).isEqualTo(40_000 - 102);
    }

    @Test
    void subList_fromTheStart_sharesLeaves() {
        PersistentVector<Object> vector = numbers(2_000);

        assertThat(unsharedLeaves(vector, vector.subList(0, 1_500))).isLessThanOrEqualTo(1);
    }

    @Test
    void addAll_ofAVectorToAnEmptyBuilder_sharesItsLeaves() {
        PersistentVector<Object> vector = numbers(2_048);

        PersistentVector<Object> copy =
                PersistentVector.builder().addAll(vector).add("x").build();

        assertThat(unsharedLeaves(vector, copy)).isZero();
    }

    @Test
    void of_arrayOfOneLeaf_isCopied() {
        Integer[] array = IntStream.range(0, 32).boxed().toArray(Integer[]::new);
        PersistentVector<Integer> vector = PersistentVector.of(array);
        PersistentVector<Integer> longer = PersistentVector.of(1).newWithAll(Arrays.asList(array));

        array[0] = 99;

        assertThat(vector.get(0)).isZero();
        assertThat(longer.get(1)).isZero();
    }

    @Test
    void nullElements_everywhere_areAllowed() {
        PersistentVector<String> vector =
                PersistentVector.of("a", null).append(null).insert(0, null);

        assertThat(vector).isEqualTo(Arrays.asList(null, "a", null, null));
        assertThat(vector.indexOf(null)).isZero();
        assertThat(vector.lastIndexOf(null)).isEqualTo(3);
        assertThat(vector.with(1, null).hashCode())
                .isEqualTo(Arrays.asList(null, null, null, null).hashCode());
        assertThat(vector.contains(null)).isTrue();
    }

    @Test
    void equals_otherKindsOfList_followsTheContractOfList() {
        PersistentVector<Integer> vector = PersistentVector.of(1, 2, 3);

        assertThat(vector)
                .isEqualTo(List.of(1, 2, 3))
                .isNotEqualTo(List.of(1, 2))
                .isNotEqualTo(List.of(1, 2, 4));
        assertThat(List.of(1, 2, 3)).isEqualTo(vector).hasSameHashCodeAs(vector);
        assertThat(vector).isNotEqualTo(Set.of(1, 2, 3)).isNotEqualTo(PersistentVector.of(3, 2, 1));
        assertThat(PersistentVector.empty()).isEqualTo(List.of()).hasSameHashCodeAs(List.of());
    }

    @Test
    void emptyResults_allWays_areTheEmptyVector() {
        PersistentVector<Object> vector = numbers(40);

        assertThat(vector.subList(7, 7)).isSameAs(PersistentVector.empty());
        assertThat(vector.splice(0, 40, List.of())).isSameAs(PersistentVector.empty());
        assertThat(vector.select(each -> false)).isSameAs(PersistentVector.empty());
        assertThat(PersistentVector.builder().build()).isSameAs(PersistentVector.empty());
        assertThat(PersistentVector.empty().getFirst()).isNull();
        assertThat(PersistentVector.empty().getLast()).isNull();
    }

    @Test
    void forEachWithIndex_downwards_visitsBothEnds() {
        List<Integer> indexes = new ArrayList<>();

        numbers(40).forEachWithIndex(35, 30, (each, index) -> indexes.add(index));

        assertThat(indexes).containsExactly(35, 34, 33, 32, 31, 30);
    }

    @Test
    void iterator_pastTheEnds_throws() {
        ListIterator<Integer> iterator = PersistentVector.of(1).listIterator();

        assertThat(iterator.hasPrevious()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::previous);
        assertThat(iterator.next()).isEqualTo(1);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
        assertThat(iterator.previousIndex()).isZero();
        assertThat(iterator.nextIndex()).isEqualTo(1);
    }

    @Test
    void mutators_ofJavaUtilList_areUnsupported() {
        List<Integer> list = PersistentVector.of(2, 1);
        Iterator<Integer> iterator = list.iterator();
        iterator.next();

        assertUnsupported(() -> list.add(1));
        assertUnsupported(() -> list.add(0, 1));
        assertUnsupported(() -> list.addAll(List.of(1)));
        assertUnsupported(() -> list.addAll(0, List.of(1)));
        assertUnsupported(() -> list.set(0, 1));
        assertUnsupported(() -> list.remove(0));
        assertUnsupported(() -> list.remove(Integer.valueOf(1)));
        assertUnsupported(() -> list.removeAll(List.of(1)));
        assertUnsupported(() -> list.retainAll(List.of(1)));
        assertUnsupported(() -> list.removeIf(each -> false));
        assertUnsupported(() -> list.replaceAll(each -> each));
        assertUnsupported(() -> list.sort(Comparator.naturalOrder()));
        assertUnsupported(() -> Collections.sort(list));
        assertUnsupported(list::clear);
        assertUnsupported(iterator::remove);
        assertUnsupported(() -> list.listIterator().add(1));
        assertUnsupported(() -> list.listIterator().set(1));
        assertUnsupported(() -> list.subList(0, 1).clear());
    }

    @Test
    void stream_parallel_keepsOrder() {
        PersistentVector<Object> vector = numbers(10_000);

        assertThat(vector.parallelStream().toList()).isEqualTo(vector);
        assertThat(vector.stream().limit(3).toList()).isEqualTo(List.of(0, 1, 2));
    }

    private static void assertUnsupported(ThrowingCallable call) {
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(call);
    }

    private static PersistentVector<Object> numbers(int size) {
        PersistentVector.Builder<Object> builder = PersistentVector.builder();
        IntStream.range(0, size).forEach(builder::add);
        return builder.build();
    }

    /** How many leaves or tails of the second vector are not arrays of the first. */
    private static long unsharedLeaves(PersistentVector<?> first, PersistentVector<?> second) {
        Set<Object[]> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int index = 0; index < first.size(); index += 32) {
            leaves.add(first.leafAt(index));
        }
        return IntStream.range(0, (second.size() + 31) / 32)
                .filter(leaf -> leaf * 32 < Math.min(first.size(), second.size()))
                .filter(leaf -> !leaves.contains(second.leafAt(leaf * 32)))
                .count();
    }
}
