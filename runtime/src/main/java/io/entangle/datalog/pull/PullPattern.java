package io.entangle.datalog.pull;

import io.entangle.datalog.Attribute;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pattern, read for the schema of a database. */
final class PullPattern {
    private final List<Spec> specs;
    private final boolean isWildcard;

    /** The names of the attributes that the pattern says more of than that all are wanted. */
    private final Set<Object> names;

    PullPattern(List<Spec> specs, boolean isWildcard) {
        this.specs = List.copyOf(specs);
        this.isWildcard = isWildcard;
        this.names = specs.stream()
                .filter(spec -> !spec.isReverse())
                .map(Spec::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    List<Spec> specs() {
        return specs;
    }

    boolean isWildcard() {
        return isWildcard;
    }

    boolean names(Object attribute) {
        return names.contains(attribute);
    }

    /** How often a recursion may be followed. */
    enum Recursion {
        NO,
        LIMITED,
        UNLIMITED
    }

    /**
     * One attribute that is wanted.
     *
     * @param name the attribute's name, seen from its own end
     * @param attribute the attribute, null if the database has none of that name
     * @param key what the value is put under
     * @param isReverse whether it is looked at from its other end
     * @param limit how many values of several are wanted
     * @param absent what is put there if there is no value, or null for nothing
     * @param function what is done to the value, or null for nothing
     * @param pattern what is wanted of the entities referred to; null in a recursion, or where there are none
     * @param recursion whether the pattern is the one this is a part of
     * @param depth how many levels of recursion, where they are limited
     * @param number that of the recursion, among those of the whole pattern that are limited
     */
    record Spec(
            Object name,
            @Nullable Attribute attribute,
            Object key,
            boolean isReverse,
            int limit,
            @Nullable Object absent,
            @Nullable UnaryOperator<@Nullable Object> function,
            @Nullable PullPattern pattern,
            Recursion recursion,
            int depth,
            int number) {
        boolean isId() {
            return PullReader.ID.equals(name);
        }

        boolean isRef() {
            return attribute != null && attribute.isRef();
        }

        /** Whether several values are a list, also if there is one only. */
        boolean isSeveral() {
            return attribute != null && (isReverse ? !attribute.isComponent() : attribute.isMany());
        }

        /** Whether it leads from one entity to the next without the pattern saying so each time. */
        boolean isExpanding() {
            return recursion != Recursion.NO
                    || attribute != null && attribute.isComponent() && pattern != null && pattern.isWildcard;
        }

        Spec withKey(@Nullable Object newKey) {
            return new Spec(
                    name,
                    attribute,
                    newKey == null ? name : newKey,
                    isReverse,
                    limit,
                    absent,
                    function,
                    pattern,
                    recursion,
                    depth,
                    number);
        }

        Spec withLimit(int newLimit) {
            return new Spec(
                    name, attribute, key, isReverse, newLimit, absent, function, pattern, recursion, depth, number);
        }

        Spec withAbsent(@Nullable Object newAbsent) {
            return new Spec(
                    name, attribute, key, isReverse, limit, newAbsent, function, pattern, recursion, depth, number);
        }

        Spec withFunction(UnaryOperator<@Nullable Object> newFunction) {
            return new Spec(
                    name, attribute, key, isReverse, limit, absent, newFunction, pattern, recursion, depth, number);
        }

        Spec withPattern(PullPattern newPattern) {
            return new Spec(name, attribute, key, isReverse, limit, absent, function, newPattern, Recursion.NO, 0, 0);
        }

        Spec withRecursion(Recursion newRecursion, int newDepth, int newNumber) {
            return new Spec(
                    name, attribute, key, isReverse, limit, absent, function, null, newRecursion, newDepth, newNumber);
        }
    }
}
