package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import java.util.List;

/**
 * A rule.
 *
 * @param name what it is called by
 * @param branches of which one must hold
 */
record Rule(Symbol name, List<Branch> branches) {
    /**
     * One of the ways in which a rule holds.
     *
     * @param vars the variables of its head
     * @param clauses what must hold
     */
    record Branch(RuleVars vars, List<Clause> clauses) {}

    int arity() {
        return branches.get(0).vars().all().size();
    }

    int requiredCount() {
        return branches.get(0).vars().required().size();
    }
}
