package io.entangle.replica;

import io.entangle.atom.Cell;
import io.entangle.merge.MergeRules;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Functions registered by name on both sides of replication: a replica runs one at once, and the authority runs it again
 * on the newest value. So two replicas that increment by name at the same time lose nothing. Immutable.
 *
 * <pre>{@code
 * static final Mutations<Doc> STOCK = Mutations.<Doc>builder()
 *         .add("take", (doc, arguments) -> doc.update("stock", n -> (long) n - arguments.get("count", Long.class)))
 *         .build();
 * }</pre>
 *
 * @param <T> the type of values
 */
public final class Mutations<T> {
    private static final int MAX_NAME_LENGTH = 255;
    private static final Mutations<?> NONE = new Mutations<>(Map.of());

    private final Map<String, Mutation<T>> byName;

    private Mutations(Map<String, Mutation<T>> byName) {
        this.byName = byName;
    }

    /**
     * One such function. It depends on its arguments alone and has no effects: it runs more than once, on other values.
     *
     * @param <T> the type of values
     */
    @FunctionalInterface
    public interface Mutation<T> {
        /**
         * {@return the next value}
         *
         * @param value the current value
         * @param arguments what it was called with
         * @throws io.entangle.atom.RefusedException to refuse, with the reason that the caller is to be told
         */
        T apply(T value, Doc arguments);
    }

    /**
     * One such function that has something to say to the caller besides. It depends on its arguments alone and has no effects: it
     * runs more than once, on other values.
     *
     * @param <T> the type of values
     */
    @FunctionalInterface
    public interface Answering<T> {
        /**
         * {@return the next value, and what the caller is told}
         *
         * @param value the current value
         * @param arguments what it was called with
         * @throws io.entangle.atom.RefusedException to refuse, with the reason that the caller is to be told
         */
        Answered<T> apply(T value, Doc arguments);
    }

    /**
     * What a mutation has made.
     *
     * @param value the next value
     * @param answer what the caller is told when the authority has run it; null if there is nothing to say
     * @param <T> the type of values
     */
    public record Answered<T>(T value, @Nullable Doc answer) {
        /**
         * What a mutation has made.
         *
         * @param value not null
         * @param answer may be null
         */
        public Answered {
            Objects.requireNonNull(value, "a mutation's result is not null");
        }
    }

    private record WithAnswer<T>(Answering<T> mutation) implements Mutation<T> {
        @Override
        public T apply(T value, Doc arguments) {
            return mutation.apply(value, arguments).value();
        }
    }

    /** {@return what a mutation makes of a value, with its answer, if it is one that answers} */
    static <T> Answered<T> answered(Mutation<T> mutation, T value, Doc arguments) {
        return mutation instanceof WithAnswer<T> answering
                ? answering.mutation().apply(value, arguments)
                : new Answered<>(mutation.apply(value, arguments), null);
    }

    /**
     * {@return no mutations; always the same object}
     *
     * @param <T> the type of values
     */
    @SuppressWarnings("unchecked") // there is nothing in it that a type could matter to
    public static <T> Mutations<T> none() {
        return (Mutations<T>) NONE;
    }

    /**
     * {@return a new empty builder}
     *
     * @param <T> the type of values
     */
    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /** {@return the names of all} */
    public Set<String> names() {
        return byName.keySet();
    }

    /**
     * {@return the mutation of a name, or null if there is none}
     *
     * @param name the name
     */
    public @Nullable Mutation<T> find(String name) {
        return byName.get(name);
    }

    /**
     * {@return the mutation of a name}
     *
     * @param name the name
     * @throws IllegalArgumentException if there is none
     */
    public Mutation<T> get(String name) {
        Mutation<T> mutation = byName.get(name);
        if (mutation == null) {
            throw new IllegalArgumentException(
                    "no mutation \"" + name + "\" is registered here; there are " + byName.keySet());
        }
        return mutation;
    }

    /**
     * Runs a mutation on a cell that lives here.
     *
     * @param cell the cell
     * @param name the mutation's name
     * @param arguments what it is given
     * @return the value after it
     * @throws IllegalArgumentException if there is no such mutation
     * @throws io.entangle.atom.RefusedException if it, or a validator, refuses
     */
    public T run(Cell<T> cell, String name, Doc arguments) {
        Mutation<T> mutation = get(name);
        return cell.swap(value -> mutation.apply(value, arguments));
    }

    /** {@return how a document changes by a mutation of the values that it encodes} */
    Overlay overlay(AtomType<T> type) {
        Decoded<T> decoded = new Decoded<>(type);
        return new Overlay(MergeRules.ofRecords(type::isRecord), (call, doc) -> {
            Mutation<T> mutation = find(call.mutation());
            if (mutation == null) {
                return doc;
            }
            T before = decoded.value(doc);
            T after = mutation.apply(before, call.arguments());
            Doc shown = type.diff(before, after).apply(doc);
            decoded.remember(shown, after);
            return shown;
        });
    }

    /**
     * Registers mutations. Not thread-safe.
     *
     * @param <T> the type of values
     */
    public static final class Builder<T> {
        private final Map<String, Mutation<T>> byName = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Registers a function.
         *
         * @param name 1 to 255 characters
         * @param mutation the function
         * @return this builder
         * @throws IllegalArgumentException if one of that name is registered, or it is no name
         */
        public Builder<T> add(String name, Mutation<T> mutation) {
            if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
                throw new IllegalArgumentException(
                        "a mutation's name has 1 to " + MAX_NAME_LENGTH + " characters, but found " + name.length());
            }
            if (byName.putIfAbsent(name, Objects.requireNonNull(mutation, "mutation")) != null) {
                throw new IllegalArgumentException("a mutation \"" + name + "\" is registered already");
            }
            return this;
        }

        /**
         * Registers a function that has something to say to its caller.
         *
         * @param name 1 to 255 characters
         * @param mutation the function
         * @return this builder
         * @throws IllegalArgumentException if one of that name is registered, or it is no name
         */
        public Builder<T> addAnswering(String name, Answering<T> mutation) {
            return add(name, new WithAnswer<>(Objects.requireNonNull(mutation, "mutation")));
        }

        /** {@return the mutations added so far} */
        public Mutations<T> build() {
            return new Mutations<>(Map.copyOf(byName));
        }
    }
}
