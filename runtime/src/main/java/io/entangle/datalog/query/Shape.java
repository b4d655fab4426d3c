package io.entangle.datalog.query;

/**
 * How large what a goal stands for is, as far as that can be told beforehand.
 *
 * @param size how many rows
 * @param vars its variables
 * @param distinct how many values each of them has
 * @param domains of how many values these are some: those of the whole attribute, where constants and bounds leave a part
 * @param access what it costs to look up the rows of one value, if a variable is bound; negative if they can't be looked up,
 *     but all must be read
 */
record Shape(double size, int[] vars, double[] distinct, double[] domains, double access) {
    /** What it costs to find a row in a tree, where to read it costs one. */
    static final double LOOK_UP = 3;

    Shape(double size, int[] vars, double[] distinct, double access) {
        this(size, vars, distinct, distinct, access);
    }

    static Shape of(double size, int[] vars) {
        double[] distinct = new double[vars.length];
        java.util.Arrays.fill(distinct, Math.max(1, Math.sqrt(size) * 2));
        return new Shape(size, vars, distinct, LOOK_UP);
    }

    double distinct(int var) {
        return of(var, distinct);
    }

    double domain(int var) {
        return of(var, domains);
    }

    private double of(int var, double[] counts) {
        for (int i = 0; i < vars.length; i++) {
            if (vars[i] == var) {
                return Math.max(1, counts[i]);
            }
        }
        return 1;
    }
}
