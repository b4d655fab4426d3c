package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which rules need which others: those that need each other, over however many between them, are of one circle. */
final class RuleGraph {
    private final Map<Symbol, Set<Symbol>> calls = new HashMap<>();
    private final Map<Symbol, Integer> circles = new HashMap<>();

    RuleGraph(Map<Symbol, Rule> rules) {
        rules.forEach((name, rule) -> {
            Set<Symbol> called = new LinkedHashSet<>();
            rule.branches().forEach(branch -> collect(branch.clauses(), called));
            calls.put(name, called);
        });
        findCircles();
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

    /** Kosaraju's algorithm: what reaches back from a rule, taken from the last finished on, is its circle. */
    private void findCircles() {
        Map<Symbol, Set<Symbol>> callers = new HashMap<>();
        calls.forEach((caller, called) -> called.forEach(name ->
                callers.computeIfAbsent(name, any -> new LinkedHashSet<>()).add(caller)));
        List<Symbol> finished = new ArrayList<>();
        Set<Symbol> seen = new HashSet<>();
        calls.keySet().forEach(name -> visit(name, calls, seen, finished));
        Set<Symbol> taken = new HashSet<>();
        for (int i = finished.size() - 1; i >= 0; i--) {
            List<Symbol> circle = new ArrayList<>();
            visit(finished.get(i), callers, taken, circle);
            int number = i;
            circle.forEach(name -> circles.put(name, number));
        }
    }

    /** Adds what is reached from a name and has not been seen, each after all that is reached from it. */
    private static void visit(Symbol from, Map<Symbol, Set<Symbol>> edges, Set<Symbol> seen, List<Symbol> finished) {
        record Step(Symbol name, Iterator<Symbol> next) {}
        Deque<Step> path = new ArrayDeque<>();
        if (seen.add(from)) {
            path.push(new Step(from, edges.getOrDefault(from, Set.of()).iterator()));
        }
        while (!path.isEmpty()) {
            Step step = path.element();
            if (!step.next.hasNext()) {
                finished.add(path.pop().name);
                continue;
            }
            Symbol next = step.next.next();
            if (seen.add(next)) {
                path.push(new Step(next, edges.getOrDefault(next, Set.of()).iterator()));
            }
        }
    }

    boolean isRecursive(Symbol name) {
        return calls.get(name).stream().anyMatch(called -> areOfOneCircle(name, called));
    }

    /** Whether each of two rules needs the other. */
    boolean areOfOneCircle(Symbol name, Symbol other) {
        return circles.get(name).equals(circles.get(other));
    }
}
