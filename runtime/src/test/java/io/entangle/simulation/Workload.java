package io.entangle.simulation;

import io.entangle.atom.RefusedException;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.replica.Intent;
import io.entangle.replica.Mutations;
import io.entangle.testing.Docs;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is written: fields, fields of maps, whole maps, lists, many fields at once. Values that a write puts are tokens
 * that name the write, so that each can be traced back to it.
 */
final class Workload {
    /** A number that is incremented. */
    private static final String COUNTER = "n";

    /** A number that is changed by calls. */
    private static final String STOCK = "k";

    static final Mutations<Doc> MUTATIONS = Mutations.<Doc>builder()
            .add("put-in", (doc, arguments) -> stocked(doc, arguments.get("count", Long.class)))
            .add("take-out", (doc, arguments) -> stocked(doc, -arguments.get("count", Long.class)))
            .build();

    static final String TOKEN = "write ";
    static final Doc FIRST = Doc.of("f0", 0, "m0", Doc.of("a", 0, "b", 0), "l0", Doc.list("first", "i0", "i1", "i2"));

    private static final int MOST_PENDING = 40;

    private static final int MOST_CHARACTERS = 300;
    /** A field that holds values of any shape. */
    private static final String ANYTHING = "x";

    private final Simulation world;
    private final SplittableRandom random;
    /** Whether there are counters; they don't go with whole documents, which would replace them. */
    private final boolean counts;

    private final int fields;
    private final int everyMs;
    private final boolean hubWrites;
    private long hubChanges;
    private boolean over;

    Workload(Simulation world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.counts = random.nextInt(3) > 0 || world.bank.isOpen();
        this.fields = 1 + random.nextInt(4);
        this.everyMs = 100 + random.nextInt(1_000);
        this.hubWrites = random.nextInt(3) > 0;
    }

    private static Doc stocked(Doc doc, long more) {
        long count = (doc.get(STOCK) instanceof Long number ? number : 0) + more;
        if (count < 0) {
            throw new RefusedException("too little is left");
        }
        return doc.with(STOCK, count);
    }

    /** The beginning of all values that a write puts. */
    static String token(String client, long sequence) {
        return TOKEN + client + "#" + sequence + ".";
    }

    void begin() {
        world.scheduler.after(random.nextInt(2 * everyMs), this::next);
    }

    void end() {
        over = true;
    }

    private void next() {
        if (over) {
            return;
        }
        int who = random.nextInt(world.replicas.size() + (hubWrites ? 1 : 0));
        for (int burst = random.nextInt(6) == 0 ? 8 : 1; burst > 0; burst--) {
            if (who == world.replicas.size()) {
                writeAtHub();
            } else {
                write(world.replicas.get(who));
            }
        }
        begin();
    }

    private void writeAtHub() {
        SimHub hub = world.faults.anyHub();
        if (hub.isUp() && hub.pausedFor() == 0) {
            SimAtom atom = hub.atom(random.nextInt(world.atoms));
            Values values = new Values(token("hub", 0) + ++hubChanges + ".");
            long version = atom.version();
            atom.swap(doc -> changed(doc, values));
            hub.stood();
            world.trace.add(hub.name, "changes", atom.value());
            if (atom.version() != version) {
                world.operations++;
                hub.changed(atom);
            }
        }
    }

    private void write(SimReplica replica) {
        SimCopy copy = replica.copies().get(random.nextInt(world.atoms));
        if (copy.state().version() == null
                || replica.pausedFor() > 0
                || copy.state().pending().size() > MOST_PENDING) {
            return;
        }
        if (world.bank.isOpen() && !replica.lossy() && random.nextInt(3) == 0) {
            replica.transfer(random.nextInt(20) - 10, groupKind());
            return;
        }
        if (counts && random.nextInt(4) == 0) {
            count(copy);
            return;
        }
        Doc before = copy.state().local();
        long sequence = world.madeBy(replica.client(), copy.atom) + 1;
        Values values = new Values(token(replica.client(), sequence));
        Made.Kind kind = Made.Kind.ORDINARY;
        Delta delta;
        Doc after;
        if (world.faults.has(Fault.POISON) && random.nextInt(8) == 0) {
            kind = Made.Kind.POISON;
            after = before.with(Made.POISON_FIELD, Made.POISON_VALUE).with("f0", values.next());
            delta = Delta.diff(before, after);
        } else if (random.nextInt(12) == 0) {
            delta = !counts && random.nextInt(5) == 0 ? wholeDocument(values) : wholeMap(values);
            after = delta.apply(before);
        } else {
            after = changed(before, values);
            delta = Delta.diff(before, after);
        }
        if (kind == Made.Kind.ORDINARY && world.faults.has(Fault.OVERSIZE) && random.nextInt(10) == 0) {
            kind = Made.Kind.OVERSIZE;
        }
        if (!delta.isEmpty()) {
            world.operations++;
            copy.write(delta, after, kind);
        }
    }

