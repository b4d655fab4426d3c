package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Laws;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The map against a naive model, java.util.HashMap. */
final class PersistentMapPropertyTest {
    private static final int CASES = 10_000;

    /** A key whose hash is whatever a test wants. */
    record Key(int id, int hash) implements Comparable<Key> {
        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public int compareTo(Key that) {
            return Integer.compare(id, that.id);
        }
    }

    /** The same, without an order. */
    record Unordered(int id, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** Hashes that share many bits, so that nodes, chains of nodes and buckets all come about. */
    private static Object key(Random random, int range) {
        int id = random.nextInt(range);
        return switch (id % 5) {
            case 0 -> new Key(id, 42);
            case 1 -> new Unordered(id, 42);
            case 2 -> new Key(id, id << 27);
            case 3 -> "key" + id;
            default -> (long) id;
        };
    }

    private record Both(PersistentMap<Object, Object> map, Map<Object, Object> model) {}

    private static Both random(Random random, int range, int steps) {
        PersistentMap<Object, Object> map = PersistentMap.empty();
        Map<Object, Object> model = new HashMap<>();
        for (int i = 0; i < steps; i++) {
            Object key = key(random, range);
            if (random.nextInt(3) == 0) {
                map = map.without(key);
                model.remove(key);
            } else {
                Object value = random.nextInt(10) == 0 ? null : random.nextInt(5);
                map = map.with(key, value);
                model.put(key, value);
            }
        }
        return new Both(map, model);
    }

    @Test
    void anyHistory_isWhatTheModelIs() {
        Laws.check(CASES, random -> {
            int range = 1 + random.nextInt(60);
            Both both = random(random, range, random.nextInt(150));

            assertThat(both.map.size()).isEqualTo(both.model.size());
            assertThat(both.map.equals(both.model)).isTrue();
            assertThat(both.model.equals(both.map)).isTrue();
            assertThat(both.map.hashCode()).isEqualTo(both.model.hashCode());
            for (int i = 0; i < 10; i++) {
                Object key = key(random, range);
                assertThat(both.map.get(key)).isEqualTo(both.model.get(key));
                assertThat(both.map.containsKey(key)).isEqualTo(both.model.containsKey(key));
                assertThat(both.map.getOrDefault(key, "absent")).isEqualTo(both.model.getOrDefault(key, "absent"));
            }
            Map<Object, Object> iterated = new HashMap<>();
            for (Map.Entry<Object, Object> entry : both.map.entrySet()) {
                assertThat(iterated).doesNotContainKey(entry.getKey());
                iterated.put(entry.getKey(), entry.getValue());
            }
            assertThat(iterated).isEqualTo(both.model);
            assertThat(both.map.keySet()).isEqualTo(both.model.keySet());
            assertThat(both.map.keysView().toSet()).isEqualTo(both.model.keySet());
            assertThat(new ArrayList<>(both.map.values())).hasSameSizeAs(both.model.values());
        });
    }

    @Test
    void equalContents_haveEqualShape() {
        Laws.check(CASES, random -> {
            Both both = random(random, 40, random.nextInt(120));
            List<Object> keys = new ArrayList<>(both.model.keySet());
            Collections.shuffle(keys, random);
            PersistentMap<Object, Object> again = PersistentMap.empty();
            for (Object key : keys) {
                again = again.with(key, both.model.get(key));
            }

            assertThat(again.equals(both.map)).isTrue();
            assertThat(shape(again.root())).isEqualTo(shape(both.map.root()));
        });
    }

    private static String shape(TrieNode node) {
        StringBuilder shape =
                new StringBuilder().append(node.dataMap).append('/').append(node.nodeMap);
        int entries = node.entryCount() * 2;
        for (int i = 0; i < node.content.length; i++) {
            if (i < entries) {
                shape.append(' ').append(node.content[i]);
            } else if (node.content[i] instanceof TrieNode child) {
                assertThat(child.entryCount() == 1 && child.nodeMap == 0)
                        .as("a subtree of one entry is kept inline")
                        .isFalse();
                shape.append(" (").append(shape(child)).append(')');
            } else {
                shape.append(" bucket of ").append(((CollisionBucket) Objects.requireNonNull(node.content[i])).size());
            }
        }
        return shape.toString();
    }

    @Test
    void forEachDifference_isWhatTheModelsDifferIn() {
        Laws.check(CASES, random -> {
            Both older = random(random, 50, random.nextInt(120));
            PersistentMap<Object, Object> newer = random.nextInt(4) == 0
                    ? random(random, 50, random.nextInt(120)).map
                    : changed(random, older.map, random.nextInt(12));
            Map<Object, Object> rebuilt = new HashMap<>(older.model);

            older.map.forEachDifference(newer, new MapDifference<>() {
                @Override
                public void added(Object key, Object after) {
                    assertThat(rebuilt).doesNotContainKey(key);
                    rebuilt.put(key, after);
                }

                @Override
                public void removed(Object key, Object before) {
                    assertThat(rebuilt).containsKey(key);
                    assertThat(rebuilt.remove(key)).isSameAs(before);
                }

                @Override
                public void changed(Object key, Object before, Object after) {
                    assertThat(before).isNotSameAs(after);
                    assertThat(rebuilt.put(key, after)).isSameAs(before);
                }
            });

            assertThat(newer.equals(rebuilt)).isTrue();
        });
    }

    private static PersistentMap<Object, Object> changed(Random random, PersistentMap<Object, Object> map, int steps) {
        PersistentMap<Object, Object> result = map;
        for (int i = 0; i < steps; i++) {
            Object key = key(random, 50);
            result = random.nextBoolean() ? result.with(key, random.nextInt()) : result.without(key);
        }
        return result;
    }

    @Test
    void versions_doNotDisturbOneAnother() {
        Laws.check(CASES, random -> {
            Both both = random(random, 30, random.nextInt(60));
            Map<Object, Object> copy = new HashMap<>(both.model);

            changed(random, both.map, 30);

            assertThat(both.map.equals(copy)).isTrue();
        });
    }
}
