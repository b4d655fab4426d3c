package io.entangle.pubsub.client;

import io.entangle.merge.Conflict;
import io.entangle.replica.ReplicaState.RefusedWrite;
import io.entangle.replica.ToReplica.FellBehind;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told of what happens to a replica; handlers that throw are logged and harm nobody. Set on any thread. */
final class Handlers {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);

    private final String id;
    private volatile Consumer<RefusedWrite> onRefused = refused -> LOG.warn(
            "a write was refused with {} and is rolled back: {}",
            refused.refusal().code().wireName(),
            refused.refusal().reason());
    private volatile Consumer<Conflict> onConflict = conflict -> {};
    private volatile Consumer<FellBehind> onFellBehind = missed -> LOG.warn("versions were missed: " + missed);
    private volatile Consumer<String> onRevoked = why -> LOG.warn("a replica is of no more use: {}", why);

    Handlers(String id) {
        this.id = id;
    }

    void onRefused(Consumer<RefusedWrite> handler) {
        onRefused = Objects.requireNonNull(handler, "handler");
    }

    void onConflict(Consumer<Conflict> handler) {
        onConflict = Objects.requireNonNull(handler, "handler");
    }

    void onFellBehind(Consumer<FellBehind> handler) {
        onFellBehind = Objects.requireNonNull(handler, "handler");
    }

    void onRevoked(Consumer<String> handler) {
        onRevoked = Objects.requireNonNull(handler, "handler");
    }

    void refused(RefusedWrite refused) {
        tell(onRefused, refused);
    }

    void conflicted(Conflict conflict) {
        tell(onConflict, conflict);
    }

    void fellBehind(FellBehind missed) {
        tell(onFellBehind, missed);
    }

    void revoked(String why) {
        tell(onRevoked, why);
    }

    private <E> void tell(Consumer<E> handler, E event) {
        try {
            handler.accept(event);
        } catch (RuntimeException e) {
            LOG.error("a handler of \"" + id + "\" threw at " + event, e);
        }
    }
}
