package io.entangle.bench;

import io.entangle.atom.Atom;
import io.entangle.collection.Item;
import io.entangle.collection.LiveList;
import io.entangle.collection.RecordCollection;
import io.entangle.collection.Selection;
import io.entangle.type.AtomType;
import io.entangle.value.MapDifference;
import io.entangle.value.PersistentMap;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** A collection, and a way to have its open tickets in order, the most urgent first. */
abstract class ListSystem {
    static final List<String> ALL = List.of("live", "tree-set", "again", "none");
    static final int URGENCIES = 1_000;

    /** What the collection holds: two of three are open. */
    record Ticket(String text, int urgency, boolean open) {
        Ticket withUrgency(int other) {
            return new Ticket(text, other, open);
        }
    }

    private final RecordCollection<Ticket> tickets;

    private ListSystem(RecordCollection<Ticket> tickets) {
        this.tickets = tickets;
    }

    RecordCollection<Ticket> tickets() {
        return tickets;
    }

    /** The first of the list as it is now. */
    abstract Ticket first();

    static RecordCollection<Ticket> tickets(int size) {
        SplittableRandom random = new SplittableRandom(size);
        PersistentMap<String, Ticket> tickets = PersistentMap.empty();
        int number = 0;
        for (String id : Keys.of(size)) {
            tickets = tickets.with(id, new Ticket("ticket " + id, random.nextInt(URGENCIES), number++ % 3 > 0));
        }
        return RecordCollection.of(Atom.of(AtomType.mapOf(Ticket.class), tickets));
    }

    static Selection<Ticket> selection(RecordCollection<Ticket> tickets, int limit) {
        return tickets.where(Ticket::open).orderByDescending(Ticket::urgency).limit(limit);
    }

    static ListSystem named(String name, RecordCollection<Ticket> tickets, int limit) {
        return switch (name) {
            case "live" -> new Live(tickets, limit);
            case "tree-set" -> new ByHand(tickets);
            case "again" -> new Again(tickets, limit);
            case "none" -> new None(tickets);
            default -> throw new IllegalArgumentException("unknown system " + name);
        };
    }

    /** A live list whose watch looks at the events. */
    private static final class Live extends ListSystem {
        private final LiveList<Ticket> list;
        private long events;

        Live(RecordCollection<Ticket> tickets, int limit) {
            super(tickets);
            list = selection(tickets, limit)
                    .watch("bench", change -> events += change.events().size());
        }

        @Override
        Ticket first() {
            return list.get().get(0).record();
        }
    }

    /** Evaluated again. */
    private static final class Again extends ListSystem {
        private final Selection<Ticket> selection;

        Again(RecordCollection<Ticket> tickets, int limit) {
            super(tickets);
            selection = selection(tickets, limit);
        }

        @Override
        Ticket first() {
            return selection.list().get(0).record();
        }
    }

    /**
     * What one would write by hand: a sorted set of the JDK, kept up to date by the difference of the two maps. It has no
     * positions, no events and nothing to be given away, for it is changed in its place.
     */
    private static final class ByHand extends ListSystem implements MapDifference<String, Ticket> {
        private final TreeSet<Item<Ticket>> sorted = new TreeSet<>(
                Comparator.<Item<Ticket>>comparingInt(item -> -item.record().urgency())
                        .thenComparing(Item::id));

        ByHand(RecordCollection<Ticket> tickets) {
            super(tickets);
            tickets.asMap().forEach(this::added);
            tickets.cell().watch("by hand", (before, after) -> before.forEachDifference(after, this));
        }

        @Override
        public void added(String id, Ticket after) {
            if (after.open()) {
                sorted.add(new Item<>(id, after));
            }
        }

        @Override
        public void removed(String id, Ticket before) {
            sorted.remove(new Item<>(id, before));
        }

        @Override
        public void changed(String id, Ticket before, Ticket after) {
            removed(id, before);
            added(id, after);
        }

        @Override
        Ticket first() {
            return sorted.first().record();
        }
    }

    /** No list: what the change of the collection takes by itself. */
    private static final class None extends ListSystem {
        None(RecordCollection<Ticket> tickets) {
            super(tickets);
        }

        @Override
        Ticket first() {
            return tickets().get("user:0000000");
        }
    }
}
