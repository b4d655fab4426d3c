package io.entangle.datalog.query;

import io.entangle.datalog.edn.EdnList;
import io.entangle.datalog.edn.Symbol;
import io.entangle.value.PersistentVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects conditions for a {@link QueryBuilder}. */
public final class ClauseBuilder {
    private final List<Object> clauses = new ArrayList<>();

    ClauseBuilder() {}

    List<Object> clauses() {
        return clauses;
    }

    private ClauseBuilder add(Object clause) {
        clauses.add(clause);
        return this;
    }

    /**
     * Adds a pattern: datoms of the default source, or of the one that is the first term.
     *
     * @param terms entity, attribute, value and so on, each a variable, a value or {@code _}
     * @return this builder
     */
    public ClauseBuilder pattern(@Nullable Object... terms) {
        PersistentVector.Builder<@Nullable Object> pattern = PersistentVector.builder();
        for (Object term : terms) {
            pattern.add(QueryBuilder.normal(term));
        }
        return add(pattern.build());
    }

    /**
     * Adds a predicate.
     *
     * @param function its name, or the variable that stands for it
     * @param arguments its arguments
     * @return this builder
     */
    public ClauseBuilder predicate(String function, @Nullable Object... arguments) {
        return add(PersistentVector.of((Object) QueryBuilder.call(Symbol.of(function), arguments)));
    }

    /**
     * Adds a function, whose value is bound.
     *
     * @param binding a variable, or a list of variables
     * @param function its name, or the variable that stands for it
     * @param arguments its arguments
     * @return this builder
     */
    public ClauseBuilder function(Object binding, String function, @Nullable Object... arguments) {
        return add(PersistentVector.of(QueryBuilder.call(Symbol.of(function), arguments), binding));
    }

    /**
     * Adds a call of a rule.
     *
     * @param name the rule's name
     * @param arguments its arguments
     * @return this builder
     */
    public ClauseBuilder rule(String name, @Nullable Object... arguments) {
        return add(QueryBuilder.call(Symbol.of(name), arguments));
    }

    /**
     * Adds what must not hold.
     *
     * @param conditions adds the conditions that do not hold together
     * @return this builder
     */
    public ClauseBuilder not(Consumer<ClauseBuilder> conditions) {
        return add(QueryBuilder.call(Forms.NOT, built(conditions).toArray()));
    }

    /**
     * Adds what must not hold, connected through some variables alone.
     *
     * @param variables the variables
     * @param conditions adds the conditions that do not hold together
     * @return this builder
     */
    public ClauseBuilder notJoin(List<Symbol> variables, Consumer<ClauseBuilder> conditions) {
        return add(joined(Forms.NOT_JOIN, variables, built(conditions)));
    }

    /**
     * Adds what must hold in one of several ways.
     *
     * @param branches each adds conditions that hold together
     * @return this builder
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final ClauseBuilder or(Consumer<ClauseBuilder>... branches) {
        return add(QueryBuilder.call(Forms.OR, branches(List.of(branches)).toArray()));
    }

    /**
     * Adds what must hold in one of several ways, connected through some variables alone.
     *
     * @param variables the variables
     * @param branches each adds conditions that hold together
     * @return this builder
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final ClauseBuilder orJoin(List<Symbol> variables, Consumer<ClauseBuilder>... branches) {
        return add(joined(Forms.OR_JOIN, variables, branches(List.of(branches))));
    }

    private static EdnList joined(Symbol word, List<Symbol> variables, List<Object> clauses) {
        List<Object> all = new ArrayList<>();
        all.add(PersistentVector.from(variables));
        all.addAll(clauses);
        return QueryBuilder.call(word, all.toArray());
    }

    private static List<Object> built(Consumer<ClauseBuilder> conditions) {
        ClauseBuilder builder = new ClauseBuilder();
        conditions.accept(builder);
        return builder.clauses;
    }

    private static List<Object> branches(List<Consumer<ClauseBuilder>> branches) {
        List<Object> all = new ArrayList<>();
        for (Consumer<ClauseBuilder> branch : branches) {
            List<Object> clauses = built(branch);
            all.add(clauses.size() == 1 ? clauses.get(0) : QueryBuilder.call(Forms.AND, clauses.toArray()));
        }
        return all;
    }
}
