package io.entangle.datalog.function;

import io.entangle.clock.Entropy;
import io.entangle.datalog.edn.Symbol;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is called by which name in queries and pulls. Immutable; a change makes another. */
public final class Functions {
    private static final Functions STANDARD = standard(Entropy.SYSTEM);

    /** Whose running time an attacker can choose. */
    private static final Set<String> BY_PATTERN = Set.of("re-find", "re-matches", "re-seq", "re-pattern");

    private final Map<Symbol, QueryFunction> functions;
    private final Map<Symbol, AggregateFunction> aggregates;

    private Functions(Map<Symbol, QueryFunction> functions, Map<Symbol, AggregateFunction> aggregates) {
        this.functions = Collections.unmodifiableMap(functions);
        this.aggregates = Collections.unmodifiableMap(aggregates);
    }

    /** {@return those of DataScript, as {@code docs/datalog.md} lists them} */
    public static Functions standard() {
        return STANDARD;
    }

    /**
     * {@return those of DataScript, as {@code docs/datalog.md} lists them}
     *
     * @param entropy where {@code rand}, {@code rand-int} and {@code sample} take random numbers from
     */
    public static Functions standard(Entropy entropy) {
        Map<Symbol, QueryFunction> functions = new HashMap<>();
        NumberFunctions.addTo(functions, entropy);
        LogicFunctions.addTo(functions);
        CollectionFunctions.addTo(functions);
        TextFunctions.addTo(functions);
        SourceFunctions.addTo(functions);
        Map<Symbol, AggregateFunction> aggregates = new HashMap<>();
        Aggregates.addTo(aggregates, entropy);
        return new Functions(functions, aggregates);
    }

    /**
     * {@return these and one more function, in place of the one of that name, if there is one}
     *
     * @param name the name, with a namespace or without
     * @param function what it does
     */
    public Functions with(String name, QueryFunction function) {
        Map<Symbol, QueryFunction> more = new HashMap<>(functions);
        more.put(Symbol.of(name), Objects.requireNonNull(function, "function"));
        return new Functions(more, aggregates);
    }

    /**
     * {@return these and one more aggregate, in place of the one of that name, if there is one}
     *
     * @param name the name, with a namespace or without
     * @param aggregate what it does
     */
    public Functions withAggregate(String name, AggregateFunction aggregate) {
        Map<Symbol, AggregateFunction> more = new HashMap<>(aggregates);
        more.put(Symbol.of(name), Objects.requireNonNull(aggregate, "aggregate"));
        return new Functions(functions, more);
    }

    /** {@return these without the ones that match regular expressions, which a hostile query can make take for ever} */
    public Functions withoutPatterns() {
        Map<Symbol, QueryFunction> fewer = new HashMap<>(functions);
        BY_PATTERN.forEach(name -> fewer.remove(Symbol.of(name)));
        return new Functions(fewer, aggregates);
    }

    /**
     * {@return the function of a name, or null if there is none}
     *
     * @param name the name
     */
    public @Nullable QueryFunction function(Symbol name) {
        return functions.get(name);
    }

    /**
     * {@return the aggregate of a name, or null if there is none}
     *
     * @param name the name
     */
    public @Nullable AggregateFunction aggregate(Symbol name) {
        return aggregates.get(name);
    }

    /**
     * {@return whether a predicate that returns this holds: whether it is neither null nor false}
     *
     * @param result what the predicate returns
     */
    public static boolean isTrue(@Nullable Object result) {
        return result != null && !Boolean.FALSE.equals(result);
    }
}
