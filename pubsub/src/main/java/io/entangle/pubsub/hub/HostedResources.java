package io.entangle.pubsub.hub;

import io.entangle.atom.Atom;
import io.entangle.atom.Version;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.journal.DurableAtoms;
import io.entangle.journal.JournalException;
import io.entangle.journal.Snapshot;
import io.entangle.pubsub.http.AtomResource;
import io.entangle.pubsub.http.AtomResources;
import io.entangle.pubsub.http.ResourceException;
import io.entangle.pubsub.http.ResourceException.Reason;
import io.entangle.pubsub.http.Revision;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.RefusedWriteException;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The atoms of the hub as HTTP sees them. Thread-safe. */
final class HostedResources implements AtomResources {
    private final Vertx vertx;
    private final HubCore hub;
    /** Null if the atoms are in memory. */
    private final @Nullable DurableAtoms durable;

    private final boolean makesAtoms;

    HostedResources(Vertx vertx, HubCore hub, @Nullable DurableAtoms durable, boolean makesAtoms) {
        this.vertx = vertx;
        this.hub = hub;
        this.durable = durable;
        this.makesAtoms = makesAtoms;
    }

    @Override
    public @Nullable AtomResource find(String id) {
        HostedAtom<?> hosted = hub.find(id);
        return hosted == null ? null : hub.resource(hosted);
    }

    @Override
    public Future<@Nullable AtomResource> lookFor(String id, Predicate<Version> isKnown) {
        OtherHubs others = hub.others();
        return others.find(id)
                .compose(hosted -> hosted == null || isKnown.test(newest(hosted))
                        ? Future.succeededFuture(hosted)
                        : others.look().map(looked -> hub.find(id)))
                .map(hosted -> hosted == null ? null : hub.resource(hosted))
                .recover(failure -> Future.failedFuture(new ResourceException(
                        Reason.UNAVAILABLE, "what other hubs have done can't be found out for now", failure)));
    }

    private static Version newest(HostedAtom<?> hosted) {
        return new Version(hosted.authority().epoch(), hosted.authority().atom().version());
    }

    /** Opens an atom that another hub has made over HTTP; null if none has. */
    @Nullable
    HostedAtom<?> opened(String id) {
        boolean isMade =
                durable != null && AtomIds.isValid(id) && durable.journal().head(id) != null;
        if (isMade) {
            synchronized (hub) {
                if (hub.find(id) == null) {
                    hub.open(id, Atom.builder(AtomType.doc()), Doc.of(), settings());
                }
            }
        }
        return hub.find(id);
    }

    private AuthorityOptions<Doc> settings() {
        return AuthorityOptions.<Doc>defaults()
                .withRetention(hub.options().retainedVersions(), hub.options().retainedFor());
    }

    @Override
    public Set<String> ids() {
        return hub.ids();
    }

    @Override
    public boolean makesAtoms() {
        return makesAtoms;
    }

    @Override
    public Future<@Nullable Revision> make(String id, Doc value) {
        try {
            AtomIds.checked(id);
            WriteCheck size = new WriteCheck(hub.limits().writes());
            Delta puts = Delta.of(Edit.put(value));
            size.checkWhole(puts);
            size.checkOutcome(Doc.of(), puts);
        } catch (IllegalArgumentException | RefusedWriteException e) {
            return Future.failedFuture(e);
        }
        return vertx.executeBlocking(
                () -> {
                    try {
                        return made(id, value);
                    } catch (JournalException e) {
                        throw new ResourceException(
                                Reason.UNAVAILABLE, "the hub's journal can't be reached for now", e);
                    }
                },
                false);
    }

    /** One at a time, so that of those who make the same atom at once one has made it. */
    private @Nullable Revision made(String id, Doc value) {
        synchronized (hub) {
            if (hub.find(id) != null) {
                return null;
            }
            long now = hub.time().millis();
            boolean isNew = durable == null || begun(durable, id, now, value);
            hub.open(id, Atom.builder(AtomType.doc()), value, settings());
            HostedAtom<?> hosted = hub.find(id);
            return isNew && hosted != null
                    ? new Revision(new Version(hosted.authority().epoch(), 0), Instant.ofEpochMilli(now), value)
                    : null;
        }
    }

    /** Whether an atom was not in the journal: another hub may have begun it, or this one has not opened it. */
    private boolean begun(DurableAtoms atoms, String id, long now, Doc value) {
        long epoch = hub.entropy().nextLong();
        Snapshot first = new Snapshot(0, now, hub.clock().now(), value, null);
        return atoms.journal().begin(id, epoch, first).epoch() == epoch;
    }
}
