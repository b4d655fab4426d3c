package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.collections.api.factory.Maps;
import org.eclipse.collections.api.map.ImmutableMap;
import org.junit.jupiter.api.Test;

final class PersistentMapTest {
    /** All of one hash, and counting how often they are compared. */
    private static final class Colliding implements Comparable<Colliding> {
        private static final AtomicLong COMPARED = new AtomicLong();

        private final int id;

        Colliding(int id) {
            this.id = id;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public boolean equals(Object object) {
            COMPARED.incrementAndGet();
            return object instanceof Colliding that && id == that.id;
        }

        @Override
        public int compareTo(Colliding that) {
            COMPARED.incrementAndGet();
            return Integer.compare(id, that.id);
        }
    }

    @Test
    void with_collidingKeys_comparesLogarithmicallyOften() {
        int count = 32_768;
        Colliding.COMPARED.set(0);
        PersistentMap<Colliding, Integer> map = PersistentMap.empty();
        for (int i = 0; i < count; i++) {
            map = map.with(new Colliding(i), i);
        }
        assertThat(map.size()).isEqualTo(count);
        assertThat(map.get(new Colliding(777))).isEqualTo(777);
        // three descents of a tree of height at most 2 log2 n for each; a list would need n/2, here 16,384
        assertThat(Colliding.COMPARED.get() / count).isLessThan(3 * 2 * 15);
    }

    @Test
    void with_collidingStrings_findsThemAll() {
        Set<String> keys = new HashSet<>(Set.of(""));
        for (int i = 0; i < 10; i++) {
            Set<String> longer = new HashSet<>();
            keys.forEach(key -> {
                longer.add(key + "Aa");
                longer.add(key + "BB");
            });
            keys = longer;
        }
        PersistentMap<String, String> map = PersistentMap.empty();
        for (String key : keys) {
            map = map.with(key, key);
        }

        for (String key : keys) {
            assertThat(map.get(key)).isEqualTo(key);
            map = map.without(key);
        }
        assertThat(map.isEmpty()).isTrue();
    }

    @Test
    void with_keysEqualToTheComparisonAlone_keepsBoth() {
        // compareTo says that these are equal, equals says that they are not
        record Sloppy(String name) implements Comparable<Sloppy> {
            @Override
            public int hashCode() {
                return 5;
            }

            @Override
            public int compareTo(Sloppy that) {
                return 0;
            }
        }

        PersistentMap<Sloppy, Integer> map = PersistentMap.<Sloppy, Integer>empty()
                .with(new Sloppy("a"), 1)
                .with(new Sloppy("b"), 2)
                .with(new Sloppy("a"), 3);

        assertThat(map.size()).isEqualTo(2);
        assertThat(map.get(new Sloppy("a"))).isEqualTo(3);
        assertThat(map.without(new Sloppy("a")).get(new Sloppy("b"))).isEqualTo(2);
        assertThat(map.without(new Sloppy("a")).containsKey(new Sloppy("a"))).isFalse();
    }

    @Test
    void with_whatIsThereAlready_isTheSameMap() {
        String value = "v";
        PersistentMap<String, String> map =
                PersistentMap.<String, String>empty().with("k", value);

        assertThat(map.with("k", value) == map).isTrue();
        assertThat(map.without("other") == map).isTrue();
    }

    @Test
    void with_nullKey_isRefused() {
        assertThatThrownBy(() -> PersistentMap.empty().with(null, 1))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
    }

    @Test
    void newWithKeyValue_ofTheEclipseInterface_sharesStructure() {
        ImmutableMap<String, Integer> map = PersistentMap.from(Map.of("a", 1, "b", 2));

        ImmutableMap<String, Integer> more = map.newWithKeyValue("c", 3).newWithoutKey("a");

        assertThat(more).isInstanceOf(PersistentMap.class);
        assertThat(more.castToMap()).isEqualTo(Map.of("b", 2, "c", 3));
        assertThat(map.castToMap()).isEqualTo(Map.of("a", 1, "b", 2));
    }

    @Test
    void from_otherMaps_hasTheirEntries() {
        PersistentMap<String, Integer> map = PersistentMap.from(Map.of("a", 1, "b", 2));

        assertThat(PersistentMap.fromEclipse(Maps.immutable.of("a", 1, "b", 2)).equals(map))
                .isTrue();
        assertThat(PersistentMap.from(Maps.mutable.of("a", 1, "b", 2)).equals(map))
                .isTrue();
        assertThat(PersistentMap.from(map) == map).isTrue();
        assertThat(Maps.immutable.of("a", 1, "b", 2).equals(map)).isTrue();
    }

    @Test
    void mutators_areRefused() {
        Map<String, Integer> map = PersistentMap.from(new HashMap<>(Map.of("a", 1)));

        assertThatThrownBy(() -> map.put("b", 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.entrySet().iterator().next().setValue(5))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.keySet().remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(map).isEqualTo(Map.of("a", 1));
    }

    @Test
    void toString_showsEntries() {
        assertThat(PersistentMap.from(Map.of("a", 1)).toString()).isEqualTo("{a=1}");
        assertThat(PersistentMap.empty().toString()).isEqualTo("{}");
    }
}
