package io.entangle.delta;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A longest common subsequence of two sequences, found in O((n + m) d) for d differences. Where d passes a bound, the
 * sequences are too different for the search to pay, and items of the same index are matched instead.
 *
 * <p>Source: Myers, "An O(ND) difference algorithm and its variations", Algorithmica 1986, the greedy forward variant
 * with the trace kept for the way back.
 */
final class Matching {
    private static final int MAX_DIFFERENCES = 256;

    /** Whether item i of the one and item j of the other sequence match. */
    interface Match {
        boolean test(int i, int j);
    }

    private final int n;
    private final int m;
    private final Match match;

    Matching(int n, int m, Match match) {
        this.n = n;
        this.m = m;
        this.match = match;
    }

    /** The matched pairs (i, j), both growing. */
    List<int[]> pairs() {
        int most = Math.min(n + m, MAX_DIFFERENCES);
        int offset = most + 1;
        int[] furthest = new int[2 * offset + 1];
        List<int[]> trace = new ArrayList<>();
        for (int d = 0; d <= most; d++) {
            trace.add(Arrays.copyOfRange(furthest, offset - d - 1, offset + d + 2));
            for (int k = -d; k <= d; k += 2) {
                boolean down = k == -d || k != d && furthest[offset + k - 1] < furthest[offset + k + 1];
                int i = down ? furthest[offset + k + 1] : furthest[offset + k - 1] + 1;
                int j = i - k;
                while (i < n && j < m && match.test(i, j)) {
                    i++;
                    j++;
                }
                furthest[offset + k] = i;
                if (i >= n && j >= m) {
                    return wayBack(trace, d);
                }
            }
        }
        return byIndex();
    }

    private List<int[]> wayBack(List<int[]> trace, int differences) {
        Deque<int[]> pairs = new ArrayDeque<>();
        int i = n;
        int j = m;
        for (int d = differences; d >= 0; d--) {
            int[] furthest = trace.get(d); // index of diagonal k is k + d + 1
            int k = i - j;
            boolean down = k == -d || k != d && furthest[k + d] < furthest[k + d + 2];
            int fromK = d == 0 ? 0 : down ? k + 1 : k - 1;
            int fromI = d == 0 ? 0 : furthest[fromK + d + 1];
            int fromJ = fromI - fromK;
            while (i > fromI && j > fromJ) {
                i--;
                j--;
                pairs.addFirst(new int[] {i, j});
            }
            i = fromI;
            j = fromJ;
        }
        return new ArrayList<>(pairs);
    }

    private List<int[]> byIndex() {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < Math.min(n, m); i++) {
            if (match.test(i, i)) {
                pairs.add(new int[] {i, i});
            }
        }
        return pairs;
    }
}
