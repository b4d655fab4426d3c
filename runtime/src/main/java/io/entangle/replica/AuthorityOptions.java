package io.entangle.replica;

import io.entangle.merge.MergePolicy;
import java.time.Duration;
import java.util.Objects;

/**
 * How an authority merges and how much it remembers. Immutable.
 *
 * @param mutations those that replicas may call by name; none
 * @param policy which strategy chooses where two sites have written; last write wins
 * @param retainedVersions how many versions, at most, replicas can resume from; 1,024. They share structure
 * @param retainedFor how long, at most, replicas can resume from a version; 24 hours
 * @param horizon for how long it is remembered when fields were written and removed; 30 days. A write made on an older
 *     version is taken as made in the present, and reported
 * @param <T> the type of the atom's values
 */
public record AuthorityOptions<T>(
        Mutations<T> mutations, MergePolicy policy, int retainedVersions, Duration retainedFor, Duration horizon) {
    /**
     * Checks the ranges.
     *
     * @param mutations not null
     * @param policy not null
     * @param retainedVersions at least 1
     * @param retainedFor positive
     * @param horizon positive
     */
    public AuthorityOptions {
        Objects.requireNonNull(mutations, "mutations");
        Objects.requireNonNull(policy, "policy");
        if (retainedVersions < 1) {
            throw new IllegalArgumentException("at least 1 version must be retained, but found " + retainedVersions);
        }
        if (retainedFor.toMillis() < 1 || horizon.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "durations must be at least 1 ms, but found " + retainedFor + " and " + horizon);
        }
    }

    /**
     * {@return the defaults}
     *
     * @param <T> the type of the atom's values
     */
    public static <T> AuthorityOptions<T> defaults() {
        return new AuthorityOptions<>(
                Mutations.none(), MergePolicy.LAST_WRITE_WINS, 1_024, Duration.ofHours(24), Duration.ofDays(30));
    }

    /**
     * {@return these options with other mutations}
     *
     * @param registered those that replicas may call by name
     */
    public AuthorityOptions<T> withMutations(Mutations<T> registered) {
        return new AuthorityOptions<>(registered, policy, retainedVersions, retainedFor, horizon);
    }

    /**
     * {@return these options with another policy}
     *
     * @param merging which strategy chooses where
     */
    public AuthorityOptions<T> withPolicy(MergePolicy merging) {
        return new AuthorityOptions<>(mutations, merging, retainedVersions, retainedFor, horizon);
    }

    /**
     * {@return these options with other versions kept}
     *
     * @param versions how many, at least 1
     * @param age how long, positive
     */
    public AuthorityOptions<T> withRetention(int versions, Duration age) {
        return new AuthorityOptions<>(mutations, policy, versions, age, horizon);
    }

    /**
     * {@return these options with another horizon}
     *
     * @param age for how long it is remembered when fields were written and removed, positive
     */
    public AuthorityOptions<T> withHorizon(Duration age) {
        return new AuthorityOptions<>(mutations, policy, retainedVersions, retainedFor, age);
    }
}
