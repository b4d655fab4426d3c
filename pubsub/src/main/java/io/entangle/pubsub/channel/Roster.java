package io.entangle.pubsub.channel;

import io.entangle.atom.Atom;
import io.entangle.value.Doc;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which users are connected: an atom of users, their clients, and since when over what. On the hub's context. */
final class Roster {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    static final String ATOM_ID = "@users";

    private final Surroundings surroundings;
    private final Duration grace;
    private final Map<String, Map<String, Participant>> users = new HashMap<>();
    private @Nullable Atom<Doc> atom;
    private Consumer<String> onConnected = user -> {};
    private Consumer<String> onDisconnected = user -> {};

    Roster(Surroundings surroundings, Duration grace) {
        this.surroundings = surroundings;
        this.grace = grace;
    }

    /** The atom is hosted when it is first asked for, or a user connects. */
    Atom<Doc> atom() {
        Atom<Doc> hosted = atom;
        if (hosted == null) {
            hosted = surroundings.host(ATOM_ID);
            atom = hosted;
        }
        return hosted;
    }

    void onConnected(Consumer<String> handler) {
        onConnected = handler;
    }

    void onDisconnected(Consumer<String> handler) {
        onDisconnected = handler;
    }

    /** {@return the connections of a user} */
    Iterable<Participant> of(String user) {
        return List.copyOf(users.getOrDefault(user, Map.of()).values());
    }

    int connections(String user) {
        return users.getOrDefault(user, Map.of()).size();
    }

    void entered(Participant participant) {
        String user = participant.identity().user();
        if (user == null) {
            return;
        }
        Map<String, Participant> clients = users.computeIfAbsent(user, first -> new LinkedHashMap<>());
        boolean isFirst = clients.isEmpty();
        clients.put(participant.client(), participant);
        Doc entry = Doc.of(
                "transport",
                participant.outlet().transport(),
                "since",
                surroundings.time().millis());
        atom().swap(all -> all.with(
                user, (all.get(user) instanceof Doc others ? others : Doc.of()).with(participant.client(), entry)));
        if (isFirst) {
            tell(onConnected, user);
        }
    }

    /** Its user is connected a while longer: it may be back. */
    void lost(Participant participant) {
        if (participant.identity().user() != null) {
            surroundings.after(grace.toNanos(), () -> gone(participant));
        }
    }

    private void gone(Participant participant) {
        String user = String.valueOf(participant.identity().user());
        Map<String, Participant> clients = users.getOrDefault(user, Map.of());
        if (!clients.remove(participant.client(), participant)) {
            return; // it is back over another connection
        }
        atom().swap(all -> clients.isEmpty()
                ? all.without(user)
                : all.update(user, others -> ((Doc) others).without(participant.client())));
        if (clients.isEmpty()) {
            users.remove(user);
            tell(onDisconnected, user);
        }
    }

    private static void tell(Consumer<String> handler, String user) {
        try {
            handler.accept(user);
        } catch (RuntimeException e) {
            LOG.error("a handler of connected users threw", e);
        }
    }
}
