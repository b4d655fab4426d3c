package io.entangle.datalog.edn;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.testing.Laws;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class EdnPropertyTest {
    private static final int CASES = 3_000;

    @Test
    void write_anyValue_isReadBackAsItself() {
        Laws.check(CASES, random -> {
            Object value = value(random, 4);
            String text = Edn.write(value);
            Object read = Edn.read(text);
            assertThat(read).isEqualTo(value);
            assertThat(Edn.write(read)).isEqualTo(text);
        });
    }

    @Test
    void read_damagedText_isRefusedOrRead() {
        Laws.check(CASES, random -> {
            String damaged = damaged(random, Edn.write(value(random, 4)));
            EdnReader reader = EdnReader.standard().within(new EdnLimits(10_000, 200, 8, 20));
            try {
                Object read = reader.read(damaged);
                assertThat(Edn.read(Edn.write(read))).isEqualTo(read);
            } catch (EdnException expected) {
                assertThat(expected.line()).isPositive();
                assertThat(expected.column()).isBetween(1, damaged.length() + 1);
            }
        });
    }

    private static String damaged(Random random, String text) {
        String signs = "()[]{}\"\\#_:;/.+-e0N '\uD83D\uDE00~^@u\n";
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(damaged.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> damaged.insert(at, signs.charAt(random.nextInt(signs.length())));
                case 1 -> damaged.setLength(at);
                default -> damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(4)));
            }
        }
        return damaged.toString();
    }

    private static Object value(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 12 : 17);
        return switch (kind) {
            case 0 -> random.nextBoolean() ? null : (Object) random.nextBoolean();
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> Double.longBitsToDouble(random.nextLong());
            case 3 -> new BigInteger(70, random).add(BigInteger.ONE.shiftLeft(64));
            case 4 -> new BigDecimal(new BigInteger(50, random), random.nextInt(40) - 20);
            case 5 -> Ratio.of(BigInteger.valueOf(random.nextInt()), BigInteger.valueOf(1 + random.nextInt(50)));
            case 6 -> string(random);
            case 7 -> (char) random.nextInt(0xd800);
            case 8 -> Keyword.of(random.nextBoolean() ? null : name(random), name(random));
            case 9 -> Symbol.of(random.nextBoolean() ? null : name(random), name(random));
            case 10 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 11 -> new UUID(random.nextLong(), random.nextLong());
            case 12 -> map(random, depth - 1);
            case 13 -> new HashSet<>(list(random, depth - 1));
            case 14 -> EdnList.from(list(random, depth - 1));
            case 15 -> new Tagged(Symbol.of("t", name(random)), value(random, depth - 1));
            default -> list(random, depth - 1);
        };
    }

    private static List<Object> list(Random random, int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(value(random, depth));
        }
        return list;
    }

    private static Map<Object, Object> map(Random random, int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object key : list(random, depth)) {
            map.put(key, value(random, depth));
        }
        return map;
    }

    private static String string(Random random) {
        StringBuilder string = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            string.appendCodePoint(
                    random.nextInt(20) == 0
                            ? 0x1f600 + random.nextInt(50)
                            : random.nextInt(random.nextInt(20) == 0 ? 0xd800 : 128));
        }
        return string.toString();
    }

    private static String name(Random random) {
        String name = "";
        while (name.isEmpty() || Set.of("nil", "true", "false").contains(name)) {
            name = (char) ('a' + random.nextInt(26))
                    + ".*+!-_?$%&=<>'#:1é".substring(random.nextInt(18)).substring(0, 1);
        }
        return name;
    }
}
