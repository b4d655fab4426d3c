package io.entangle.datalog.function;

import io.entangle.clock.Entropy;
import io.entangle.datalog.edn.Symbol;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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

    /** The names of functions that were registered. */
    private final Set<Symbol> registered;

    private Functions(
            Map<Symbol, QueryFunction> functions, Map<Symbol, AggregateFunction> aggregates, Set<Symbol> registered) {
        this.functions = Collections.unmodifiableMap(functions);
        this.aggregates = Collections.unmodifiableMap(aggregates);
        this.registered = Collections.unmodifiableSet(registered);
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
        return new Functions(functions, aggregates, Set.of());
    }

    /**
     * {@return these and one more function, in place of the one of that name, if there is one}
     *
     * @param name the name, with a namespace or without
     * @param function what it does
     */
    public Functions with(String name, QueryFunction function) {
        Map<Symbol, QueryFunction> more = new HashMap<>(functions);
        Symbol symbol = Symbol.of(name);
        more.put(symbol, Objects.requireNonNull(function, "function"));
        Set<Symbol> moreRegistered = new HashSet<>(registered);
        moreRegistered.add(symbol);
        return new Functions(more, aggregates, moreRegistered);
    }

    /**
     * {@return these and one more aggregate, in place of the one of that name, if there is one}
     *
     * @param name the name, with a namespace or without
     * @param aggregate what it does
     */
    public Functions withAggregate(String name, AggregateFunction aggregate) {
        Map<Symbol, AggregateFunction> more = new HashMap<>(aggregates);
        Symbol symbol = Symbol.of(name);
        more.put(symbol, Objects.requireNonNull(aggregate, "aggregate"));
        Set<Symbol> moreRegistered = new HashSet<>(registered);
        moreRegistered.add(aggregateName(symbol));
        return new Functions(functions, more, moreRegistered);
    }

    /** A name for an aggregate among those of functions, which may have the same. */
    private static Symbol aggregateName(Symbol name) {
        return Symbol.of("aggregate." + name.namespace(), name.name());
    }

    /** {@return these without the ones that match regular expressions, which a hostile query can make take for ever} */
    public Functions withoutPatterns() {
        Map<Symbol, QueryFunction> fewer = new HashMap<>(functions);
        BY_PATTERN.forEach(name -> fewer.remove(Symbol.of(name)));
        return new Functions(fewer, aggregates, registered);
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
     * {@return whether a name is that of a function which is there without being registered}
     *
     * @param name the name
     */
    public boolean isBuiltIn(Symbol name) {
        return !registered.contains(name) && functions.containsKey(name);
    }

    /**
     * {@return whether a name is that of an aggregate which is there without being registered}
     *
     * @param name the name
     */
    public boolean isBuiltInAggregate(Symbol name) {
        return !registered.contains(aggregateName(name)) && aggregates.containsKey(name);
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
