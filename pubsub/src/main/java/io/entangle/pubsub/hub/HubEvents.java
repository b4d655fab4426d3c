package io.entangle.pubsub.hub;

import io.entangle.clock.ClockSkew;
import io.entangle.merge.Conflict;
import io.entangle.pubsub.metrics.Meters;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Shown;
import io.entangle.replica.AuthorityListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told what a hub notices; handlers that throw are logged and harm nobody. */
final class HubEvents {
    private static final Logger LOG = LoggerFactory.getLogger(HubEvents.class);

    private final BiConsumer<String, Conflict> onConflict;
    private final BiConsumer<String, ClockSkew> onClockSkew;
    private final Meters meters;
    private final Map<Object, Consumer<HubEvent>> listeners = new ConcurrentHashMap<>();

    HubEvents(BiConsumer<String, Conflict> onConflict, BiConsumer<String, ClockSkew> onClockSkew, Meters meters) {
        this.onConflict = onConflict;
        this.onClockSkew = onClockSkew;
        this.meters = meters;
    }

    void watch(Object key, Consumer<HubEvent> listener) {
        listeners.put(key, listener);
    }

    boolean unwatch(Object key) {
        return listeners.remove(key) != null;
    }

    /** {@return whether anybody wants to be told} */
    boolean areWatched() {
        return !listeners.isEmpty();
    }

    void tell(HubEvent event) {
        for (Consumer<HubEvent> listener : listeners.values()) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.error(
                        "a listener of the hub's events threw at an event of {}",
                        event.getClass().getSimpleName(),
                        e);
            }
        }
    }

    void connected(Session session) {
        LOG.debug(
                "connected: client {}, user {}, transport {}",
                Shown.of(session.client()),
                Shown.of(session.identity().shown()),
                session.transport());
        tell(new HubEvent.Connected(session.client(), session.identity().user(), session.transport()));
    }

    void disconnected(Session session, @Nullable ErrorCode code) {
        meters.closed(session.transport(), code == null ? "left" : code.wireName());
        if (!session.client().isEmpty()) {
            LOG.debug(
                    "disconnected: client {}, user {}, code {}",
                    Shown.of(session.client()),
                    Shown.of(session.identity().shown()),
                    code == null ? "none" : code.wireName());
            tell(new HubEvent.Disconnected(session.client(), session.identity().user(), code));
        }
    }

    void failed(Session session, ErrorCode code, @Nullable String atom) {
        meters.refused(code.wireName());
        LOG.debug("refused: client {}, code {}", Shown.of(session.client()), code.wireName());
        tell(new HubEvent.Failed(session.client(), code, atom));
    }

    /** {@return the listener for the authority of an atom} */
    AuthorityListener of(String atom) {
        return new AuthorityListener() {
            @Override
            public void conflict(Conflict conflict) {
                meters.conflicted();
                HubEvents.this.tell(onConflict, atom, conflict);
                HubEvents.this.tell(new HubEvent.Conflicted(atom, conflict));
            }

            @Override
            public void clockSkew(ClockSkew skew) {
                HubEvents.this.tell(onClockSkew, atom, skew);
            }
        };
    }

    private <E> void tell(BiConsumer<String, E> handler, String atom, E event) {
        try {
            handler.accept(atom, event);
        } catch (RuntimeException e) {
            LOG.error("a handler of conflicts or clocks of \"{}\" threw", atom, e);
        }
    }
}
