package io.entangle.pubsub.hub;

import io.entangle.clock.ClockSkew;
import io.entangle.merge.Conflict;
import io.entangle.replica.AuthorityListener;
import java.util.function.BiConsumer;

/** Who is told what a hub notices; handlers that throw are logged and harm nobody. */
record HubEvents(BiConsumer<String, Conflict> onConflict, BiConsumer<String, ClockSkew> onClockSkew) {
    /** {@return the listener for the authority of an atom} */
    AuthorityListener of(String atom) {
        return new AuthorityListener() {
            @Override
            public void conflict(Conflict conflict) {
                tell(onConflict, atom, conflict);
            }

            @Override
            public void clockSkew(ClockSkew skew) {
                tell(onClockSkew, atom, skew);
            }
        };
    }

    private static <E> void tell(BiConsumer<String, E> handler, String atom, E event) {
        try {
            handler.accept(atom, event);
        } catch (RuntimeException e) {
            System.getLogger("io.entangle")
                    .log(System.Logger.Level.ERROR, "the handler of " + event + " of \"" + atom + "\" threw", e);
        }
    }
}