    private Made.Kind groupKind() {
        boolean isPoison = world.faults.has(Fault.POISON) && random.nextInt(4) == 0;
        boolean isOversize = world.faults.has(Fault.OVERSIZE) && random.nextInt(8) == 0;
        return isPoison ? Made.Kind.POISON : isOversize ? Made.Kind.OVERSIZE : Made.Kind.MAY_BE_REFUSED;
    }

    private void count(SimCopy copy) {
        world.operations++;
        long by = 1 + random.nextInt(5);
        switch (random.nextInt(4)) {
            case 0, 1 -> {
                long more = random.nextBoolean() ? by : -by;
                Change change = Change.counted(COUNTER, more, false);
                copy.write(new Intent.Increment(change.path(), more), change, Made.Kind.ORDINARY);
            }
            case 2 ->
                copy.write(
                        new Intent.Call("put-in", Doc.of("count", by)),
                        Change.counted(STOCK, by, false),
                        Made.Kind.ORDINARY);
            default -> {
                Change change = Change.counted(STOCK, -by, true);
                if (!change.isRefusedBy(copy.state().local())) {
                    copy.write(new Intent.Call("take-out", Doc.of("count", by)), change, Made.Kind.MAY_BE_REFUSED);
                }
            }
        }
    }

    private final class Values {
        private final String prefix;
        private int count;

        Values(String prefix) {
            this.prefix = prefix;
        }

        String next() {
            return prefix + count++;
        }
    }

    private Delta wholeMap(Values values) {
        Doc map = Doc.of("a", values.next());
        PersistentMap<String, Edit> none = PersistentMap.empty();
        Edit put = Edit.put(random.nextBoolean() ? map : map.with("c", values.next()));
        return Delta.of(Edit.ofMap(none.with("m" + random.nextInt(2), put)));
    }

    private Delta wholeDocument(Values values) {
        return Delta.of(Edit.put(Doc.of("f0", values.next(), "m1", Doc.of("a", values.next()), "l0", Doc.list())));
    }

    private Doc changed(Doc doc, Values values) {
        return switch (random.nextInt(18)) {
            case 0, 1, 2, 3, 4 -> doc.with("f" + random.nextInt(fields), values.next());
            case 5, 6 -> doc.without("f" + random.nextInt(fields));
            case 7, 8, 9 -> nested(doc, values);
            case 10 -> doc.without("m" + random.nextInt(2));
            case 11 -> doc.with("m" + random.nextInt(2), values.next());
            case 12, 13, 14 -> doc.with("l0", list(doc, values));
            case 15, 16 -> doc.with(ANYTHING, anything(doc.get(ANYTHING)));
            default -> many(doc, values);
        };
    }

    private Doc nested(Doc doc, Values values) {
        String map = "m" + random.nextInt(2);
        String key = List.of("a", "b", "c").get(random.nextInt(3));
        if (!(doc.get(map) instanceof Doc)) {
            return doc.with(map, Doc.of(key, values.next()));
        }
        return random.nextInt(4) == 0 ? doc.without(Path.of(map, key)) : doc.with(Path.of(map, key), values.next());
    }

    /** A document of any shape, a few edits away from what stands there. */
    private Doc anything(@Nullable Object now) {
        Random source = new Random(random.nextLong());
        boolean isSmall = now instanceof Doc doc && doc.toCanonicalJson().length() < MOST_CHARACTERS;
        return isSmall ? Docs.mutate(source, (Doc) now) : Docs.container(source, 8);
    }

    /** A list whose first item names the write. */
    private Doc list(Doc doc, Values values) {
        List<Object> items = new ArrayList<>();
        if (doc.get("l0") instanceof Doc list) {
            list.asList().forEach(items::add);
        }
        if (!items.isEmpty()) {
            items.remove(0);
        }
        if (items.isEmpty() || items.size() < 6 && random.nextBoolean()) {
            items.add(random.nextInt(items.size() + 1), "i" + random.nextInt(100));
        } else {
            items.remove(random.nextInt(items.size()));
        }
        items.add(0, values.next());
        return Doc.from(items);
    }

    private Doc many(Doc doc, Values values) {
        Doc result = doc;
        for (int i = 0; i < 4; i++) {
            result = result.with("f" + i, values.next());
        }
        return result;
    }
}
