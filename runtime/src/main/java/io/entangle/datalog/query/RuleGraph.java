package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which rules need which others. */
final class RuleGraph {
    private final Map<Symbol, Set<Symbol>> calls = new HashMap<>();
    private final Map<Symbol, Set<Symbol>> reachable = new HashMap<>();

    RuleGraph(Map<Symbol, Rule> rules) {
        rules.forEach((name, rule) -> {
            Set<Symbol> called = new LinkedHashSet<>();
            rule.branches().forEach(branch -> collect(branch.clauses(), called));
            calls.put(name, called);
        });
        rules.keySet().forEach(name -> reachable.put(name, reachableFrom(name)));
    }

    /** Adds the names of the rules that clauses call, however deep. */
    static void collect(List<Clause> clauses, Set<Symbol> into) {
        for (Clause clause : clauses) {
            if (clause instanceof Clause.RuleCall call) {
                into.add(call.name());
            } else if (clause instanceof Clause.Not not) {
                collect(not.clauses(), into);
            } else if (clause instanceof Clause.Or or) {
                or.branches().forEach(branch -> collect(branch, into));
            }
        }
    }

    private Set<Symbol> reachableFrom(Symbol name) {
        Set<Symbol> reached = new HashSet<>();
        Deque<Symbol> next = new ArrayDeque<>(calls.get(name));
        while (!next.isEmpty()) {
            Symbol each = next.pop();
            if (reached.add(each)) {
                next.addAll(calls.getOrDefault(each, Set.of()));
            }
        }
        return reached;
    }

    boolean isRecursive(Symbol name) {
        return reachable.get(name).contains(name);
    }

    /** Whether a rule needs another, or itself. */
    boolean needs(Symbol name, Symbol other) {
        return reachable.get(name).contains(other);
    }
}
