package io.entangle.pubsub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Version;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.replica.Intent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.ReplicaStore.Identity;
import io.entangle.replica.ReplicaStore.Stored;
import io.entangle.replica.StoreException;
import io.entangle.testing.Docs;
import io.entangle.value.Doc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A store beside a model of it: random use, ended by closing it, by killing its process, or by cutting the power. */
abstract class StoreModel {
    private static final List<String> ATOMS = List.of("a", "b", "c/ä");
    private static final int STEPS = 60;

    @TempDir
    private Path temporary;

    private int places;

    private Path nextPlace() {
        return temporary.resolve("p" + places++);
    }

    /** {@return a disk for stores of the kind that is tested} */
    abstract TestDisk newDisk();

    /** {@return at how many bytes, at most, a store puts itself in order, so that it does during a run} */
    abstract int mostTidyBytes();

    /** Uses a store as chance has it, and compares it with the model after each step. */
    final void use(Random random) {
        try {
            new Run(random).run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private final class Run {
        private final Random random;
        private TestDisk disk = newDisk();
        private Path place;
        private ReplicaStore store;
        private final Identity identity;

        /** What there was after each step since the last end, oldest first; what is durable can't be lost. */
        private final List<Map<String, Stored>> states = new ArrayList<>();

        private int durable;

        Run(Random random) {
            this.random = random;
            this.place = nextPlace();
            this.store = open();
            this.identity = store.identity();
            states.add(new TreeMap<>());
        }

        private ReplicaStore open() {
            return disk.open(place, Entropy.seeded(random.nextLong()), 200 + random.nextInt(mostTidyBytes()));
        }

        private Map<String, Stored> now() {
            return states.get(states.size() - 1);
        }

        private void step(Map<String, Stored> changes) {
            Map<String, Stored> next = new TreeMap<>(now());
            next.putAll(changes);
            states.add(next);
        }

        void run() throws Exception {
            for (int i = 0; i < STEPS; i++) {
                switch (random.nextInt(13)) {
                    case 0 -> end();
                    case 1 -> crash(false);
                    case 2 -> crash(true);
                    case 3, 4, 5, 6 -> append();
                    case 7 -> full();
                    case 8 -> forget();
                    default -> save();
                }
                assertThat(stored()).isEqualTo(now());
            }
            end();
            assertThat(stored()).isEqualTo(now());
            store.close();
        }

        private Map<String, Stored> stored() {
            Map<String, Stored> all = new TreeMap<>();
            for (String atom : ATOMS) {
                Stored stored = store.load(atom);
                if (stored != null) {
                    all.put(atom, stored);
                }
            }
            return all;
        }

        private void save() {
            Map<String, Stored> changes = new TreeMap<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                String atom = ATOMS.get(random.nextInt(ATOMS.size()));
                changes.put(atom, next(now().get(atom)));
            }
            store.save(changes);
            step(changes);
        }

        private void forget() {
            String atom = ATOMS.get(random.nextInt(ATOMS.size()));
            store.forget(atom);
            Map<String, Stored> left = new TreeMap<>(now());
            left.remove(atom);
            states.add(left);
        }

        private Stored next(@Nullable Stored before) {
            Stored after;
            HybridTimestamp updated =
                    new HybridTimestamp(random.nextInt(1 << 20), random.nextInt(9), new SiteId(random.nextLong()));
            if (before == null) {
                Version version = new Version(random.nextLong(), random.nextInt(99));
                after = new Stored(version, updated, Docs.random(random, 30), List.of(), 1 + random.nextInt(5));
            } else {
                Version version = random.nextInt(6) == 0
                        ? new Version(random.nextLong(), random.nextInt(99))
                        : before.version().withNumber(before.version().number() + 1);
                boolean otherEpoch = version.epoch() != before.version().epoch();
                List<PendingWrite> left = new ArrayList<>();
                int done = random.nextInt(before.pending().size() + 1) / 2;
                for (PendingWrite write :
                        before.pending().subList(done, before.pending().size())) {
                    if (random.nextInt(12) != 0) {
                        left.add(otherEpoch ? Writes.seen(write, 0) : write);
                    }
                }
                Doc value = random.nextInt(4) == 0 ? before.value() : edited(before.value());
                after = new Stored(version, updated, value, List.copyOf(left), before.nextSequence());
            }
            return after;
        }

        private Intent intent(Doc doc) {
            return switch (random.nextInt(4)) {
                case 0 -> new Intent.Increment(io.entangle.value.Path.of(Docs.key(random)), Docs.number(random));
                case 1 -> new Intent.Call(Docs.string(random), Docs.random(random, 9));
                default -> new Intent.Edits(Delta.diff(doc, edited(doc)));
            };
        }

        private Doc edited(Doc value) {
            return Docs.mutate(random, value);
        }

        private List<Entry> someWrites(Map<String, Stored> changes) {
            List<Entry> writes = new ArrayList<>();
            List<String> known = List.copyOf(now().keySet());
            for (int i = random.nextInt(3); i >= 0 && !known.isEmpty(); i--) {
                String atom = known.get(random.nextInt(known.size()));
                Stored before = changes.getOrDefault(atom, now().get(atom));
                Doc doc = before.value();
                PendingWrite write = Writes.write(
                        before.nextSequence(),
                        before.version().number(),
                        random.nextInt(1 << 20),
                        identity.site(),
                        intent(doc),
                        1 + random.nextInt(3));
                List<PendingWrite> pending = new ArrayList<>(before.pending());
                pending.add(write);
                changes.put(
                        atom,
                        new Stored(
                                before.version(),
                                before.updated(),
                                doc,
                                List.copyOf(pending),
                                before.nextSequence() + 1));
                writes.add(new Entry(atom, write));
            }
            return writes;
        }

        private void append() {
            Map<String, Stored> changes = new TreeMap<>();
            List<Entry> writes = someWrites(changes);
            if (!writes.isEmpty()) {
                long position = store.append(writes);
                step(changes);
                if (random.nextBoolean()) {
                    store.force(position);
                    durable = states.size() - 1;
                }
            }
        }

        private void full() {
            List<Entry> writes = someWrites(new TreeMap<>());
            disk.full(true);
            if (!writes.isEmpty()) {
                int last = writes.size() - 1;
                writes.set(last, large(writes.get(last)));
                assertThatThrownBy(() -> store.append(writes)).isInstanceOf(StoreException.class);
                assertThat(store.failure()).isNull();
            }
            disk.full(false);
        }

        private Entry large(Entry entry) {
            PendingWrite write = entry.write();
            Intent large = new Intent.Call("large", Doc.of("text", "x".repeat(300_000)));
            return new Entry(
                    entry.atom(),
                    Writes.write(write.sequence(), write.seen(), write.written().ms(), identity.site(), large, 1));
        }

        private void end() {
            store.close();
            store = open();
            keep(states.size() - 1);
        }

        /** Ends without closing: all that was written survives, or, without power, what is durable and some of the rest. */
        private void crash(boolean power) throws Exception {
            Path left = power
                    ? disk.withoutPower(place, nextPlace(), random.nextDouble())
                    : TestDisk.killed(place, nextPlace());
            store.close();
            place = left;
            disk = newDisk();
            store = open();
            Map<String, Stored> found = stored();
            int at = states.lastIndexOf(found);
            assertThat(at).as("what is left is what there was at a time").isGreaterThanOrEqualTo(power ? durable : 0);
            assertThat(power || at == states.size() - 1).isTrue();
            keep(at);
        }

        private void keep(int at) {
            Map<String, Stored> kept = states.get(at);
            states.clear();
            states.add(kept);
            durable = 0;
            assertThat(store.identity()).isEqualTo(identity);
            kept.forEach((atom, stored) -> assertThat(store.unsent().contains(atom))
                    .isEqualTo(!stored.pending().isEmpty()));
        }
    }
}
