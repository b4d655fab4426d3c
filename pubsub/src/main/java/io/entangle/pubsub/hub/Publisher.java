package io.entangle.pubsub.hub;

import io.entangle.atom.Commit;
import io.entangle.pubsub.packer.Packed;
import io.entangle.replica.Authority;
import io.entangle.replica.Cut;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Sends sessions what they lack. All that one is sent at once is one frame, taken from versions that stood together, so
 * that changes of several atoms made as one are seen as one; then what channels have for them. Driven by the hub's context, but for {@link #changed}.
 */
final class Publisher {
    private final HubCore hub;
    private final Set<HostedAtom<?>> dirty = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** Up to which commit of several atoms everybody has been sent everything. */
    private long decisions;

    Publisher(HubCore hub) {
        this.hub = hub;
    }

    /** Takes note, on any thread, that an atom has changed; what many change before this gets to run goes together. */
    void changed(HostedAtom<?> atom) {
        mark(atom);
        schedule();
    }

    /** Takes note, on any thread, that an atom will have changed by the next {@link #schedule}. */
    void mark(HostedAtom<?> atom) {
        dirty.add(atom);
    }

    /** Has sessions sent, soon, what they lack of the marked atoms; on any thread. */
    void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            hub.context().runOnContext(now -> publish());
        }
    }

    private void publish() {
        scheduled.set(false);
        hub.advance(); // first: what it comes to is marked by then
        Set<HostedAtom<?>> changed = new LinkedHashSet<>(dirty);
        dirty.removeAll(changed);
        long now = Commit.decisions();
        if (now != decisions && !hub.isJournaled()) {
            // Atoms were changed together with others, of which one may not have been noticed yet.
            decisions = now;
            changed = new LinkedHashSet<>(hub.atoms());
        }
        Collection<HostedAtom<?>> atoms = changed;
        across(atoms, () -> {
            if (wasDecided()) {
                dirty.addAll(atoms);
                schedule();
                return;
            }
            Set<Session> sessions = new LinkedHashSet<>();
            atoms.forEach(atom -> sessions.addAll(atom.sessions()));
            sessions.forEach(session -> send(session, atoms));
        });
        for (HostedAtom<?> atom : atoms) {
            atom.sent();
            if (atom.authority().isAhead()) {
                dirty.add(atom); // until what was written is answered
            }
        }
        hub.tellChanges(atoms);
        hub.channels().flush(); // so that who hears of a change finds it, if it was made before
    }

    /** Sends a session all it lacks, after it took nothing for a while. */
    void publishAll(Session session) {
        Collection<HostedAtom<?>> atoms = session.atomTraffic().atoms();
        hub.advance();
        across(atoms, () -> {
            session.atomTraffic().caughtUp();
            send(session, atoms);
        });
    }

    /** Does something with versions of some atoms that stood together. */
    static void across(Collection<HostedAtom<?>> atoms, Runnable action) {
        List<Authority<?>> authorities = new ArrayList<>(atoms.size());
        atoms.forEach(atom -> authorities.add(atom.authority()));
        Cut.across(authorities, action);
    }

    /** A session that once was not sent what others were is not sent anything before all of it. */
    private void send(Session session, Collection<HostedAtom<?>> atoms) {
        if (!session.isWritable()) {
            session.atomTraffic().fellBehind();
        }
        if (!session.atomTraffic().isBehind()) {
            send(session, new ArrayList<>(1), atoms);
        }
    }

    /**
     * Sends a session answers about some atoms together with all else it lacks, whether it takes that now or not: an answer
     * may show what was changed together with other atoms, and the one must not be seen without the other.
     *
     * @param answered the atoms that the answers are about
     * @param answers makes the answers, of versions that stood together
     */
    void answer(Session session, Collection<HostedAtom<?>> answered, Supplier<List<Packed>> answers) {
        AtomTraffic traffic = session.atomTraffic();
        boolean isAnswered = false;
        while (!isAnswered) {
            boolean isAnyLacking = traffic.isBehind() || wasDecided();
            Collection<HostedAtom<?>> atoms = isAnyLacking ? traffic.atoms() : unpublished(traffic, answered);
            boolean[] stands = {true};
            across(atoms, () -> {
                stands[0] = isAnyLacking || !wasDecided(); // else atoms were changed together meanwhile
                if (stands[0]) {
                    List<Packed> frames = new ArrayList<>(answers.get());
                    if (!frames.isEmpty()) {
                        traffic.caughtUp();
                        send(session, frames, atoms);
                    }
                }
            });
            isAnswered = stands[0];
        }
    }

    /** {@return whether atoms in memory were changed together with others, of which one may not have been noticed yet} */
    private boolean wasDecided() {
        return !hub.isJournaled() && Commit.decisions() != decisions;
    }

    /** The atoms that an answer is about, and those which have changed and nobody has been told yet. */
    private Collection<HostedAtom<?>> unpublished(AtomTraffic traffic, Collection<HostedAtom<?>> answered) {
        Set<HostedAtom<?>> atoms = new LinkedHashSet<>(answered);
        for (HostedAtom<?> changed : dirty) {
            if (traffic.isSubscribed(changed)) {
                atoms.add(changed);
            }
        }
        return atoms;
    }

    private void send(Session session, List<Packed> frames, Collection<HostedAtom<?>> atoms) {
        long now = hub.time().nanos();
        for (HostedAtom<?> atom : atoms) {
            long wait = atom.collect(session, now, frames, hub.meters());
            if (wait > 0) {
                hub.after(wait, () -> {
                    atom.waited(session);
                    changed(atom);
                });
            }
        }
        if (frames.size() == 1) {
            session.send(frames.get(0));
        } else if (!frames.isEmpty()) {
            session.send(session.packer().batch(frames));
        }
    }
}
