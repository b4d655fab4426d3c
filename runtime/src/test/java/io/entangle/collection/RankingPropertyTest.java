package io.entangle.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Laws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The ranking against a naive model, java.util.TreeSet. */
final class RankingPropertyTest {
    private static void check(Ranking<Integer> ranking, TreeSet<Integer> model) {
        List<Integer> expected = List.copyOf(model);

        assertThat(new RankedList<>(ranking, Integer.MAX_VALUE)).containsExactlyElementsOf(expected);
        assertThat(ranking.size()).isEqualTo(expected.size());
        assertThat(ranking.isBalanced()).isTrue();
        for (int rank = 0; rank < expected.size(); rank++) {
            assertThat(ranking.get(rank)).isEqualTo(expected.get(rank));
        }
    }

    private static int draw(Random random, int range) {
        return random.nextInt(8) == 0 ? random.nextInt(range) : random.nextInt(1 + random.nextInt(range));
    }

    @Test
    void changes_areThoseOfTheModel() {
        Laws.check(1_000, random -> {
            int range = 1 + random.nextInt(200);
            TreeSet<Integer> model = new TreeSet<>();
            Ranking<Integer> ranking = Ranking.empty(Comparator.naturalOrder());
            if (random.nextBoolean()) {
                random.ints(random.nextInt(100), 0, range).forEach(model::add);
                ranking = Ranking.ofSorted(Comparator.naturalOrder(), new ArrayList<>(model));
            }
            int shrinking = 1 + random.nextInt(3);
            for (int i = random.nextInt(100); i >= 0; i--) {
                int element = draw(random, range);
                assertThat(ranking.rank(element))
                        .isEqualTo(model.headSet(element).size());
                if (random.nextInt(4) < shrinking) {
                    Ranking<Integer> without = ranking.without(element);
                    assertThat(without == ranking).isEqualTo(!model.remove(element));
                    ranking = without;
                } else {
                    model.add(element);
                    ranking = ranking.with(element);
                }
            }
            check(ranking, model);
        });
    }

    @Test
    void first_isTheHeadOfTheModel_andBalanced() {
        Laws.check(1_000, random -> {
            TreeSet<Integer> model = new TreeSet<>();
            Ranking<Integer> ranking = Ranking.empty(Comparator.naturalOrder());
            for (int i = random.nextInt(200); i > 0; i--) {
                int element = draw(random, 500);
                model.add(element);
                ranking = ranking.with(element);
            }
            int count = random.nextInt(model.size() + 5);

            Ranking<Integer> first = ranking.first(count);

            check(first, model.stream().limit(count).collect(TreeSet::new, TreeSet::add, TreeSet::addAll));
            check(ranking, model);
        });
    }

    @Test
    void elementsInOrder_keepItBalanced() {
        Ranking<Integer> ranking = Ranking.empty(Comparator.naturalOrder());
        for (int i = 0; i < 10_000; i++) {
            ranking = ranking.with(i);
        }
        assertThat(ranking.isBalanced()).isTrue();
        for (int i = 0; i < 9_990; i++) {
            ranking = ranking.without(i);
        }

        assertThat(ranking.isBalanced()).isTrue();
        assertThat(new RankedList<>(ranking, 3)).containsExactly(9_990, 9_991, 9_992);
    }
}
