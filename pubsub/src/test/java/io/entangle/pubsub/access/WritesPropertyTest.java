package io.entangle.pubsub.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.delta.Delta;
import io.entangle.merge.WholeLists;
import io.entangle.replica.AtomicGroup;
import io.entangle.replica.Authority;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.Intent;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.replica.WriteGuard;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import io.entangle.value.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random writes of one who may write some places, merged with what others write: whatever is let in has changed nothing but
 * what is allowed. That is judged by the values, with no look at the writes.
 */
final class WritesPropertyTest {
    private static final int CASES = 400;
    private static final int WRITES = 12;
    private static final String[] KEYS = {"a", "b", "c"};
    private static final SiteId WRITER = new SiteId(7);

    private static Doc map(Random random, int depth) {
        Doc map = Doc.of();
        for (String key : KEYS) {
            if (random.nextInt(3) > 0) {
                map = map.with(key, value(random, depth));
            }
        }
        return map;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 2 ? 2 : 5)) {
            case 0 -> (long) random.nextInt(3);
            case 1 -> Doc.list((long) random.nextInt(3), (long) random.nextInt(3));
            default -> map(random, depth + 1);
        };
    }

    private static List<PathPattern> patterns(Random random, int most) {
        List<PathPattern> patterns = new ArrayList<>();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(4); length > 0; length--) {
                text.append('/').append(random.nextInt(4) == 0 ? "*" : KEYS[random.nextInt(KEYS.length)]);
            }
            patterns.add(PathPattern.parse(text.toString()));
        }
        return patterns;
    }

    private static Doc changed(Random random, Doc doc) {
        Path path = Path.ROOT;
        Object at = doc;
        while (at instanceof Doc map && map.isMap() && random.nextInt(3) > 0) {
            path = path.child(KEYS[random.nextInt(KEYS.length)]);
            at = map.has(path.last()) ? map.get(path.last()) : null;
        }
        if (path.length() == 0) {
            return map(random, 0);
        }
        return random.nextInt(4) == 0 && doc.has(path)
                ? doc.without(path)
                : doc.with(path, value(random, path.length()));
    }

    private static Intent intent(Random random, Doc before, List<Write> earlier) {
        if (!earlier.isEmpty() && random.nextInt(6) == 0) {
            Write undone = earlier.get(random.nextInt(earlier.size()));
            return new Intent.Undo(edits(before, changed(random, before)), undone.written());
        }
        if (random.nextInt(6) == 0) {
            return new Intent.Increment(Path.of(KEYS[random.nextInt(3)], KEYS[random.nextInt(3)]), 1L);
        }
        Doc after = changed(random, before);
        return new Intent.Edits(
                random.nextInt(4) == 0 ? Delta.of(io.entangle.delta.Edit.put(after)) : edits(before, after));
    }

    private static Delta edits(Doc before, Doc after) {
        return WholeLists.of(Delta.diff(before, after), after);
    }

    private static boolean isOpen(List<PathPattern> allowed, List<PathPattern> denied, Path at) {
        return fits(allowed, at) && !fits(denied, at);
    }

    private static boolean fits(List<PathPattern> patterns, Path at) {
        return patterns.stream().anyMatch(pattern -> {
            boolean fits = pattern.length() <= at.length();
            for (int i = 0; fits && i < pattern.length(); i++) {
                fits = pattern.keys().get(i) == null
                        || at.segment(i).equals(pattern.keys().get(i));
            }
            return fits;
        });
    }

    private static boolean isMap(@Nullable Object value) {
        return value instanceof Doc doc && doc.isMap();
    }

    /** All places where something else stands afterwards; a map that was made around such places is none. */
    private static void changes(
            Path at, boolean was, @Nullable Object before, boolean is, @Nullable Object after, List<Path> into) {
        boolean isMapBefore = was && isMap(before);
        boolean isMapAfter = is && isMap(after);
        Map<String, ?> old = isMapBefore ? ((Doc) before).map() : Map.of();
        Map<String, ?> now = isMapAfter ? ((Doc) after).map() : Map.of();
        boolean madeEmpty = isMapAfter && now.isEmpty() && !was;
        boolean sameLeaf = was && is && !isMapBefore && !isMapAfter && before.equals(after);
        boolean madeAround = !was && isMapAfter && !madeEmpty;
        boolean bothMaps = isMapBefore && isMapAfter;
        if ((was || is) && !sameLeaf && !madeAround && !bothMaps) {
            into.add(at);
        }
        for (String key : KEYS) {
            if (old.containsKey(key) || now.containsKey(key)) {
                changes(at.child(key), old.containsKey(key), old.get(key), now.containsKey(key), now.get(key), into);
            }
        }
    }

    @Test
    void writes_thatAreLetIn_changeWhatIsAllowedAlone() {
        int[] accepted = new int[1];
        Laws.check(CASES, random -> {
            List<PathPattern> allowed = patterns(random, 3);
            List<PathPattern> denied = patterns(random, 2);
            Writes writes = Writes.of(allowed, denied, java.util.Set.of("none"));
            WriteGuard guard = new WriteGuard() {
                @Override
                public void check(Intent intent, Doc before) {
                    writes.check(intent, before);
                }
            };
            Atom<Doc> atom = Atom.of(map(random, 0));
            Authority<Doc> authority = new Authority<>(
                    atom, 1, new HybridClock(TimeSource.SYSTEM, new SiteId(1)), AuthorityOptions.defaults(), c -> {});
            List<Doc> versions = new ArrayList<>(List.of(atom.get()));
            List<Write> earlier = new ArrayList<>();
            for (int sequence = 1; sequence <= WRITES; sequence++) {
                int seen = Math.max(0, versions.size() - 1 - random.nextInt(3));
                HybridTimestamp made = new HybridTimestamp(1_000_000 + random.nextInt(20), sequence, WRITER);
                Write write = new Write(sequence, seen, made, intent(random, versions.get(seen), earlier));
                Doc before = atom.get();

                ToReplica answer = AtomicGroup.write("ada", List.of(new AtomicGroup.Member(authority, write, guard)))
                        .get(0);

                List<Path> changes = new ArrayList<>();
                changes(Path.ROOT, true, before, true, atom.get(), changes);
                assertThat(changes)
                        .as("%s to %s by %s of %s", before, atom.get(), write.intent(), writes)
                        .allMatch(at -> isOpen(allowed, denied, at));
                accepted[0] += answer instanceof ToReplica.Accepted ? 1 : 0;
                earlier.add(write);
                Doc others = changed(random, atom.get());
                if (random.nextBoolean()) {
                    atom.swap(now -> others);
                }
                authority.head();
                while (versions.size() <= atom.version()) {
                    versions.add(atom.get());
                }
            }
        });
        assertThat(accepted[0]).isGreaterThan(CASES); // enough are let in for that to say something
    }
}
