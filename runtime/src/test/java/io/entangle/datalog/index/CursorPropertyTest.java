package io.entangle.datalog.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Laws;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CursorPropertyTest {
    @Test
    void seekInLeaf_anyEntities_findsWhatIsThere() {
        Laws.check(300, random -> {
            TreeMap<Integer, Long> values = new TreeMap<>();
            Indexes.Editor editor = Indexes.empty().edit();
            editor.addAttribute(false, false);
            int range = 1 + random.nextInt(2_000);
            for (int i = random.nextInt(600); i > 0; i--) {
                int entity = random.nextInt(range) - range / 4;
                if (values.putIfAbsent(entity, (long) i) == null) {
                    editor.add(0, entity, (long) i, 1, true);
                }
            }
            Cursor cursor = editor.indexes().attribute(0).byEntity().cursor();

            requireFound(cursor, wanted(random, range), values);
        });
    }

    /** Entities in order, in no order, and some that can be in no tree. */
    private static long[] wanted(Random random, int range) {
        long[] wanted = new long[random.nextInt(400)];
        Arrays.setAll(wanted, i -> random.nextInt(range) - range / 4);
        if (random.nextBoolean()) {
            Arrays.sort(wanted);
        }
        if (wanted.length > 0 && random.nextInt(4) == 0) {
            wanted[random.nextInt(wanted.length)] = random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        return wanted;
    }

    private static void requireFound(Cursor cursor, long[] wanted, TreeMap<Integer, Long> values) {
        int[] places = new int[wanted.length];
        int from = 0;
        while (from < wanted.length) {
            int next = cursor.seekInLeaf(wanted, from, wanted.length, places);
            for (int i = from; i < next; i++) {
                int place = places[i - from];
                Long found = place < 0 ? null : Objects.requireNonNull(cursor.longs())[place];
                assertThat(found).isEqualTo(values.get((int) wanted[i]));
            }
            if (next == from) {
                int entity = (int) wanted[from];
                boolean isThere = entity == wanted[from] && cursor.seekEntity(entity);
                assertThat(isThere).isEqualTo(entity == wanted[from] && values.containsKey(entity));
                next++;
            }
            from = next;
        }
    }
}
