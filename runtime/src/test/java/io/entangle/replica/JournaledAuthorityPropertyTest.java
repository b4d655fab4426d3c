package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.journal.Journal;
import io.entangle.journal.MemoryJournal;
import io.entangle.merge.MergeNotes;
import io.entangle.merge.MergePolicy;
import io.entangle.merge.Strategy;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica.Accepted;
import io.entangle.replica.ToReplica.Outcome;
import io.entangle.replica.ToReplica.Resumed;
import io.entangle.replica.ToReplica.Snapshot;
import io.entangle.testing.ForwardingJournal;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An authority that ends and begins again, at any time, answers and merges like one that does not. */
final class JournaledAuthorityPropertyTest {
    private static final long START_MS = 1_000_000_000_000L;
    private static final Doc FIRST = Doc.of("n", 0, "m", Doc.of("x", 1), "both", "", "list", Doc.list(1, 2));
    private static final String[] PATHS = {"/n", "/m", "/m/x", "/m/y", "/m/z/w", "/both", "/list", "/gone"};

    private static final AuthorityOptions<Doc> OPTIONS = AuthorityOptions.<Doc>defaults()
            .withRetention(40, Duration.ofDays(1))
            .withPolicy(MergePolicy.LAST_WRITE_WINS.with("/both", Strategy.KEEP_BOTH));

    /** A journal that outlives those who close it. */
    static Journal kept() {
        MemoryJournal memory = new MemoryJournal();
        return new ForwardingJournal() {
            @Override
            protected Journal kept() {
                return memory;
            }
        };
    }

    @Test
    void restarts_makeNoDifference() {
        Laws.check(100, random -> {
            FakeTime time = new FakeTime(START_MS);
            try (JournaledHubSide steady = new JournaledHubSide(kept(), time, OPTIONS, FIRST);
                    JournaledHubSide restarted = new JournaledHubSide(kept(), time, OPTIONS, FIRST)) {
                long[] sequences = new long[3];
                long[] seen = new long[3];
                List<Doc> values = new ArrayList<>(List.of(FIRST));
                for (int step = 0; step < 60; step++) {
                    time.pass(5 + random.nextInt(20));
                    if (random.nextInt(8) == 0) {
                        restarted.restart();
                        for (int client = 0; client < sequences.length; client++) {
                            // Refused writes are not written down: who comes back says which comes next.
                            restarted.authority.subscribe(
                                    "client " + client, new Subscribe(null, sequences[client] + 1, Delivery.LATEST));
                        }
                        time.pass(5);
                    }
                    step(random, time, sequences, seen, values, steady, restarted);
                    check(steady, restarted, seen, random);
                    while (values.size() <= steady.atom.version()) {
                        values.add(steady.atom.get());
                    }
                }
            }
        });
    }

    private static void step(
            Random random,
            FakeTime time,
            long[] sequences,
            long[] allSeen,
            List<Doc> values,
            JournaledHubSide steady,
            JournaledHubSide restarted) {
        if (random.nextInt(6) == 0) {
            long seed = random.nextLong();
            steady.atom.swap(doc -> changed(new Random(seed), doc));
            restarted.atom.swap(doc -> changed(new Random(seed), doc));
            return;
        }
        int client = random.nextInt(sequences.length);
        long newest = values.size() - 1;
        long seen = Math.max(0, newest - random.nextInt(12));
        allSeen[client] = Math.max(allSeen[client], seen);
        HybridTimestamp written =
                new HybridTimestamp(time.millis() - random.nextInt(200), random.nextInt(3), new SiteId(10 + client));
        Write write = new Write(++sequences[client], seen, written, intent(random, values.get((int) seen)));
        assertThat(restarted.write("client " + client, write)).isEqualTo(steady.write("client " + client, write));
    }

    private static Intent intent(Random random, Doc base) {
        return switch (random.nextInt(8)) {
            case 0 -> new Intent.Increment(Path.parse("/n"), 1 + random.nextInt(5));
            case 1 -> new Intent.Call("unknown", Doc.of());
            default -> new Intent.Edits(Delta.diff(base, changed(random, base)));
        };
    }

    private static Doc changed(Random random, Doc doc) {
        Doc result = doc;
        for (int i = random.nextInt(3); i >= 0; i--) {
            Path path = Path.parse(PATHS[random.nextInt(PATHS.length)]);
            if (path.length() > 1 && !(result.get(path.parent()) instanceof Doc parent && parent.isMap())) {
                result = containers(result, path.parent());
            }
            result = switch (random.nextInt(5)) {
                case 0 -> result.has(path) ? result.without(path) : result;
                case 1 -> result.with(path, Doc.of("x", random.nextInt(9), "deep", Doc.of("er", random.nextInt(3))));
                case 2 -> result.with(path, Doc.list(random.nextInt(5)));
                default -> result.with(path, random.nextInt(100));
            };
        }
        return result.get("n") instanceof Number ? result : result.with("n", 0);
    }

    private static Doc containers(Doc doc, Path path) {
        Doc result = doc;
        for (int depth = 1; depth <= path.length(); depth++) {
            Path container =
                    Path.of((Object[]) path.segments().subList(0, depth).toArray(String[]::new));
            if (!(result.get(container) instanceof Doc map && map.isMap())) {
                result = result.with(container, Doc.of());
            }
        }
        return result;
    }

    private static void check(JournaledHubSide steady, JournaledHubSide restarted, long[] seen, Random random) {
        assertThat(restarted.authority.head().version().number())
                .isEqualTo(steady.authority.head().version().number());
        assertThat(restarted.atom.get()).isEqualTo(steady.atom.get());
        assertThat(restarted.authority.siblings()).isEqualTo(steady.authority.siblings());
        assertThat(MergeNotes.of(restarted.authority.stamps())).isEqualTo(MergeNotes.of(steady.authority.stamps()));
        if (random.nextInt(5) == 0) {
            int client = random.nextInt(3);
            long known = Math.max(0, steady.atom.version() - random.nextInt(30));
            assertThat(opening(restarted, client, known, seen[client]))
                    .isEqualTo(opening(steady, client, known, seen[client]));
        }
    }

    private static ToReplica opening(JournaledHubSide side, int client, long known, long seen) {
        Subscribe request = new Subscribe(
                new io.entangle.atom.Version(side.authority.head().version().epoch(), known), 1, Delivery.LATEST);
        ToReplica opening =
                side.authority.subscribe("client " + client, request).opening();
        if (opening instanceof Resumed told) {
            return new Resumed(
                    told.from(),
                    told.to(),
                    told.updated(),
                    told.written(),
                    certain(told.outcomes(), seen),
                    told.delta());
        }
        Snapshot told = (Snapshot) opening;
        return new Snapshot(
                told.reset(),
                told.version(),
                told.updated(),
                told.written(),
                certain(told.outcomes(), seen),
                told.value());
    }

    /**
     * The newest refusals are not written down: nobody would be told otherwise than that they are asked again. What a client
     * has seen may be told again or not.
     */
    private static List<Outcome> certain(List<Outcome> outcomes, long seen) {
        return outcomes.stream()
                .filter(outcome -> outcome instanceof Accepted accepted && accepted.version() >= seen)
                .toList();
    }
}
