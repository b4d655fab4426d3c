package io.entangle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SystemsTest {
    @Test
    void mapSystems_all_doTheSameWork() {
        for (String system : Systems.ALL) {
            assertThat(mapWork(system)).as(system).containsExactlyInAnyOrder("user:0000070");
        }
    }

    @Test
    void vectorSystems_all_doTheSameWork() {
        for (String system : Systems.ALL) {
            assertThat(vectorWork(system)).as(system).containsExactly(70);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> mapWork(String system) {
        MapSystem<Object> maps = (MapSystem<Object>) MapSystems.named(system);
        String[] keys = Keys.of(100);
        Object value = new Object();
        Object older = maps.of(keys, "old");

        Object newer = maps.with(older, keys[70], value);

        assertThat(maps.get(older, keys[70])).isEqualTo("old");
        assertThat(maps.get(newer, keys[70])).isSameAs(value);
        assertThat(maps.size(newer)).isEqualTo(100);
        List<Object> visited = new ArrayList<>();
        maps.forEach(newer, (key, each) -> visited.add(key));
        assertThat(visited).containsExactlyInAnyOrder((Object[]) keys);
        List<String> differences = new ArrayList<>();
        maps.difference(older, newer, differences::add);
        return differences;
    }

    @SuppressWarnings("unchecked")
    private static List<Integer> vectorWork(String system) {
        VectorSystem<Object> lists = (VectorSystem<Object>) VectorSystems.named(system);
        Object[] elements = Keys.objects(100);
        Object value = new Object();
        Object older = lists.of(elements);

        Object newer = lists.with(older, 70, value);

        assertThat(lists.get(older, 70)).isSameAs(elements[70]);
        assertThat(lists.get(newer, 70)).isSameAs(value);
        List<Object> visited = new ArrayList<>();
        lists.forEach(older, visited::add);
        assertThat(visited).containsExactly(elements);
        List<Integer> differences = new ArrayList<>();
        lists.difference(older, newer, differences::add);
        return differences;
    }
}
