package io.entangle.pubsub.hub;

import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Resource;
import io.entangle.pubsub.channel.Names;
import io.entangle.pubsub.channel.Participant;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks into what channels a connection wants to join, and has it join those it may. On the hub's context. */
final class Joining {
    private final Session session;
    private final Participant participant;
    private final ConnectionLimits limits;

    Joining(Session session, Participant participant, ConnectionLimits limits) {
        this.session = session;
        this.participant = participant;
        this.limits = limits;
    }

    Future<Void> join(List<Frame.Join> requests) {
        int asked = session.questions();
        Set<String> names = new HashSet<>();
        for (Frame.Join request : requests) {
            if (!names.add(request.channel())) {
                session.fail(ErrorCode.MALFORMED, null, "a batch joins a channel once");
                return Future.succeededFuture();
            }
        }
        List<Future<Grant>> grants =
                requests.stream().map(request -> grant(request.channel())).toList();
        return Future.all(grants).compose(all -> {
            if (session.isClosed()) {
                return Future.succeededFuture();
            } else if (asked != session.questions()) {
                return join(requests);
            }
            List<Frame.Join> granted = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                Frame.Join request = requests.get(i);
                if (!grants.get(i).result().read()) {
                    refuse(request, ErrorCode.FORBIDDEN, "this client may not join it");
                } else if (!participant.isIn(request.channel())
                        && participant.joined() + granted.size() >= limits.maxSubscriptions()) {
                    refuse(
                            request,
                            ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                            "a connection is in at most " + limits.maxSubscriptions() + " channels");
                } else {
                    granted.add(request);
                }
            }
            participant.join(granted);
            return Future.succeededFuture();
        });
    }

    /** Everybody may hear what is for them. */
    private Future<Grant> grant(String channel) {
        return Names.isForAnybody(channel)
                ? Future.succeededFuture(Grant.READ)
                : session.grant(Resource.channel(channel));
    }

    private void refuse(Frame.Join request, ErrorCode code, String reason) {
        session.send(new Frame.Left(request.channel(), code, reason));
    }
}
