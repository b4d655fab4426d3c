package io.entangle.datalog.query;

import io.entangle.datalog.index.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counts, sums and extremes of columns of integers, without a value being boxed. */
final class NumberAggregates {
    private NumberAggregates() {}

    /** The aggregate of each group, null if it takes more than this. */
    static @Nullable Column of(String name, Column values, int[] groupOf, int groups, int rows) {
        if (name.equals("count")) {
            return Column.of(Kind.LONG, counts(groupOf, groups));
        }
        if (values.kind() != Kind.LONG) {
            return null;
        }
        long[] longs = values.longs();
        return switch (name) {
            case "sum" -> sums(longs, groupOf, groups, rows);
            case "avg" -> means(longs, groupOf, groups, rows);
            case "min" -> extremes(longs, groupOf, groups, rows, true);
            case "max" -> extremes(longs, groupOf, groups, rows, false);
            default -> null;
        };
    }

    private static long[] counts(int[] groupOf, int groups) {
        long[] counts = new long[groups];
        for (int group : groupOf) {
            counts[group]++;
        }
        return counts;
    }

    /** The sums, null if one is beyond 64 bits. */
    private static @Nullable Column sums(long[] longs, int[] groupOf, int groups, int rows) {
        long[] sums = new long[groups];
        long overflow = 0;
        for (int row = 0; row < rows; row++) {
            long sum = sums[groupOf[row]];
            long next = sum + longs[row];
            overflow |= (sum ^ next) & (longs[row] ^ next);
            sums[groupOf[row]] = next;
        }
        return overflow < 0 ? null : Column.of(Kind.LONG, sums);
    }

    private static @Nullable Column means(long[] longs, int[] groupOf, int groups, int rows) {
        Column sums = sums(longs, groupOf, groups, rows);
        if (sums == null) {
            return null;
        }
        long[] counts = counts(groupOf, groups);
        long[] means = new long[groups];
        for (int i = 0; i < groups; i++) {
            means[i] = Kind.DOUBLE.encode((double) sums.longs()[i] / counts[i]);
        }
        return Column.of(Kind.DOUBLE, means);
    }

    private static Column extremes(long[] longs, int[] groupOf, int groups, int rows, boolean isLeast) {
        long[] extremes = new long[groups];
        Arrays.fill(extremes, isLeast ? Long.MAX_VALUE : Long.MIN_VALUE);
        for (int row = 0; row < rows; row++) {
            int group = groupOf[row];
            extremes[group] = isLeast ? Math.min(extremes[group], longs[row]) : Math.max(extremes[group], longs[row]);
        }
        return Column.of(Kind.LONG, extremes);
    }
}
