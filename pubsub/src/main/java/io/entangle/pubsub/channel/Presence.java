package io.entangle.pubsub.channel;

import io.entangle.atom.Atom;
import io.entangle.value.Doc;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a channel and wants to be seen there: an atom that maps each client to its user, since when it is there, and
 * what it shows of itself. A client that was lost is shown for a while, until it may be back. On the hub's context.
 */
public final class Presence {
    static final String ATOM_PREFIX = "@presence/";

    private final Surroundings surroundings;
    private final ChannelOptions options;
    private final Atom<Doc> atom;
    /** Who is there, by client; where one was lost, the participant it was. */
    private final Map<String, Participant> present = new HashMap<>();

    Presence(HostedChannel channel, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = channel.options();
        this.atom = surroundings.host(ATOM_PREFIX + channel.name());
    }

    /**
     * {@return the channel whose presence an atom shows, or null if it shows none}
     *
     * @param atom the atom's id
     */
    public static @Nullable String channelOf(String atom) {
        return atom.startsWith(ATOM_PREFIX) ? atom.substring(ATOM_PREFIX.length()) : null;
    }

    Atom<Doc> atom() {
        return atom;
    }

    boolean isEmpty() {
        return present.isEmpty();
    }

    void enter(Participant participant, Doc shown) {
        String client = participant.client();
        boolean isBack = present.put(client, participant) != null;
        atom.swap(all -> {
            Object before = all.get(client);
            Object since = isBack && before instanceof Doc entry
                    ? entry.get("since")
                    : (Object) surroundings.time().millis();
            return all.with(client, Doc.of("user", participant.identity().user(), "since", since, "shown", shown));
        });
    }

    void leave(Participant participant) {
        String client = participant.client();
        if (present.remove(client, participant)) {
            atom.swap(all -> all.without(client));
        }
    }

    /** The participant's connection is lost: unless the client comes back, it is gone when the grace is over. */
    void lost(Participant participant) {
        if (present.get(participant.client()) == participant) {
            surroundings.after(options.grace().toNanos(), () -> leave(participant));
        }
    }
}
