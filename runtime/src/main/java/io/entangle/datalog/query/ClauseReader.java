package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.index.Values;
import io.entangle.datalog.query.Clause.Callee;
import io.entangle.datalog.query.Term.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the conditions of queries and rules. */
final class ClauseReader {
    private static final Set<Symbol> WORDS = Set.of(Forms.NOT, Forms.NOT_JOIN, Forms.OR, Forms.OR_JOIN);

    private ClauseReader() {}

    static List<Clause> read(List<?> forms) {
        List<Clause> clauses = new ArrayList<>();
        forms.forEach(form -> clauses.add(read(form)));
        return clauses;
    }

    static Clause read(@Nullable Object form) {
        if (!(form instanceof List<?> list)) {
            throw Forms.fault(
                    "where",
                    "Cannot parse clause, expected (data-pattern | pred-expr | fn-expr | rule-expr | not-clause"
                            + " | not-join-clause | or-clause | or-join-clause)",
                    form);
        }
        Symbol source = !list.isEmpty() && list.get(0) instanceof Symbol first && Term.isSource(first) ? first : null;
        List<?> rest = source == null ? list : list.subList(1, list.size());
        Object head = rest.isEmpty() ? null : rest.get(0);
        if (head instanceof Symbol word && WORDS.contains(word)) {
            return connective(source, word, rest.subList(1, rest.size()), list);
        }
        if (source == null) {
            Clause call = call(list);
            if (call != null) {
                return call;
            }
        }
        return head instanceof Symbol name && Term.isPlain(name)
                ? rule(source, name, rest.subList(1, rest.size()), list)
                : pattern(source, rest, list);
    }

    private static Clause connective(@Nullable Symbol source, Symbol word, List<?> rest, Object form) {
        if (word.equals(Forms.NOT)) {
            return not(source, rest, form);
        }
        if (word.equals(Forms.NOT_JOIN)) {
            return notJoin(source, rest, form);
        }
        return word.equals(Forms.OR) ? or(source, rest, form) : orJoin(source, rest, form);
    }

    private static Clause not(@Nullable Symbol source, List<?> forms, Object form) {
        if (forms.isEmpty()) {
            throw Forms.fault("where", "Cannot parse 'not' clause, expected [ src-var? 'not' clause+ ]", form);
        }
        Clause.Not not = new Clause.Not(source, null, read(forms), form);
        requireJoined(not, form);
        return not;
    }

    private static Clause notJoin(@Nullable Symbol source, List<?> rest, Object form) {
        List<Var> joined = rest.isEmpty() ? null : variables(rest.get(0));
        if (joined == null || rest.size() < 2) {
            throw Forms.fault(
                    "where",
                    "Cannot parse 'not-join' clause, expected [ src-var? 'not-join' [variable+] clause+ ]",
                    form);
        }
        Clause.Not not = new Clause.Not(source, joined, read(rest.subList(1, rest.size())), form);
        requireJoined(not, form);
        return not;
    }

    private static void requireJoined(Clause clause, Object form) {
        if (clause.vars().isEmpty()) {
            throw Forms.fault("where", "Join variables should not be empty", form);
        }
    }

    private static Clause or(@Nullable Symbol source, List<?> forms, Object form) {
        if (forms.isEmpty()) {
            throw Forms.fault("where", "Cannot parse 'or' clause, expected [ src-var? 'or' clause+ ]", form);
        }
        Clause.Or or = new Clause.Or(source, null, branches(forms), form);
        requireJoined(or, form);
        return or;
    }

    private static Clause orJoin(@Nullable Symbol source, List<?> rest, Object form) {
        if (rest.size() < 2) {
            throw Forms.fault(
                    "where",
                    "Cannot parse 'or-join' clause, expected [ src-var? 'or-join' [variable+] clause+ ]",
                    form);
        }
        return new Clause.Or(source, ruleVars(rest.get(0)), branches(rest.subList(1, rest.size())), form);
    }

    private static List<List<Clause>> branches(List<?> forms) {
        List<List<Clause>> branches = new ArrayList<>();
        for (Object form : forms) {
            if (form instanceof List<?> list && !list.isEmpty() && Forms.AND.equals(list.get(0))) {
                if (list.size() == 1) {
                    throw Forms.fault("where", "Cannot parse 'and' clause, expected [ 'and' clause+ ]", form);
                }
                branches.add(read(list.subList(1, list.size())));
            } else {
                branches.add(List.of(read(form)));
            }
        }
        return branches;
    }

