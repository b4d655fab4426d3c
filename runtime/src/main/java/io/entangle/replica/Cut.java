package io.entangle.replica;

import io.entangle.atom.Commit;
import java.util.Collection;

/** Versions of several atoms that stood together: of each commit of several atoms there is the whole, or nothing. */
public final class Cut {
    private Cut() {}

    /**
     * Brings authorities to the newest versions that stood together and keeps them there while something is done.
     *
     * @param authorities the authorities
     * @param action asks them and their subscriptions
     */
    public static void across(Collection<Authority<?>> authorities, Runnable action) {
        try {
            long before;
            do {
                before = Commit.decisions();
                authorities.forEach(Authority::hold);
            } while (Commit.decisions() != before);
            action.run();
        } finally {
            authorities.forEach(Authority::release);
        }
    }
}
