package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.Term.Var;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads bindings. */
final class BindingReader {
    private BindingReader() {}

    static Binding read(@Nullable Object form) {
        if (form instanceof List<?> list) {
            if (list.size() == 2 && Forms.MORE.equals(list.get(1))) {
                return new Binding.Several(read(list.get(0)), form);
            }
            if (list.size() == 1 && list.get(0) instanceof List<?> tuple) {
                return new Binding.Several(tuple(tuple), form);
            }
            return tuple(list);
        }
        if (Term.isBlank(form)) {
            return new Binding.Ignore(Forms.BLANK);
        }
        if (form instanceof Symbol symbol && Term.isVariable(symbol)) {
            return new Binding.Scalar(new Var(symbol), symbol);
        }
        throw Forms.fault(
                "binding", "Cannot parse binding, expected (bind-scalar | bind-tuple | bind-coll | bind-rel)", form);
    }

    private static Binding tuple(List<?> list) {
        if (list.isEmpty()) {
            throw Forms.fault("binding", "Tuple binding cannot be empty", list);
        }
        List<Binding> bindings = new ArrayList<>();
        list.forEach(each -> bindings.add(read(each)));
        return new Binding.Tuple(bindings, list);
    }

    /** Reads what an input is bound to. */
    static Binding input(@Nullable Object form) {
        if (form instanceof Symbol symbol) {
            if (Term.isSource(symbol)) {
                return new Binding.Source(symbol, symbol);
            }
            if (symbol.equals(Forms.RULES)) {
                return new Binding.Rules(symbol);
            }
            if (Term.isPlain(symbol)) {
                return new Binding.Plain(symbol, symbol);
            }
        }
        return read(form);
    }
}
