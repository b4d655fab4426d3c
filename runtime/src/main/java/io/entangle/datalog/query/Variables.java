package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import io.entangle.datalog.query.Term.Var;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The variables of a query, numbered: those of its parts that must not be taken for each other have different numbers. More
 * come as rules are made ready. Safe for use by any thread.
 */
final class Variables {
    /** The variable that stands for the number of a row, where a part of a body is evaluated for rows that there are. */
    static final int ROW = 0;

    private final List<Var> names = new CopyOnWriteArrayList<>();

    /** Those that are given with the inputs. */
    private final Set<Integer> references = ConcurrentHashMap.newKeySet();

    Variables() {
        names.add(new Var(Symbol.of("?row")));
    }

    synchronized int add(Var name) {
        names.add(name);
        return names.size() - 1;
    }

    int size() {
        return names.size();
    }

    /** Says that values of a variable come from outside, so that lookup refs and idents among them mean entities. */
    void markReference(int var) {
        references.add(var);
    }

    /** Whether lookup refs and idents among the values of a variable mean entities; those that are computed don't. */
    boolean isReference(int var) {
        return references.contains(var);
    }

    Var name(int var) {
        return names.get(var);
    }

    List<Var> names(BitSet vars) {
        return vars.stream().mapToObj(names::get).toList();
    }
}
