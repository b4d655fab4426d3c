package io.entangle.datalog.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the steps of a run, as readable text. Parts that are run again and again are summed up. */
final class Explanation implements Trace {
    private static final int MAX_WIDTH = 60;

    /** A step, as often as it is done. */
    private static final class Line {
        private final int depth;
        private final String what;
        private final double estimate;
        private long rows;
        private int times;

        Line(int depth, String what, double estimate) {
            this.depth = depth;
            this.what = what;
            this.estimate = estimate;
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private int depth;

    /** Where the lines of each part that we are in begin. */
    private final List<Integer> begins = new ArrayList<>();

    /** Where those of the parts that have ended since the last step begin, which belong below the next; -1 if none have. */
    private int nested = -1;

    @Override
    public void begin(String what) {
        begins.add(lines.size());
        depth++;
    }

    @Override
    public void end() {
        int begin = begins.remove(begins.size() - 1);
        nested = nested < 0 ? begin : Math.min(nested, begin);
        depth--;
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void step(Plan.Step step, int rows) {
        String what = "  ".repeat(depth) + text(step);
        for (Line line : lines) {
            if (line.depth == depth && line.what.equals(what)) {
                line.rows += rows;
                line.times++;
                nested = -1;
                return;
            }
        }
        Line line = new Line(depth, what, step.estimate());
        line.rows = rows;
        line.times = 1;
        lines.add(nested < 0 ? lines.size() : nested, line);
        nested = -1;
    }

    private static String text(Plan.Step step) {
        String form = step.goal() instanceof Goal.OfRows
                ? "rows given, or found so far"
                : Forms.shown(step.goal().clause().form());
        return (form.length() <= MAX_WIDTH ? form : form.substring(0, MAX_WIDTH - 1) + "…")
                + (step.range() != null ? "  (by value, within bounds)" : "")
                + (step.isDistinct() ? "  (made distinct)" : "");
    }

    /** A line for each step: what it is, and how many rows were expected and found after it. */
    String text(int results) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-72s %12s %12s%n", "step", "expected", "found"));
        for (Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-72s %12.0f %12d%s%n",
                    line.what,
                    line.estimate,
                    line.rows,
                    line.times > 1 ? "  in " + line.times + " runs" : ""));
        }
        return text.append(String.format(Locale.ROOT, "%-72s %12s %12d%n", "results", "", results))
                .toString();
    }
}
