package io.entangle.merge;

import io.entangle.value.Path;
import io.entangle.value.PersistentMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which {@link Strategy} chooses where: that of the longest pattern that fits the beginning of a path, last write wins
 * where none does. Immutable.
 */
public final class MergePolicy {
    /** Last write wins everywhere. */
    public static final MergePolicy LAST_WRITE_WINS = new MergePolicy(Strategy.LAST_WRITE_WINS, PersistentMap.empty());

    private static final String ANY = "*";

    private final @Nullable Strategy strategy;
    private final PersistentMap<String, MergePolicy> below;

    private MergePolicy(@Nullable Strategy strategy, PersistentMap<String, MergePolicy> below) {
        this.strategy = strategy;
        this.below = below;
    }

    /**
     * {@return a policy with one strategy everywhere}
     *
     * @param strategy the strategy
     */
    public static MergePolicy of(Strategy strategy) {
        return new MergePolicy(Objects.requireNonNull(strategy, "strategy"), PersistentMap.empty());
    }

    /**
     * {@return this policy with another strategy for a place and all that is below it}
     *
     * @param pattern a JSON Pointer in which a segment {@code *} stands for any one key; the empty string for everything
     * @param chosen the strategy
     * @throws IllegalArgumentException if the pattern is no JSON Pointer
     */
    public MergePolicy with(String pattern, Strategy chosen) {
        return with(Path.parse(pattern), 0, Objects.requireNonNull(chosen, "chosen"));
    }

    private MergePolicy with(Path path, int depth, Strategy chosen) {
        if (depth == path.length()) {
            return new MergePolicy(chosen, below);
        }
        String key = path.segment(depth);
        MergePolicy child = below.getOrDefault(key, new MergePolicy(null, PersistentMap.empty()));
        return new MergePolicy(strategy, below.with(key, child.with(path, depth + 1, chosen)));
    }

    /**
     * {@return the strategy for a field, or null if only the default applies}
     *
     * @param path the field
     */
    public @Nullable Strategy at(Path path) {
        return at(path, 0);
    }

    private @Nullable Strategy at(Path path, int depth) {
        if (depth < path.length()) {
            Strategy exact = deeper(path.segment(depth), path, depth);
            Strategy deeper = exact != null ? exact : deeper(ANY, path, depth);
            if (deeper != null) {
                return deeper;
            }
        }
        return strategy;
    }

    private @Nullable Strategy deeper(String key, Path path, int depth) {
        MergePolicy child = below.get(key);
        return child == null ? null : child.at(path, depth + 1);
    }
}
