package io.entangle.datalog.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PulledMapTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 9, 40})
    void map_ofAnySize_isThatOfTheJdk(int size) {
        Map<Object, Object> expected = new LinkedHashMap<>();
        PulledMap.Builder builder = new PulledMap.Builder();
        for (int i = 0; i < size; i++) {
            expected.put("key " + i, i);
            builder.put("key " + i, i);
        }

        PulledMap map = builder.build();

        assertThat(map).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(size);
        assertThat(map.entrySet()).containsExactlyElementsOf(expected.entrySet());
        for (Object key : expected.keySet()) {
            assertThat(map.get(key)).isEqualTo(expected.get(key));
            assertThat(map.containsKey(key)).isTrue();
        }
        assertThat(map.containsKey("other")).isFalse();
        assertThat(map.get("other")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 20})
    void put_keyThatIsThere_replacesItsValueInItsPlace(int size) {
        PulledMap.Builder builder = new PulledMap.Builder();
        for (int i = 0; i < size; i++) {
            builder.put(i, "old");
        }

        builder.put(1, "new");

        assertThat(builder.build()).hasSize(size).containsEntry(0, "old").containsEntry(1, "new");
    }

    @Test
    void change_isRefused() {
        PulledMap.Builder builder = new PulledMap.Builder();
        builder.put("key", 1);
        PulledMap map = builder.build();

        assertThatThrownBy(() -> map.put("key", 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.entrySet().iterator().next().setValue(2))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(map).containsOnly(Map.entry("key", 1));
    }

    @Test
    void iterator_beyondTheEnd_isRefused() {
        var entries = new PulledMap.Builder().build().entrySet().iterator();

        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    }
}
