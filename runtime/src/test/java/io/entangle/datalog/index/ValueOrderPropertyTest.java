package io.entangle.datalog.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.datalog.edn.Edn;
import io.entangle.testing.Laws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ValueOrderPropertyTest {
    /** Values of every rank in order; those within one list are neighbours of one rank. */
    private static final List<Object> ORDERED = values(
            "[nil :a :b :a/a a b false true \\a \\b ##-Inf -1e300 -1 -0.0"
                    + " 0.5 4/6 1 1.0 1M 1.0M 1.00M 3/2 9007199254740993 1e300 ##Inf ##NaN \"\" \"a\" \"b\""
                    + " #inst \"2020\" #inst \"2021\" #uuid \"00000000-0000-0000-0000-000000000001\" #uri \"a:b\" #bytes \"AA==\""
                    + " [] [nil] [1] [1.0] [2] [\"a\"] [1 2] [1.0 2] [1 3] #{} #{1} #{1.0} #{2} #{1 2} {} {1 2} {1 3} {2 1} #t 1 #t 2]");

    private static List<Object> values(String text) {
        return new ArrayList<>((List<?>) Edn.read(text));
    }

    @Test
    void compare_valuesOfAllTypes_isThisOrder() {
        for (int i = 0; i < ORDERED.size(); i++) {
            for (int j = 0; j < ORDERED.size(); j++) {
                Object a = ORDERED.get(i);
                Object b = ORDERED.get(j);
                assertThat(Integer.signum(ValueOrder.compare(a, b)))
                        .as("%s and %s", Edn.write(a), Edn.write(b))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void compareAmounts_numbersOfOneAmount_areEqual() {
        for (String text :
                List.of("[1 1.0]", "[1 1.00M]", "[[1 2] [1.0 2.0]]", "[#{1} #{1.0}]", "[0.5 1/2]", "[0 -0.0]")) {
            List<Object> pair = values(text);
            assertThat(ValueOrder.compareAmounts(pair.get(0), pair.get(1)))
                    .as(text)
                    .isZero();
        }
        assertThat(ValueOrder.compareAmounts(9007199254740993L, 9007199254740992.0))
                .isPositive();
    }

    @Test
    void compare_anyValues_isATotalOrderThatEqualsAgreesWith() {
        Laws.check(5_000, random -> {
            Object a = value(random, 2);
            Object b = value(random, 2);
            Object c = value(random, 2);
            int ab = Integer.signum(ValueOrder.compare(a, b));
            assertThat(Integer.signum(ValueOrder.compare(b, a))).isEqualTo(-ab);
            assertThat(ab == 0).isEqualTo(java.util.Objects.equals(a, b));
            if (ab <= 0 && ValueOrder.compare(b, c) <= 0) {
                assertThat(ValueOrder.compare(a, c)).isLessThanOrEqualTo(0);
            }
            int amounts = Integer.signum(ValueOrder.compareAmounts(a, b));
            assertThat(amounts == 0 || amounts == ab).isTrue();
            if (amounts == 0) {
                assertThat(Integer.signum(ValueOrder.compareAmounts(a, c)))
                        .isEqualTo(Integer.signum(ValueOrder.compareAmounts(b, c)));
            }
        });
    }

    private static Object value(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            Object[] elements = new Object[random.nextInt(3)];
            Arrays.setAll(elements, i -> value(random, depth - 1));
            return random.nextBoolean()
                    ? Values.normal(Arrays.asList(elements))
                    : Values.normal(new java.util.HashSet<>(Arrays.asList(elements)));
        }
        return ORDERED.get(random.nextInt(ORDERED.size()));
    }

    @Test
    void kinds_codes_areOrderedAsValuesAre() {
        Laws.check(2_000, random -> {
            double x = Double.longBitsToDouble(random.nextLong());
            double y = random.nextBoolean() ? -x : random.nextInt(5) - 2.0;
            assertThat(Kind.DOUBLE.decode(Kind.DOUBLE.encode(x))).isEqualTo(x);
            assertThat(Long.compare(Kind.DOUBLE.encode(x), Kind.DOUBLE.encode(y)))
                    .isEqualTo(Double.compare(x, y));
        });
    }

    @Test
    void normal_javaTypes_areOneTypeEach() {
        assertThat(Values.normal(Arrays.asList(1, (short) 2, 0.5f, new int[0].length, null, new java.util.Date(5))))
                .isEqualTo(Arrays.asList(1L, 2L, 0.5, 0L, null, java.time.Instant.ofEpochMilli(5)));
        assertThat(Values.normal(java.math.BigInteger.TEN)).isEqualTo(10L);
        assertThat(Values.normal(Collections.singletonMap(1, new Object[] {2})))
                .isEqualTo(java.util.Map.of(1L, List.of(2L)));
        assertThat(Values.isStorable(new StringBuilder())).isFalse();
        assertThat(Values.isStorable(Values.normal(List.of(new StringBuilder()))))
                .isFalse();
        ORDERED.stream()
                .filter(value -> value != null)
                .forEach(value ->
                        assertThat(Values.isStorable(Values.normal(value))).isTrue());
    }
}