    /** {@code [(f ?x)]} or {@code [(f ?x) ?y]}; null if it is neither. */
    private static @Nullable Clause call(List<?> list) {
        if (list.isEmpty() || list.size() > 2 || !(list.get(0) instanceof List<?> call) || call.isEmpty()) {
            return null;
        }
        if (!(call.get(0) instanceof Symbol name) || !Term.isVariable(name) && !Term.isPlain(name)) {
            return null;
        }
        Callee callee = new Callee(name, Term.isVariable(name));
        List<Term> arguments = arguments(call.subList(1, call.size()));
        return list.size() == 1
                ? new Clause.Predicate(callee, arguments, list)
                : new Clause.FunctionCall(callee, arguments, BindingReader.read(list.get(1)), list);
    }

    static List<Term> arguments(List<?> forms) {
        List<Term> arguments = new ArrayList<>();
        for (Object form : forms) {
            arguments.add(
                    form instanceof Symbol symbol && Term.isVariable(symbol)
                            ? new Var(symbol)
                            : form instanceof Symbol symbol && Term.isSource(symbol)
                                    ? new Term.Source(symbol)
                                    : new Term.Constant(Values.normal(form)));
        }
        return arguments;
    }

    private static Clause rule(@Nullable Symbol source, Symbol name, List<?> forms, Object form) {
        if (forms.isEmpty()) {
            throw Forms.fault("where", "rule-expr requires at least one argument", form);
        }
        return new Clause.RuleCall(source, name, terms(forms), form);
    }

    private static Clause pattern(@Nullable Symbol source, List<?> forms, Object form) {
        if (forms.isEmpty()) {
            throw Forms.fault("where", "Pattern could not be empty", form);
        }
        return new Clause.Pattern(source, terms(forms), form);
    }

    private static List<Term> terms(List<?> forms) {
        List<Term> terms = new ArrayList<>();
        for (Object form : forms) {
            terms.add(
                    Term.isBlank(form)
                            ? new Term.Blank()
                            : form instanceof Symbol symbol && Term.isVariable(symbol)
                                    ? new Var(symbol)
                                    : new Term.Constant(Values.normal(form)));
        }
        return terms;
    }

    /** A list of variables; null if it is none. */
    static @Nullable List<Var> variables(@Nullable Object form) {
        if (!(form instanceof List<?> list)) {
            return null;
        }
        List<Var> variables = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof Symbol symbol) || !Term.isVariable(symbol)) {
                return null;
            }
            variables.add(new Var(symbol));
        }
        return variables;
    }

    static RuleVars ruleVars(@Nullable Object form) {
        if (!(form instanceof List<?> list)) {
            throw noRuleVars(form);
        }
        boolean hasRequired = !list.isEmpty() && list.get(0) instanceof List<?>;
        List<Var> required = hasRequired ? requiredVariables((List<?>) list.get(0)) : List.of();
        List<Var> free = requiredVariables(hasRequired ? list.subList(1, list.size()) : list);
        RuleVars vars = new RuleVars(required, free);
        if (vars.all().isEmpty()) {
            throw noRuleVars(form);
        }
        if (Set.copyOf(vars.all()).size() < vars.all().size()) {
            throw Forms.fault("rule-vars", "Rule variables should be distinct", form);
        }
        return vars;
    }

    private static RuntimeException noRuleVars(@Nullable Object form) {
        return Forms.fault(
                "rule-vars", "Cannot parse rule-vars, expected [ variable+ | ([ variable+ ] variable*) ]", form);
    }

    private static List<Var> requiredVariables(List<?> forms) {
        List<Var> variables = new ArrayList<>();
        for (Object form : forms) {
            if (!(form instanceof Symbol symbol) || !Term.isVariable(symbol)) {
                throw Forms.fault(
                        "rule-var",
                        "Cannot parse var, expected symbol starting with ?, got: " + Forms.shown(form),
                        form);
            }
            variables.add(new Var(symbol));
        }
        return variables;
    }
}
