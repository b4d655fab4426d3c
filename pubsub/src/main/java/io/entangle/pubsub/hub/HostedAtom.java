package io.entangle.pubsub.hub;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Authority;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Update;
import io.vertx.core.Context;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An atom of the hub, its handle, and the sessions subscribed to it. Driven by the hub's context. */
final class HostedAtom<T> {
    private final String id;
    private final int handle;
    private final Authority<T> authority;
    private final Map<Session, Authority<T>.Subscription> subscriptions = new LinkedHashMap<>();

    /** The newest update in each packing, made once for all who are sent it. */
    private final Map<Packer, Packed> packed = new HashMap<>();

    private @Nullable Update packedUpdate;

    HostedAtom(String id, int handle, Authority<T> authority) {
        this.id = id;
        this.handle = handle;
        this.authority = authority;
    }

    String id() {
        return id;
    }

    int handle() {
        return handle;
    }

    /** Publishes the atom's changes on a context; many made before that gets to run are published together. */
    void follow(Context context) {
        AtomicBoolean scheduled = new AtomicBoolean();
        authority.atom().watchChanges(this, change -> {
            if (scheduled.compareAndSet(false, true)) {
                context.runOnContext(now -> {
                    scheduled.set(false);
                    publish();
                });
            }
        });
    }

    void unfollow() {
        authority.atom().unwatch(this);
    }

    /** {@return the answer to a session's subscription, the first or one made again} */
    ToReplica subscribe(Session session, ToAuthority.Subscribe request) {
        Authority<T>.Subscription subscription = authority.subscribe(session.client(), request);
        subscriptions.put(session, subscription);
        return subscription.opening();
    }

    void unsubscribe(Session session) {
        subscriptions.remove(session);
    }

    ToReplica write(Session session, ToAuthority.Write write) {
        return authority.write(session.client(), write);
    }

    /** Sends every session what it lacks, as far as it takes it now. */
    void publish() {
        subscriptions.forEach(this::publishTo);
    }

    void publish(Session session) {
        Authority<T>.Subscription subscription = subscriptions.get(session);
        if (subscription != null) {
            publishTo(session, subscription);
        }
    }

    private void publishTo(Session session, Authority<T>.Subscription subscription) {
        if (session.isWritable()) {
            Update update = subscription.next();
            if (update != null) {
                session.send(packed(update, session.packer()));
            }
        }
    }

    void announceHead() {
        Frame head = new Frame.Event(handle, authority.head());
        subscriptions.keySet().forEach(session -> {
            if (session.isWritable()) {
                session.send(head);
            }
        });
    }

    private Packed packed(Update update, Packer packer) {
        if (packedUpdate != update) {
            packedUpdate = update;
            packed.clear();
        }
        return packed.computeIfAbsent(packer, one -> one.pack(new Frame.Event(handle, update)));
    }
}
