package io.entangle.datalog.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives each row the values that a function returns for it; none where that is null. */
final class FunctionJoin {
    private FunctionJoin() {}

    static Relation join(Relation in, Goal.OfFunction goal, BitSet keep, Execution execution) {
        Calls calls =
                Calls.of(goal.clause(), goal.callee(), goal.calleeVar(), goal.arguments(), "function", in, execution);
        Destructuring values = new Destructuring(goal.target(), execution);
        IntList rows = new IntList(in.size());
        for (int row = 0; row < in.size(); row++) {
            Object value = calls.call(row);
            if (value != null) {
                int before = values.rows();
                values.add(value);
                for (int i = before; i < values.rows(); i++) {
                    rows.add(row);
                }
            }
            execution.count(rows.size(), Calls.ROWS);
        }
        return unified(in, rows, values, goal, keep, execution);
    }

    /** The rows with the new values, where those of variables that had one already are the same. */
    private static Relation unified(
            Relation in, IntList rows, Destructuring values, Goal.OfFunction goal, BitSet keep, Execution execution) {
        int[] vars = values.vars();
        Column[] columns = values.columns();
        IntList kept = new IntList(rows.size());
        IntList keptRows = new IntList(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            if (isSame(in, rows.get(i), vars, columns, i, execution)) {
                kept.add(i);
                keptRows.add(rows.get(i));
            }
        }
        List<Integer> fresh = new ArrayList<>();
        List<Column> freshColumns = new ArrayList<>();
        for (int i = 0; i < vars.length; i++) {
            if (!in.has(vars[i]) && !execution.isConstant(vars[i]) && keep.get(vars[i])) {
                fresh.add(vars[i]);
                freshColumns.add(columns[i].gather(kept.array(), kept.size()));
            }
        }
        int[] determinants = new int[fresh.size()];
        int[] inputs = goal.inputs().stream().filter(in::has).toArray();
        Arrays.fill(determinants, goal.target().isSingle() && inputs.length == 1 ? inputs[0] : Relation.NONE);
        Relation trimmed = in.keeping(keep);
        return trimmed.gathered(
                keptRows.array(),
                kept.size(),
                fresh.stream().mapToInt(Integer::intValue).toArray(),
                freshColumns.toArray(new Column[0]),
                determinants,
                trimmed.isSet() && goal.target().isSingle());
    }

    private static boolean isSame(Relation in, int row, int[] vars, Column[] columns, int at, Execution execution) {
        for (int i = 0; i < vars.length; i++) {
            Object value = columns[i].get(at);
            if (execution.isConstant(vars[i]) && !Objects.equals(execution.constant(vars[i]), value)) {
                return false;
            }
            @Nullable Column known = in.has(vars[i]) ? in.column(vars[i]) : null;
            if (known != null && !Objects.equals(known.get(row), value)) {
                return false;
            }
        }
        return true;
    }
}
