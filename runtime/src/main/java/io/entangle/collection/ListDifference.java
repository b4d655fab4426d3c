package io.entangle.collection;

import io.entangle.collection.Shown.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the steps from what a live list showed to what it shows next, at the cost of what became of its items. Used once.
 *
 * <p>Items that nothing has happened to keep their order among themselves. Of a list with a limit, those shown are the first
 * so many of them, before and after. So those that came in or went out only because others did are the last of them, and
 * are found by going back from the end of the longer of the two.
 *
 * @param <T> the type of records
 */
final class ListDifference<T> {
    private final Shown<T> before;
    private final Shown<T> after;
    private final Comparator<Item<T>> order;
    private final List<Item<T>> removed = new ArrayList<>();
    private final List<Step<T>> changed = new ArrayList<>();
    private final List<Item<T>> added = new ArrayList<>();

    private ListDifference(Shown<T> before, Shown<T> after) {
        this.before = before;
        this.after = after;
        this.order = after.selection().comparator();
    }

    /** The change from what was shown to what is shown next after it. */
    static <T> ListChange<T> between(Shown<T> before, Shown<T> after) {
        ListDifference<T> difference = new ListDifference<>(before, after);
        List<Item<T>> older = before.list();
        List<Item<T>> newer = after.list();
        difference.sortOut(older.size(), newer.size());
        return new ListChange<>(older, newer, difference.events(older.size()));
    }

    /** The change from the empty list. */
    static <T> ListChange<T> toFirst(Shown<T> first) {
        List<Item<T>> list = first.list();
        List<ListEvent<T>> events = new ArrayList<>(list.size());
        for (Item<T> item : list) {
            events.add(new ListEvent.Added<>(events.size(), item));
        }
        return new ListChange<>(List.of(), list, List.copyOf(events));
    }

    /** Tells those that came from those that went and those that have another record. */
    private void sortOut(int sizeBefore, int sizeAfter) {
        int unchangedBefore = sizeBefore;
        int unchangedAfter = sizeAfter;
        for (Step<T> step : after.steps()) {
            boolean was = step.before() != null && before.isWithin(step.before());
            boolean is = step.after() != null && after.isWithin(step.after());
            unchangedBefore -= was ? 1 : 0;
            unchangedAfter -= is ? 1 : 0;
            if (was && is) {
                changed.add(step);
            } else if (was) {
                removed.add(step.before());
            } else if (is) {
                added.add(step.after());
            }
        }
        collectLast(before, sizeBefore, unchangedBefore - unchangedAfter, removed);
        collectLast(after, sizeAfter, unchangedAfter - unchangedBefore, added);
    }

    /** The last so many of those shown that nothing has happened to. */
    private void collectLast(Shown<T> shown, int size, int count, List<Item<T>> found) {
        if (count <= 0) {
            return;
        }
        Set<String> happened = new HashSet<>();
        after.steps().forEach(step -> happened.add(step.id()));
        int left = count;
        for (int rank = size - 1; left > 0; rank--) {
            Item<T> item = shown.ranking().get(rank);
            if (!happened.contains(item.id())) {
                found.add(item);
                left--;
            }
        }
    }

    private List<ListEvent<T>> events(int sizeBefore) {
        List<ListEvent<T>> events = new ArrayList<>(removed.size() + changed.size() + added.size());
        removed.sort(order.reversed());
        added.sort(order);
        for (Item<T> item : removed) {
            events.add(new ListEvent.Removed<>(before.ranking().rank(item), item));
        }
        if (changed.size() == 1) {
            change(changed.get(0), events);
        } else if (!changed.isEmpty()) {
            changeAll(before.ranking().first(sizeBefore), events);
        }
        for (Item<T> item : added) {
            events.add(new ListEvent.Added<>(after.ranking().rank(item), item));
        }
        return List.copyOf(events);
    }

    /** The only change of a record, by far the most frequent: its place follows from the two rankings. */
    private void change(Step<T> step, List<ListEvent<T>> events) {
        int from = before.ranking().rank(step.before()) - countBefore(step.before(), removed);
        int to = after.ranking().rank(step.after()) - countBefore(step.after(), added);
        events.add(changed(step, from, to));
    }

    private int countBefore(Item<T> item, List<Item<T>> others) {
        int count = 0;
        for (Item<T> other : others) {
            count += order.compare(other, item) < 0 ? 1 : 0;
        }
        return count;
    }

    /** Goes through the changes one by one, for each of them bears on the index of others. */
    private void changeAll(Ranking<Item<T>> shown, List<ListEvent<T>> events) {
        Ranking<Item<T>> ranking = shown;
        for (Item<T> item : removed) {
            ranking = ranking.without(item);
        }
        changed.sort(Comparator.comparing(Step::after, order));
        for (Step<T> step : changed) {
            int from = ranking.rank(step.before());
            ranking = ranking.without(step.before());
            int to = ranking.rank(step.after());
            ranking = ranking.with(step.after());
            events.add(changed(step, from, to));
        }
    }

    private static <T> ListEvent<T> changed(Step<T> step, int from, int to) {
        return new ListEvent.Changed<>(from, to, step.before().record(), step.after());
    }
}
