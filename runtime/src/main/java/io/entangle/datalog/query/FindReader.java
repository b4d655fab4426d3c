package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.Clause.Callee;
import io.entangle.datalog.query.Term.Var;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a query gives. */
final class FindReader {
    private static final String NO_PULL =
            "Cannot parse pull expression, expect ['pull' src-var? variable (constant | variable | plain-symbol)]";
    private static final String NO_AGGREGATE =
            "Cannot parse custom aggregate call, expect ['aggregate' variable fn-arg+]";

    private FindReader() {}

    static Find read(List<?> forms) {
        Find find = relation(forms);
        if (find == null && forms.size() == 2 && Forms.DOT.equals(forms.get(1))) {
            find = of(Find.Shape.SCALAR, forms.subList(0, 1));
        }
        if (find == null && forms.size() == 1 && forms.get(0) instanceof List<?> inner) {
            find = inner.size() == 2 && Forms.MORE.equals(inner.get(1))
                    ? of(Find.Shape.COLLECTION, inner.subList(0, 1))
                    : of(Find.Shape.TUPLE, inner);
        }
        if (find == null) {
            throw Forms.fault(
                    "find", "Cannot parse :find, expected: (find-rel | find-coll | find-tuple | find-scalar)", forms);
        }
        return find;
    }

    private static @Nullable Find relation(List<?> forms) {
        return of(Find.Shape.RELATION, forms);
    }

    private static @Nullable Find of(Find.Shape shape, List<?> forms) {
        List<Find.Element> elements = new ArrayList<>();
        for (Object form : forms) {
            Find.Element element = element(form);
            if (element == null) {
                return null;
            }
            elements.add(element);
        }
        return elements.isEmpty() ? null : new Find(shape, elements);
    }

    private static Find.@Nullable Element element(@Nullable Object form) {
        if (form instanceof Symbol symbol && Term.isVariable(symbol)) {
            return new Find.Variable(new Var(symbol));
        }
        if (!(form instanceof List<?> list) || list.isEmpty() || !(list.get(0) instanceof Symbol head)) {
            return null;
        }
        if (head.equals(Forms.PULL)) {
            return pull(list);
        }
        if (head.equals(Forms.AGGREGATE)) {
            Symbol function =
                    list.size() >= 3 && list.get(1) instanceof Symbol second && Term.isVariable(second) ? second : null;
            if (function == null) {
                throw Forms.fault("find", NO_AGGREGATE, form);
            }
            return aggregate(new Callee(function, true), list.subList(2, list.size()));
        }
        return Term.isPlain(head) && list.size() >= 2
                ? aggregate(new Callee(head, false), list.subList(1, list.size()))
                : null;
    }

    private static Find.@Nullable Element aggregate(Callee callee, List<?> arguments) {
        int last = arguments.size() - 1;
        return arguments.get(last) instanceof Symbol symbol && Term.isVariable(symbol)
                ? new Find.Aggregate(callee, ClauseReader.arguments(arguments.subList(0, last)), new Var(symbol))
                : null;
    }

    private static Find.Element pull(List<?> list) {
        if (list.size() < 3 || list.size() > 4) {
            throw Forms.fault("find", NO_PULL, list);
        }
        Object source = list.size() == 4 ? list.get(1) : Term.DEFAULT_SOURCE;
        Object variable = list.get(list.size() - 2);
        Object pattern = list.get(list.size() - 1);
        if (!(source instanceof Symbol sourceSymbol)
                || !Term.isSource(source)
                || !(variable instanceof Symbol symbol)
                || !Term.isVariable(variable)
                || pattern == null) {
            throw Forms.fault("find", NO_PULL, list);
        }
        boolean isNamed = pattern instanceof Symbol && (Term.isVariable(pattern) || Term.isPlain(pattern));
        return new Find.PullOf(
                sourceSymbol, new Var(symbol), isNamed ? null : pattern, isNamed ? (Symbol) pattern : null);
    }
}
