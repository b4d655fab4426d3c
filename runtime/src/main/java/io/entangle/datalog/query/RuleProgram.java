package io.entangle.datalog.query;

import io.entangle.datalog.edn.Symbol;
import java.util.BitSet;
import java.util.List;

/**
 * What it takes to answer calls of a rule where some arguments are known: rules that are asked for values only that are needed
 * (magic sets).
 *
 * <p>For each way in which a rule is called there is a node, with two sets of tuples: what is asked, the values of the known
 * arguments; and what is answered, all arguments. Derivations say what follows from what, until nothing new does.
 */
final class RuleProgram {
    /**
     * A rule as it is called.
     *
     * @param rule its name
     * @param known which arguments are known
     * @param references which of these may be references to entities, from outside
     * @param source the default source within
     */
    record Node(Symbol rule, BitSet known, BitSet references, Symbol source) {}

    /**
     * One set of tuples of a node.
     *
     * @param node the node's number
     * @param isAsked whether it is what is asked, not what is answered
     */
    record SetOf(int node, boolean isAsked) {}

    /**
     * What follows from what.
     *
     * @param target where the tuples go
     * @param head what they are made of
     * @param body what must hold; the rows it is given are those of the sets
     * @param sets the sets that the body refers to, by their numbers in it
     * @param wanted the variables of the head
     */
    record Derivation(SetOf target, Slot[] head, Body body, List<SetOf> sets, BitSet wanted) {}

    private final List<Node> nodes;
    private final List<Integer> arities;
    private final List<Derivation> derivations;

    RuleProgram(List<Node> nodes, List<Integer> arities, List<Derivation> derivations) {
        this.nodes = List.copyOf(nodes);
        this.arities = List.copyOf(arities);
        this.derivations = List.copyOf(derivations);
    }

    List<Node> nodes() {
        return nodes;
    }

    int arity(int node) {
        return arities.get(node);
    }

    List<Derivation> derivations() {
        return derivations;
    }
}
