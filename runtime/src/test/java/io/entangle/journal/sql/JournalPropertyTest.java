package io.entangle.journal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.journal.AtomHead;
import io.entangle.journal.ClientMark;
import io.entangle.journal.Entry;
import io.entangle.journal.Journal;
import io.entangle.journal.JournalException;
import io.entangle.journal.JournalException.Failure;
import io.entangle.journal.MemoryJournal;
import io.entangle.journal.Recovery;
import io.entangle.journal.Snapshot;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random uses of a journal do to it what they do to a list of all that ever happened. */
final class JournalPropertyTest {
    @TempDir
    private Path directory;

    private final AtomicInteger files = new AtomicInteger();

    @Test
    void memory_randomUse_isLikeTheModel() {
        Laws.check(200, random -> {
            Journal journal = new MemoryJournal();
            new Use(random, () -> journal).run(80);
        });
    }

    @Test
    void sqlite_randomUse_isLikeTheModel() {
        Laws.check(10, random -> {
            Path file = directory.resolve("state-" + files.incrementAndGet() + ".db");
            new Use(random, () -> Journals.sqlite(file)).run(80);
        });
    }

    @Test
    void postgres_randomUse_isLikeTheModel() {
        Laws.check(5, random -> {
            String url = Postgres.freshUrl();
            new Use(random, () -> Journals.postgres(url)).run(80);
        });
    }

    /** All that ever happened to an atom. */
    private static final class Model {
        private final String name;
        private final List<Snapshot> snapshots = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private final List<ClientMark> clients = new ArrayList<>();
        private final List<Doc> values = new ArrayList<>();
        private final long first;
        private long epoch;
        private long oldest;

        Model(String name, long epoch, Snapshot first) {
            this.name = name;
            this.epoch = epoch;
            this.first = first.version();
            oldest = first.version();
            snapshots.add(first);
            values.add(first.value());
        }

        long version() {
            return first + entries.size();
        }

        Doc value() {
            return values.get(values.size() - 1);
        }

        long atMs(long version) {
            return version == first
                    ? snapshots.get(0).atMs()
                    : entries.get((int) (version - first - 1)).atMs();
        }

        HybridTimestamp made(long version) {
            return version == first
                    ? snapshots.get(0).made()
                    : entries.get((int) (version - first - 1)).made();
        }

        List<Entry> after(long version) {
            return List.copyOf(entries.subList((int) (version - first), entries.size()));
        }

        Snapshot snapshotUpTo(long version) {
            return snapshots.stream()
                    .filter(snapshot -> snapshot.version() <= version && snapshot.version() >= oldest)
                    .max(Comparator.comparing(Snapshot::version))
                    .orElseThrow();
        }

        void add(Entry entry) {
            entries.add(entry);
            values.add(entry.delta().apply(value()));
            Entry.Origin origin = entry.origin();
            if (origin != null) {
                Doc outcomes = origin.outcomes();
                for (ClientMark mark : clients) {
                    if (mark.client().equals(origin.client()) && outcomes == null) {
                        outcomes = mark.outcomes();
                    }
                }
                clients.removeIf(mark -> mark.client().equals(origin.client()));
                clients.add(new ClientMark(origin.client(), origin.sequence(), outcomes, entry.atMs()));
            }
        }
    }

    /** A random use of one journal. */
    private static final class Use {
        private final Random random;
        private final Supplier<Journal> opening;
        private final List<Model> models = new ArrayList<>();
        private List<List<Entry>> last = List.of();
        private List<Boolean> lastKept = List.of();
        private long now = 1000;
        private Journal journal;

        Use(Random random, Supplier<Journal> opening) {
            this.random = random;
            this.opening = opening;
            journal = opening.get();
        }

        void run(int steps) {
            try {
                begin();
                for (int i = 0; i < steps; i++) {
                    step();
                }
                assertThat(journal.verify(progress -> {})).isEmpty();
                models.forEach(this::compare);
            } finally {
                journal.close();
            }
        }

        private void step() {
            Model model = models.get(random.nextInt(models.size()));
            switch (random.nextInt(14)) {
                case 0 -> begin();
                case 1 -> snapshot(model);
                case 2 -> compact(model);
                case 3 -> forgetClients();
                case 4 -> beginEpoch(model);
                case 5 -> reopen();
                case 6 -> assertThat(journal.append(last)).isEqualTo(lastKept);
                case 7 -> compare(model);
                default -> append();
            }
        }

        private void begin() {
            String name = Docs.key(random) + models.size();
            Snapshot first =
                    new Snapshot(random.nextInt(3), random.nextInt(1000), stamp(), Docs.random(random, 10), notes());
            if (models.stream().noneMatch(model -> model.name.equals(name))) {
                models.add(new Model(name, random.nextLong(), first));
                Model model = models.get(models.size() - 1);
                assertThat(journal.begin(name, model.epoch, first)).isEqualTo(head(model));
            }
        }

