package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.value.Path;
import org.jspecify.annotations.Nullable;

/** What a merge has to remember of a field. */
sealed interface Mark {
    /** {@return the field} */
    Path path();

    /**
     * The field was written.
     *
     * @param time what bears on who wins it
     * @param author who has seen it
     */
    record Written(Path path, HybridTimestamp time, SiteId author) implements Mark {}

    /** What stood at the path was removed whole, or replaced; of what was within it nothing is remembered. */
    record Removed(Path path, HybridTimestamp time, SiteId author) implements Mark {}

    /** A map was put at the path; what stands within it is marked by itself. */
    record Made(Path path, HybridTimestamp time, SiteId author) implements Mark {}

    /** The field was incremented. */
    record Incremented(Path path, Number by, HybridTimestamp time) implements Mark {}

    /** What stands at the path is not what was put or removed there, or, if null, is so again. */
    record Shadowed(Path path, @Nullable Hidden hidden) implements Mark {}
}
