package io.entangle.datalog.query;

import io.entangle.datalog.edn.EdnReader;
import io.entangle.datalog.edn.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rules. */
final class RuleReader {
    private RuleReader() {}

    /** The rules by name. */
    static Map<Symbol, Rule> read(@Nullable Object rules) {
        Object form = rules instanceof String text ? EdnReader.standard().read(text) : rules;
        if (!(form instanceof List<?> list)) {
            throw Forms.fault("rule", "Cannot parse rules, expected [ rule+ ]", form);
        }
        Map<Symbol, List<Rule.Branch>> branches = new LinkedHashMap<>();
        list.forEach(each -> branch(each, branches));
        Map<Symbol, Rule> read = new LinkedHashMap<>();
        branches.forEach((name, ofName) -> {
            requireSameArity(name, ofName);
            read.put(name, new Rule(name, ofName));
        });
        return read;
    }

    private static void branch(@Nullable Object form, Map<Symbol, List<Rule.Branch>> into) {
        if (!(form instanceof List<?> list) || list.isEmpty()) {
            throw Forms.fault("rule", "Cannot parse rule, expected [rule-head clause+]", form);
        }
        if (!(list.get(0) instanceof List<?> head)) {
            throw Forms.fault(
                    "rule",
                    "Cannot parse rule head, expected [rule-name rule-vars], got: " + Forms.shown(list.get(0)),
                    form);
        }
        if (head.isEmpty() || !(head.get(0) instanceof Symbol name) || !Term.isPlain(name)) {
            throw Forms.fault("rule", "Cannot parse rule name, expected plain-symbol", form);
        }
        RuleVars vars = ClauseReader.ruleVars(head.subList(1, head.size()));
        if (list.size() == 1) {
            throw Forms.fault("rule", "Rule branch should have clauses", form);
        }
        into.computeIfAbsent(name, any -> new ArrayList<>())
                .add(new Rule.Branch(vars, ClauseReader.read(list.subList(1, list.size()))));
    }

    private static void requireSameArity(Symbol name, List<Rule.Branch> branches) {
        RuleVars first = branches.get(0).vars();
        for (Rule.Branch branch : branches) {
            RuleVars other = branch.vars();
            if (first.required().size() != other.required().size()
                    || first.free().size() != other.free().size()) {
                throw Forms.fault("rule", "Arity mismatch for rule '" + name + "': " + first + " vs. " + other, name);
            }
        }
    }
}
