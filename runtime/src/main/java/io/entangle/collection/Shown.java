package io.entangle.collection;

import io.entangle.value.MapDifference;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a live list shows of a version of its collection. All that is selected is ranked, and not only what is within the
 * limit: when something within it goes, what comes next is known. Immutable.
 *
 * @param selection what is selected
 * @param source the version of the collection
 * @param ranking all of its items that are selected, whatever the limit
 * @param steps what became of items since the version that was shown before; empty for the first
 * @param <T> the type of records
 */
record Shown<T>(
        Selection<T> selection, PersistentMap<String, T> source, Ranking<Item<T>> ranking, List<Step<T>> steps) {
    /**
     * What became of one item: not the same, and not both null.
     *
     * @param before the item that was selected; null if it was not
     * @param after the item that is selected now; null if it is not
     * @param <T> the type of records
     */
    record Step<T>(@Nullable Item<T> before, @Nullable Item<T> after) {
        String id() {
            return before == null ? after.id() : before.id();
        }
    }

    /** The first that is shown: everything is looked at. */
    static <T> Shown<T> of(Selection<T> selection, PersistentMap<String, T> source) {
        Comparator<Item<T>> comparator = selection.comparator();
        Ranking<Item<T>> ranking = Ranking.ofSorted(comparator, selection.sorted(source, comparator));
        return new Shown<>(selection, source, ranking, List.of());
    }

    /** What is shown of another version: what the two versions share is not looked at. */
    Shown<T> at(PersistentMap<String, T> newer) {
        Advance advance = new Advance();
        source.forEachDifference(newer, advance);
        return new Shown<>(selection, newer, advance.ranked, List.copyOf(advance.steps));
    }

    List<Item<T>> list() {
        return new RankedList<>(ranking, selection.limit());
    }

    /** Whether an item that is selected is within the limit. */
    boolean isWithin(Item<T> item) {
        return ranking.size() <= selection.limit() || ranking.rank(item) < selection.limit();
    }

    /** Takes in what has changed. */
    private final class Advance implements MapDifference<String, T> {
        private final List<Step<T>> steps = new ArrayList<>();
        private Ranking<Item<T>> ranked = ranking;

        @Override
        public void added(String id, @Nullable T after) {
            became(id, null, after);
        }

        @Override
        public void removed(String id, @Nullable T before) {
            became(id, before, null);
        }

        @Override
        public void changed(String id, @Nullable T before, @Nullable T after) {
            if (before == null || !before.equals(after)) {
                became(id, before, after);
            }
        }

        private void became(String id, @Nullable T before, @Nullable T after) {
            Item<T> older = before == null ? null : new Item<>(id, before);
            Item<T> newer = after == null || !selection.accepts(after) ? null : new Item<>(id, after);
            Ranking<Item<T>> without = older == null ? ranked : ranked.without(older);
            if (without == ranked) {
                older = null; // it was not selected
            }
            if (older != null || newer != null) {
                ranked = newer == null ? without : without.with(newer);
                steps.add(new Step<>(older, newer));
            }
        }
    }
}
