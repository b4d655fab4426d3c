package io.entangle.simulation;

import io.entangle.atom.Atom;
import io.entangle.clock.HybridClock;
import io.entangle.replica.AtomicGroup;
import io.entangle.replica.Authority;
import io.entangle.replica.AuthorityListener;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.Journaling;
import io.entangle.replica.ToAuthority.Subscribe;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Head;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The authority under test, as the simulated hub uses it; the wrong variants override what they do wrong. */
class AuthorityPort {
    final Authority<Doc> authority;
    private final boolean isJournaled;

    AuthorityPort(
            Atom<Doc> atom, long epoch, HybridClock clock, AuthorityOptions<Doc> options, AuthorityListener listener) {
        this(atom, epoch, clock, options, listener, null);
    }

    AuthorityPort(
            Atom<Doc> atom,
            long epoch,
            HybridClock clock,
            AuthorityOptions<Doc> options,
            AuthorityListener listener,
            @Nullable Journaling<Doc> journaling) {
        this.authority = new Authority<>(atom, epoch, clock, options, listener, journaling);
        this.isJournaled = journaling != null;
    }

    /** What one subscriber is sent. */
    static class Stream {
        private final Authority<Doc>.Subscription subscription;

        Stream(Authority<Doc>.Subscription subscription) {
            this.subscription = subscription;
        }

        Stream(Stream same) {
            this.subscription = same.subscription;
        }

        ToReplica opening() {
            return subscription.opening();
        }

        @Nullable
        ToReplica notice() {
            return subscription.notice();
        }

        @Nullable
        Update next() {
            return subscription.next();
        }
    }

    Stream subscribe(String client, Subscribe request) {
        return new Stream(authority.subscribe(client, request));
    }

    ToReplica write(String client, Write write) {
        return authority.write(client, write);
    }

    /** Writes of a group, of which this is one authority. */
    List<ToReplica> write(String client, List<AtomicGroup.Member> members) {
        return AtomicGroup.write(client, members);
    }

    /** As {@link #write(String, List)}; the answer may come later. */
    void write(String client, List<AtomicGroup.Member> members, Consumer<List<ToReplica>> answered) {
        if (isJournaled) {
            AtomicGroup.write(client, members, answered);
        } else {
            answered.accept(
                    members.size() == 1 ? List.of(write(client, members.get(0).write())) : write(client, members));
        }
    }

    Head head() {
        return authority.head();
    }
}
