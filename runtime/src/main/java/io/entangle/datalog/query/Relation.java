package io.entangle.datalog.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Rows of values, a column for each variable; variables are numbers here. Rows may come again, unless it is known that they
 * don't. Once made, never changed.
 */
final class Relation {
    /** That of a row of nothing: what holds without a condition. */
    static final Relation UNIT = new Relation(1, new int[0], new Column[0], new int[0], true);

    /** What says that no other variable determines one. */
    static final int NONE = -1;

    private final int size;
    private final int[] vars;
    private final Column[] columns;

    /** For each variable another of which each value comes with one value of it only, or {@link #NONE}. */
    private final int[] determinants;

    private final boolean isSet;

    private Relation(int size, int[] vars, Column[] columns, int[] determinants, boolean isSet) {
        this.size = size;
        this.vars = vars;
        this.columns = columns;
        this.determinants = determinants;
        this.isSet = isSet;
    }

    static Relation of(int size, int[] vars, Column[] columns, boolean isSet) {
        int[] determinants = new int[vars.length];
        Arrays.fill(determinants, NONE);
        return new Relation(size, vars, columns, determinants, isSet);
    }

    static Relation of(int size, int[] vars, Column[] columns, int[] determinants, boolean isSet) {
        return new Relation(size, vars, columns, determinants, isSet);
    }

    /** No rows, of those variables. */
    static Relation empty(int... vars) {
        Column[] columns = new Column[vars.length];
        Arrays.fill(columns, Column.of(new Object[0]));
        return of(0, vars, columns, true);
    }

    int size() {
        return size;
    }

    int[] vars() {
        return vars;
    }

    Column[] columns() {
        return columns;
    }

    /** Whether no row comes twice. */
    boolean isSet() {
        return isSet;
    }

    /** Where a variable's column is, -1 if there is none. */
    int indexOf(int var) {
        for (int i = 0; i < vars.length; i++) {
            if (vars[i] == var) {
                return i;
            }
        }
        return -1;
    }

    boolean has(int var) {
        return indexOf(var) >= 0;
    }

    Column column(int var) {
        return columns[indexOf(var)];
    }

    /** The variable that determines another, {@link #NONE} if none is known to. */
    int determinant(int var) {
        return determinants[indexOf(var)];
    }

    /** The rows of given numbers, which come in that order, with further columns that have so many rows. */
    Relation gathered(
            int[] rows, int count, int[] newVars, Column[] newColumns, int[] newDeterminants, boolean isNewSet) {
        boolean isSame = count == size && isIdentity(rows, count);
        int[] allVars = Arrays.copyOf(vars, vars.length + newVars.length);
        System.arraycopy(newVars, 0, allVars, vars.length, newVars.length);
        Column[] all = Arrays.copyOf(columns, allVars.length);
        for (int i = 0; i < vars.length && !isSame; i++) {
            all[i] = columns[i].gather(rows, count);
        }
        System.arraycopy(newColumns, 0, all, vars.length, newColumns.length);
        int[] allDeterminants = Arrays.copyOf(determinants, allVars.length);
        System.arraycopy(newDeterminants, 0, allDeterminants, vars.length, newVars.length);
        return new Relation(count, allVars, all, allDeterminants, isNewSet);
    }

    /** Some of the rows, in their order. */
    Relation filtered(int[] rows, int count) {
        return count == size ? this : gathered(rows, count, new int[0], new Column[0], new int[0], isSet);
    }

    private static boolean isIdentity(int[] rows, int count) {
        for (int i = 0; i < count; i++) {
            if (rows[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** The same rows with one more column. */
    Relation with(int var, Column column, int determinant) {
        int[] allVars = Arrays.copyOf(vars, vars.length + 1);
        Column[] all = Arrays.copyOf(columns, allVars.length);
        int[] allDeterminants = Arrays.copyOf(determinants, allVars.length);
        allVars[vars.length] = var;
        all[vars.length] = column;
        allDeterminants[vars.length] = determinant;
        return new Relation(size, allVars, all, allDeterminants, isSet);
    }

    /** The same rows without the columns that are not needed. */
    Relation keeping(BitSet needed) {
        int kept = 0;
        for (int var : vars) {
            kept += needed.get(var) ? 1 : 0;
        }
        if (kept == vars.length) {
            return this;
        }
        int[] keptVars = new int[kept];
        Column[] keptColumns = new Column[kept];
        int[] keptDeterminants = new int[kept];
        int at = 0;
        for (int i = 0; i < vars.length; i++) {
            if (needed.get(vars[i])) {
                keptVars[at] = vars[i];
                keptColumns[at] = columns[i];
                keptDeterminants[at++] = needed.get(Math.max(determinants[i], 0)) ? determinants[i] : NONE;
            }
        }
        return new Relation(size, keptVars, keptColumns, keptDeterminants, isSet && isDetermined(needed));
    }

    /** Whether what is not needed follows from what is. */
    private boolean isDetermined(BitSet needed) {
        for (int i = 0; i < vars.length; i++) {
            int var = vars[i];
            int steps = 0;
            while (!needed.get(var)) {
                int index = indexOf(var);
                var = index < 0 ? NONE : determinants[index];
                if (var == NONE || ++steps > vars.length) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The columns of some variables, in that order. */
    Relation project(int[] wanted) {
        Column[] projected = new Column[wanted.length];
        BitSet needed = new BitSet();
        for (int i = 0; i < wanted.length; i++) {
            projected[i] = column(wanted[i]);
            needed.set(wanted[i]);
        }
        return of(size, wanted, projected, isSet && isDetermined(needed));
    }

    /** The same rows, each once. */
    Relation distinct() {
        if (isSet || size <= 1) {
            return isSet ? this : new Relation(size, vars, columns, determinants, true);
        }
        if (vars.length == 0) {
            return UNIT;
        }
        int[] rows = new RowIndex(columns, size).firsts();
        return new Relation(rows.length, vars, rows.length == size ? columns : gather(rows), determinants, true);
    }

    private Column[] gather(int[] rows) {
        Column[] gathered = new Column[columns.length];
        for (int i = 0; i < columns.length; i++) {
            gathered[i] = columns[i].gather(rows, rows.length);
        }
        return gathered;
    }

    /** All rows of some relations of the same variables. */
    static Relation union(int[] vars, List<Relation> relations) {
        List<Relation> filled = relations.stream().filter(each -> each.size > 0).toList();
        if (filled.isEmpty()) {
            return empty(vars);
        }
        if (filled.size() == 1) {
            return filled.get(0).project(vars);
        }
        int total = filled.stream().mapToInt(Relation::size).sum();
        List<Column> columns = new ArrayList<>();
        for (int var : vars) {
            ColumnBuilder builder = new ColumnBuilder(total);
            filled.forEach(each -> builder.addAll(each.column(var), each.size));
            columns.add(builder.build());
        }
        return of(total, vars, columns.toArray(new Column[0]), vars.length == 0 && total == 1);
    }

    @Override
    public String toString() {
        return size + " rows of " + Arrays.toString(vars);
    }
}
