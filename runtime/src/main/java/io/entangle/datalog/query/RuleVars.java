package io.entangle.datalog.query;

import io.entangle.datalog.query.Term.Var;
import java.util.ArrayList;
import java.util.List;

/**
 * The variables of a rule's head, or of an {@code or-join}.
 *
 * @param required those that must be bound beforehand
 * @param free the others
 */
record RuleVars(List<Var> required, List<Var> free) {
    List<Var> all() {
        List<Var> all = new ArrayList<>(required);
        all.addAll(free);
        return all;
    }

    /** As it was written, {@code [[?a] ?b]}. */
    @Override
    public String toString() {
        List<Object> parts = new ArrayList<>();
        if (!required.isEmpty()) {
            parts.add(Forms.vector(required));
        }
        parts.addAll(free);
        return Forms.vector(parts);
    }
}
