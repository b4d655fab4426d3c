package io.entangle.pubsub.hub;

import io.entangle.journal.DurableAtoms;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What other hubs on the same journal have done, and clients have been told of, before this hub knows it. It is looked for
 * then, and the clients wait.
 */
final class OtherHubs {
    private final Vertx vertx;
    private final HubCore hub;
    /** Null if there are none. */
    private final @Nullable DurableAtoms atoms;

    /** Null if atoms are opened by the application alone. */
    private final @Nullable Function<String, @Nullable HostedAtom<?>> opening;

    /**
     * The other hubs.
     *
     * @param atoms those on the journal; null if there is none
     * @param opening opens an atom that another hub may have made, or finds none, and may block; null if none is to be opened
     */
    OtherHubs(
            Vertx vertx,
            HubCore hub,
            @Nullable DurableAtoms atoms,
            @Nullable Function<String, @Nullable HostedAtom<?>> opening) {
        this.vertx = vertx;
        this.hub = hub;
        this.atoms = atoms != null && atoms.journal().isShared() ? atoms : null;
        this.opening = opening;
    }

    /**
     * {@return completes on the hub's context when it knows all that clients may have been told of by now} Fails if the journal
     * can't be reached for as long as a client may be silent.
     */
    Future<Void> look() {
        if (atoms == null) {
            return Future.succeededFuture();
        }
        return Future.fromCompletionStage(atoms.look(), hub.context())
                .timeout(hub.options().grace().toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    /** {@return the atom of an id, one that another hub has made among them; null if there is none} */
    Future<@Nullable HostedAtom<?>> find(String id) {
        HostedAtom<?> hosted = hub.find(id);
        Function<String, @Nullable HostedAtom<?>> open = opening;
        return hosted != null || atoms == null || open == null
                ? Future.succeededFuture(hosted)
                : vertx.executeBlocking(() -> open.apply(id), false);
    }

    /**
     * {@return completes when subscriptions can be answered; at once, if they can be now} On the hub's context.
     *
     * @param requests the subscriptions, to atoms that their client may read
     */
    Future<Void> known(List<Frame.Subscribe> requests) {
        if (atoms == null) {
            return Future.succeededFuture();
        }
        List<Future<@Nullable HostedAtom<?>>> found =
                requests.stream().map(request -> find(request.atom())).toList();
        return Future.all(found)
                .compose(all -> isBehind(requests) ? look() : Future.succeededFuture())
                .recover(failure -> Future.failedFuture(new EntangleException(
                        ErrorCode.INTERNAL,
                        "what other hubs have done can't be found out for now: come back later",
                        failure)));
    }

    private boolean isBehind(List<Frame.Subscribe> requests) {
        hub.advance();
        return requests.stream().anyMatch(request -> {
            HostedAtom<?> hosted = hub.find(request.atom());
            return hosted != null && hosted.authority().isBehind(request.request());
        });
    }
}
