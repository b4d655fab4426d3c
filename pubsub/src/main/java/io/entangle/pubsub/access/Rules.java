package io.entangle.pubsub.access;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What users may do, as a list of rules. The first rule that fits counts; where none does, nothing may be done.
 *
 * <pre>{@code
 * Rules rules = Rules.builder()
 *         .atom("**").when(who -> who.claims().get("role").equals("admin")).read().write()
 *         .atom("news").read()
 *         .atom("todos/{user}").read().write()
 *         .atom("board").users().read().write("/cards", "/users/{user}").except("/cards/*" + "/author").call("vote")
 *         .channel("room:*").users().read().write()
 *         .event("chat/*").users().write()
 *         .build();
 * }</pre>
 *
 * <p>In the ids of resources, {@code *} stands for any characters but slashes, {@code **} for any characters; what begins with
 * {@code @}, as the atom {@code @users} does, is only meant by a pattern that does. In braces stands what somebody has: {@code
 * {user}} is the user's id, other names are those of claims that are texts; a rule fits nobody who lacks one. Immutable.
 */
public final class Rules implements Authorizer {
    private final List<Rule> all;

    private Rules(List<Rule> all) {
        this.all = List.copyOf(all);
    }

    /** {@return a builder without rules} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Future<Grant> grant(Identity who, Resource what) {
        for (Rule rule : all) {
            Grant grant = rule.fits(who, what) ? rule.grant(who) : null;
            if (grant != null) {
                return Future.succeededFuture(grant);
            }
        }
        return Future.succeededFuture(Grant.NONE);
    }

    /**
     * One rule.
     *
     * @param whom those whom it fits
     * @param writesAll whether all may be written but the exceptions
     */
    private record Rule(
            Resource.Kind kind,
            IdPattern ids,
            Predicate<Identity> whom,
            boolean read,
            boolean writesAll,
            List<PathPattern> places,
            List<PathPattern> exceptions,
            Set<String> mutations) {
        boolean fits(Identity who, Resource what) {
            return what.kind() == kind && ids.matches(what.id(), who) && whom.test(who);
        }

        /** Null if it does not fit somebody, for want of what a placeholder stands for. */
        @Nullable
        Grant grant(Identity who) {
            if (writesAll && exceptions.isEmpty()) {
                return new Grant(read, Writes.ALL);
            }
            List<PathPattern> allowed = resolved(writesAll ? List.of(PathPattern.EVERYWHERE) : places, who);
            List<PathPattern> denied = resolved(exceptions, who);
            return allowed == null || denied == null ? null : new Grant(read, Writes.of(allowed, denied, mutations));
        }

        private static @Nullable List<PathPattern> resolved(List<PathPattern> patterns, Identity who) {
            List<PathPattern> resolved = new ArrayList<>();
            for (PathPattern pattern : patterns) {
                PathPattern one = pattern.resolved(who);
                if (one == null) {
                    return null;
                }
                resolved.add(one);
            }
            return resolved;
        }
    }

    /** A rule to be completed while it is the last. */
    private static final class Draft {
        private final Resource.Kind kind;
        private final String ids;
        private Predicate<Identity> whom = who -> true;
        private boolean read;
        private boolean writesAll;
        private final List<PathPattern> places = new ArrayList<>();
        private final List<PathPattern> exceptions = new ArrayList<>();
        private final Set<String> mutations = new TreeSet<>();

        Draft(Resource.Kind kind, String ids) {
            this.kind = kind;
            this.ids = ids;
        }

        Rule done() {
            boolean writes = writesAll || !places.isEmpty() || !mutations.isEmpty();
            if (kind == Resource.Kind.ATOM && writes && !read) {
                throw new IllegalStateException(
                        "atoms that may be written may be read: say read() for \"" + ids + "\" as well");
            }
            return new Rule(
                    kind,
                    IdPattern.parse(ids),
                    whom,
                    read,
                    writesAll,
                    List.copyOf(places),
                    List.copyOf(exceptions),
                    Set.copyOf(mutations));
        }
    }

    /** Makes rules, one after the other: each begins with what it is about. Not thread-safe. */
    public static final class Builder {
        private final List<Draft> all = new ArrayList<>();

        private Builder() {}

        /**
         * Begins a rule about atoms. As long as nothing else is said, it fits everybody and allows nothing.
         *
         * @param ids a pattern of their ids
         * @return this builder
         */
        public Builder atom(String ids) {
            return begin(Resource.Kind.ATOM, ids);
        }

        /**
         * Begins a rule about channels, and about who is shown as present in them. To write is to publish.
         *
         * @param names a pattern of their names
         * @return this builder
         */
        public Builder channel(String names) {
            return begin(Resource.Kind.CHANNEL, names);
        }

        /**
         * Begins a rule about events for the hub's own handlers. To write is to send one.
         *
         * @param ids a pattern of their ids
         * @return this builder
         */
        public Builder event(String ids) {
            return begin(Resource.Kind.EVENT, ids);
        }

        private Builder begin(Resource.Kind kind, String ids) {
            all.add(new Draft(kind, Objects.requireNonNull(ids, "ids")));
            return this;
        }

        private Draft last() {
            if (all.isEmpty()) {
                throw new IllegalStateException("a rule begins with atom(), channel() or event()");
            }
            return all.get(all.size() - 1);
        }

        private Draft lastOfAtoms() {
            Draft rule = last();
            if (rule.kind != Resource.Kind.ATOM) {
                throw new IllegalStateException("only atoms have places and mutations");
            }
            return rule;
        }

        /**
         * Has the rule fit users alone, not those who are nobody in particular.
         *
         * @return this builder
         */
        public Builder users() {
            return when(who -> who.user() != null);
        }

        /**
         * Has the rule fit only some.
         *
         * @param condition whom; must be quick. Where it throws, nothing is allowed
         * @return this builder
         */
        public Builder when(Predicate<Identity> condition) {
            Draft rule = last();
            rule.whom = rule.whom.and(Objects.requireNonNull(condition, "condition"));
            return this;
        }

        /**
         * Allows to read an atom, or to join a channel.
         *
         * @return this builder
         */
        public Builder read() {
            last().read = true;
            return this;
        }

        /**
         * Allows to write all of an atom and to call all of its mutations, to publish to a channel, or to send an event.
         *
         * @return this builder
         */
        public Builder write() {
            last().writesAll = true;
            return this;
        }

        /**
         * Allows to write some places of an atom.
         *
         * @param patterns JSON Pointers as in {@link Writes#at}, with placeholders in braces
         * @return this builder
         */
        public Builder write(String... patterns) {
            Draft rule = lastOfAtoms();
            Arrays.stream(patterns).map(PathPattern::parse).forEach(rule.places::add);
            return this;
        }

        /**
         * Takes some places out of those that may be written; mutations are to be named then.
         *
         * @param patterns as in {@link #write(String...)}
         * @return this builder
         */
        public Builder except(String... patterns) {
            Draft rule = lastOfAtoms();
            Arrays.stream(patterns).map(PathPattern::parse).forEach(rule.exceptions::add);
            return this;
        }

        /**
         * Allows to call some mutations of an atom.
         *
         * @param names the mutations' names
         * @return this builder
         */
        public Builder call(String... names) {
            lastOfAtoms().mutations.addAll(List.of(names));
            return this;
        }

        /**
         * {@return the rules begun so far}
         *
         * @throws IllegalArgumentException if a pattern of ids is none
         * @throws IllegalStateException if a rule lets atoms be written that it does not let be read
         */
        public Rules build() {
            return new Rules(all.stream().map(Draft::done).toList());
        }
    }
}
