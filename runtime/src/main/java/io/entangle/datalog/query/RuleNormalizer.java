package io.entangle.datalog.query;

import io.entangle.datalog.DatalogException;
import io.entangle.datalog.edn.Symbol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes rules such that each call of a rule stands at the top of a branch: an {@code or} with calls in it becomes a rule of its
 * own. Refuses rules that need that something does not hold which they themselves say.
 */
final class RuleNormalizer {
    private final Map<Symbol, Rule> rules;
    private final RuleGraph graph;
    private final Map<Symbol, Rule> normal = new LinkedHashMap<>();
    private int made;

    private RuleNormalizer(Map<Symbol, Rule> rules) {
        this.rules = rules;
        this.graph = new RuleGraph(rules);
    }

    static Map<Symbol, Rule> normalized(Map<Symbol, Rule> rules) {
        RuleNormalizer normalizer = new RuleNormalizer(rules);
        rules.values().forEach(normalizer::rule);
        return normalizer.normal;
    }

    private void rule(Rule rule) {
        List<Rule.Branch> branches = new ArrayList<>();
        for (Rule.Branch branch : rule.branches()) {
            requireStratified(rule.name(), branch.clauses());
            branches.add(new Rule.Branch(branch.vars(), clauses(branch.clauses())));
        }
        normal.put(rule.name(), new Rule(rule.name(), branches));
    }

    private void requireStratified(Symbol rule, List<Clause> clauses) {
        for (Clause clause : clauses) {
            if (clause instanceof Clause.Not not) {
                Set<Symbol> called = new HashSet<>();
                RuleGraph.collect(not.clauses(), called);
                for (Symbol name : called) {
                    if (graph.areOfOneCircle(rule, name)) {
                        throw new DatalogException(
                                "Rule '" + rule + " needs itself not to hold, in " + Forms.shown(not.form()),
                                "query/stratification",
                                "rule",
                                rule,
                                "form",
                                not.form());
                    }
                }
            } else if (clause instanceof Clause.Or or) {
                or.branches().forEach(branch -> requireStratified(rule, branch));
            }
        }
    }

    private List<Clause> clauses(List<Clause> clauses) {
        return clauses.stream().map(this::clause).toList();
    }

    private Clause clause(Clause clause) {
        if (!(clause instanceof Clause.Or or)) {
            return clause;
        }
        Set<Symbol> called = new HashSet<>();
        or.branches().forEach(branch -> RuleGraph.collect(branch, called));
        return called.isEmpty() ? or : ruleOf(or);
    }

    /** A call of a rule that holds where a branch does. */
    private Clause ruleOf(Clause.Or or) {
        Symbol name = freshName();
        RuleVars joined = or.joined();
        RuleVars vars = joined != null ? joined : allVars(or);
        List<Rule.Branch> branches = new ArrayList<>();
        for (List<Clause> branch : or.branches()) {
            branches.add(new Rule.Branch(vars, clauses(branch)));
        }
        normal.put(name, new Rule(name, branches));
        return new Clause.RuleCall(or.source(), name, List.copyOf(vars.all()), or.form());
    }

    /** All variables; those that a branch does not have must be bound beforehand. */
    private static RuleVars allVars(Clause.Or or) {
        List<Term.Var> required = new ArrayList<>();
        List<Term.Var> free = new ArrayList<>();
        for (Term.Var var : or.vars()) {
            boolean isEverywhere = or.branches().stream()
                    .allMatch(branch -> Clause.vars(branch).contains(var));
            (isEverywhere ? free : required).add(var);
        }
        return new RuleVars(required, free);
    }

    private Symbol freshName() {
        Symbol name = Symbol.of("%or" + made++);
        return rules.containsKey(name) ? freshName() : name;
    }
}