        private void append() {
            List<List<Entry>> groups = new ArrayList<>();
            List<Boolean> kept = new ArrayList<>();
            Set<Model> behind = new HashSet<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                boolean follows = random.nextInt(5) > 0;
                List<Entry> group = new ArrayList<>();
                List<Model> changed = new ArrayList<>();
                for (int j = random.nextInt(3); j >= 0; j--) {
                    Model model = models.get(random.nextInt(models.size()));
                    if (!changed.contains(model)) {
                        changed.add(model);
                        boolean wrong = !follows && j == 0;
                        group.add(entry(model, model.version() + (wrong ? 2 : 1)));
                    }
                }
                boolean all = group.stream()
                                .allMatch(
                                        entry -> entry.version() == model(entry).version() + 1)
                        && changed.stream().noneMatch(behind::contains);
                if (all) {
                    group.forEach(entry -> model(entry).add(entry));
                } else {
                    behind.addAll(changed);
                }
                groups.add(group);
                kept.add(all);
            }
            assertThat(journal.append(groups)).isEqualTo(kept);
            last = groups;
            lastKept = kept;
        }

        private Model model(Entry entry) {
            return models.stream()
                    .filter(model -> model.name.equals(entry.atom()))
                    .findFirst()
                    .orElseThrow();
        }

        private Entry entry(Model model, long version) {
            now += random.nextInt(3);
            Entry.Origin origin = random.nextBoolean()
                    ? null
                    : new Entry.Origin("client " + random.nextInt(4), 1 + random.nextInt(1000), notes());
            Delta delta = Delta.diff(model.value(), Docs.mutate(random, model.value()));
            return new Entry(model.name, version, now, stamp(), origin, delta, notes());
        }

        private Doc notes() {
            return random.nextInt(3) == 0 ? Docs.random(random, 5) : null;
        }

        private HybridTimestamp stamp() {
            return new HybridTimestamp(random.nextInt(100_000), random.nextInt(1 << 16), new SiteId(random.nextLong()));
        }

        private void snapshot(Model model) {
            long version = model.oldest + random.nextInt((int) (model.version() - model.oldest) + 1);
            Snapshot snapshot = new Snapshot(
                    version,
                    model.atMs(version),
                    model.made(version),
                    model.values.get((int) (version - model.first)),
                    notes());
            journal.snapshot(model.name, snapshot);
            if (model.snapshots.stream().noneMatch(kept -> kept.version() == version)) {
                model.snapshots.add(snapshot);
            }
        }

        private void compact(Model model) {
            long oldest = random.nextInt((int) model.version() + 3);
            if (oldest > model.oldest) {
                model.oldest = model.snapshotUpTo(oldest).version();
                last = List.of();
                lastKept = List.of();
            }
            assertThat(journal.compact(model.name, oldest)).isEqualTo(model.oldest);
        }

        private void forgetClients() {
            long before = now - random.nextInt(100);
            int forgotten = 0;
            for (Model model : models) {
                int marks = model.clients.size();
                model.clients.removeIf(mark -> mark.atMs() < before);
                forgotten += marks - model.clients.size();
            }
            assertThat(journal.forgetClients(Instant.ofEpochMilli(before))).isEqualTo(forgotten);
        }

        private void beginEpoch(Model model) {
            model.epoch = random.nextLong();
            journal.beginEpoch(model.name, model.epoch);
        }

        private void reopen() {
            if (!(journal instanceof MemoryJournal)) {
                journal.close();
                journal = opening.get();
            }
        }

        private static AtomHead head(Model model) {
            return new AtomHead(model.name, model.epoch, model.version(), model.oldest);
        }

        private void compare(Model model) {
            int versions = random.nextInt((int) model.version() + 3);
            Snapshot from = model.snapshotUpTo(Math.max(model.oldest, model.version() - versions));
            Recovery recovery = journal.recover(model.name, versions);
            assertThat(recovery).isNotNull();
            assertThat(recovery.head()).isEqualTo(head(model));
            assertThat(recovery.snapshot()).isEqualTo(from);
            assertThat(recovery.entries()).isEqualTo(model.after(from.version()));
            assertThat(recovery.clients()).containsExactlyInAnyOrderElementsOf(model.clients);

            long version = model.oldest + random.nextInt((int) (model.version() - model.oldest) + 1);
            assertThat(journal.snapshotAt(model.name, version)).isEqualTo(model.snapshotUpTo(version));
            List<Entry> read = new ArrayList<>();
            journal.read(model.name, model.oldest, version, read::add);
            assertThat(read).isEqualTo(model.after(model.oldest).subList(0, (int) (version - model.oldest)));
            compareVersionAt(model, model.atMs(version) + random.nextInt(5) - 2);
        }

        private void compareVersionAt(Model model, long atMs) {
            if (atMs < model.atMs(model.oldest)) {
                try {
                    journal.versionAt(model.name, atMs);
                    throw new AssertionError("a version before the oldest was found");
                } catch (JournalException e) {
                    assertThat(e.failure()).isEqualTo(Failure.NOT_KEPT);
                }
                return;
            }
            long expected = model.oldest;
            for (long version = model.oldest; version <= model.version(); version++) {
                if (model.atMs(version) <= atMs) {
                    expected = version;
                }
            }
            assertThat(journal.versionAt(model.name, atMs)).isEqualTo(expected);
        }
    }
}
