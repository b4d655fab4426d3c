package io.entangle.merge;

import io.entangle.clock.HybridTimestamp;
import io.entangle.value.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what stands in a field after two sites wrote it without having seen each other's write. It is asked by the
 * authority alone, whose answer all replicas are sent. Must be free of effects: it may be asked more than once.
 */
public interface Strategy {
    /** The write made later wins, in whichever order the two arrive; the default. */
    Strategy LAST_WRITE_WINS = named("last-write-wins", dispute -> dispute.mineIsLater() ? Choice.MINE : Choice.THEIRS);

    /** What stands at the authority stays. */
    Strategy SERVER_WINS = named("server-wins", dispute -> Choice.THEIRS);

    /** What arrives replaces what stands. */
    Strategy CLIENT_WINS = named("client-wins", dispute -> Choice.MINE);

    /** The later write stands, and the other one is kept beside it until a later write resolves the two. */
    Strategy KEEP_BOTH =
            named("keep-both", dispute -> dispute.mineIsLater() ? Choice.MINE_KEEPING : Choice.THEIRS_KEEPING);

    /**
     * A put wins over a removal, whichever is later: the members of a map are then an add-wins set. Of two puts the
     * later one wins. Sets in records merge like this by themselves.
     *
     * <p>Source: the observed-remove set of Shapiro, Pregui&ccedil;a, Baquero and Zawirski, "A comprehensive study of
     * Convergent and Commutative Replicated Data Types", 2011; the version a writer has seen stands in for its tags.
     */
    Strategy ADD_WINS = named("add-wins", dispute -> {
        if (dispute.minePresent() != dispute.theirsPresent()) {
            return dispute.minePresent() ? Choice.MINE : Choice.THEIRS;
        }
        return dispute.mineIsLater() ? Choice.MINE : Choice.THEIRS;
    });

    /** {@return the name by which conflicts say that this strategy chose} */
    String name();

    /**
     * {@return what is to stand in the field}
     *
     * @param dispute who wanted what there
     */
    Choice choose(Dispute dispute);

    /**
     * {@return a strategy of one's own}
     *
     * @param name its name in conflicts
     * @param resolver makes the choice; if it throws, the write is refused
     */
    static Strategy custom(String name, Resolver resolver) {
        return named(name, resolver);
    }

    private static Strategy named(String name, Resolver resolver) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(resolver, "resolver");
        return new Strategy() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Choice choose(Dispute dispute) {
                return resolver.choose(dispute);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    /** The function of a {@link #custom} strategy. */
    @FunctionalInterface
    interface Resolver {
        /**
         * {@return what is to stand in the field}
         *
         * @param dispute who wanted what there
         */
        Choice choose(Dispute dispute);
    }

    /**
     * Who wants what in a field. Absent values are null.
     *
     * @param path the field
     * @param base what stood there in the version that the writer had seen; null also if that is not known any more
     * @param minePresent whether the write at hand puts a value; else it removes the field
     * @param mine what the write at hand puts
     * @param theirsPresent whether something stands there
     * @param theirs what stands there
     * @param mineWritten when the write at hand was made
     * @param theirsWritten when what stands there was written
     */
    record Dispute(
            Path path,
            @Nullable Object base,
            boolean minePresent,
            @Nullable Object mine,
            boolean theirsPresent,
            @Nullable Object theirs,
            HybridTimestamp mineWritten,
            HybridTimestamp theirsWritten) {
        /** {@return whether the write at hand was made later} */
        public boolean mineIsLater() {
            return mineWritten.compareTo(theirsWritten) > 0;
        }
    }

    /** A strategy's answer. */
    sealed interface Choice {
        /** What the write at hand puts, or its removal. */
        Choice MINE = new Side(true, false);

        /** What stands there already. */
        Choice THEIRS = new Side(false, false);

        /** As {@link #MINE}, and the other value is kept as a sibling. */
        Choice MINE_KEEPING = new Side(true, true);

        /** As {@link #THEIRS}, and the other value is kept as a sibling. */
        Choice THEIRS_KEEPING = new Side(false, true);

        /**
         * {@return another value}
         *
         * @param value a scalar of the value domain or a {@link io.entangle.value.Doc}
         */
        static Choice value(@Nullable Object value) {
            return new Value(value);
        }

        /**
         * One of the two.
         *
         * @param mine whether it is the write at hand
         * @param keeping whether the other value is kept as a sibling
         */
        record Side(boolean mine, boolean keeping) implements Choice {}

        /**
         * A value made of the two.
         *
         * @param value the value
         */
        record Value(@Nullable Object value) implements Choice {}
    }
}
