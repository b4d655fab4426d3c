package io.entangle.pubsub.hub;

import io.entangle.clock.SiteId;
import io.entangle.journal.Failpoints;
import io.entangle.pubsub.access.Grant;
import io.entangle.pubsub.access.Resource;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Shown;
import io.entangle.replica.AtomicGroup;
import io.entangle.replica.ToReplica;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one connection says of atoms: its subscriptions and writes. Driven by the hub's context. */
final class AtomTraffic {
    private final Session session;
    private final HubCore hub;
    private final Map<Integer, HostedAtom<?>> subscribed = new LinkedHashMap<>();

    private boolean behind;
    /** Writes that are being written down. */
    private int waiting;

    AtomTraffic(Session session, HubCore hub) {
        this.session = session;
        this.hub = hub;
    }

    /** {@return whether it was not sent something that others were} */
    boolean isBehind() {
        return behind;
    }

    void fellBehind() {
        behind = true;
    }

    void caughtUp() {
        behind = false;
    }

    boolean isSubscribed(HostedAtom<?> atom) {
        return subscribed.containsKey(atom.handle());
    }

    Collection<HostedAtom<?>> atoms() {
        return List.copyOf(subscribed.values());
    }

    /** Answers subscriptions with versions that stood together, none older than what the client has been told elsewhere. */
    Future<Void> subscribe(List<Frame.Subscribe> requests) {
        int asked = session.questions();
        List<Future<Grant>> grants = requests.stream()
                .map(request -> hub.access().ask(session.identity(), Resource.atom(request.atom())))
                .toList();
        return Future.join(grants)
                .transform(all -> hub.others().known(readable(requests, grants)))
                .compose(known -> {
                    if (session.isClosed()) {
                        return Future.succeededFuture();
                    } else if (asked != session.questions()) {
                        return subscribe(requests);
                    }
                    answer(granted(requests, grants));
                    return Future.succeededFuture();
                });
    }

    private static List<Frame.Subscribe> readable(List<Frame.Subscribe> requests, List<Future<Grant>> grants) {
        List<Frame.Subscribe> readable = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            if (grants.get(i).succeeded() && grants.get(i).result().read()) {
                readable.add(requests.get(i));
            }
        }
        return readable;
    }

    private Map<Frame.Subscribe, HostedAtom<?>> granted(List<Frame.Subscribe> requests, List<Future<Grant>> grants) {
        Map<Frame.Subscribe, HostedAtom<?>> granted = new LinkedHashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            HostedAtom<?> hosted = granted(requests.get(i), grants.get(i));
            if (hosted != null) {
                subscribed.put(hosted.handle(), hosted);
                granted.put(requests.get(i), hosted);
            }
        }
        return granted;
    }

    private void answer(Map<Frame.Subscribe, HostedAtom<?>> granted) {
        hub.advance();
        hub.publisher().answer(session, List.copyOf(granted.values()), () -> {
            List<Packed> answers = new ArrayList<>();
            granted.forEach((request, hosted) -> answers.add(answer(request, hosted)));
            return answers;
        });
        granted.values().forEach(hub.publisher()::changed); // for what is said besides the value
    }

    private Packed answer(Frame.Subscribe request, HostedAtom<?> hosted) {
        Frame.Subscribed answer =
                hosted.subscribe(session, request.request(), hub.time().nanos());
        Packed packed = session.packing().pack(answer);
        if (hub.meters().isOn()) {
            hub.meters().subscribed(outcome(answer), packed.size());
        }
        return packed;
    }

    private static String outcome(Frame.Subscribed answer) {
        return answer.opening() instanceof ToReplica.Snapshot snapshot
                ? snapshot.reset() ? "reset" : "snapshot"
                : "resumed";
    }

    private @Nullable HostedAtom<?> granted(Frame.Subscribe request, Future<Grant> grant) {
        String id = request.atom();
        HostedAtom<?> hosted = hub.find(id);
        if (grant.failed()) { // not forbidden: what the client has it may keep, and ask again
            session.fail(
                    ErrorCode.FAILED,
                    id,
                    "whether this client may read \"" + Shown.of(id) + "\" can't be found out now");
        } else if (!grant.result().read()) {
            session.fail(ErrorCode.FORBIDDEN, id, "this client may not read \"" + Shown.of(id) + "\"");
        } else if (hosted == null) {
            session.fail(ErrorCode.UNKNOWN_ATOM, id, "the hub has no atom \"" + Shown.of(id) + "\"");
        } else if (!subscribed.containsKey(hosted.handle())
                && subscribed.size() >= hub.limits().connections().maxSubscriptions()) {
            session.fail(
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    id,
                    "a connection has at most " + hub.limits().connections().maxSubscriptions() + " subscriptions");
        } else if (request.request().firstSequence() < 1) {
            session.fail(
                    ErrorCode.MALFORMED,
                    id,
                    "sequences count from 1, but found " + request.request().firstSequence());
        } else {
            return hosted;
        }
        return null;
    }

    void unsubscribe(int handle) {
        HostedAtom<?> hosted = subscribed.remove(handle);
        if (hosted == null) {
            session.fail(ErrorCode.NOT_SUBSCRIBED, null, "this connection has no subscription " + handle);
        } else {
            hosted.unsubscribe(session);
        }
    }

    /** It may no longer read an atom. */
    void revoke(HostedAtom<?> hosted) {
        if (subscribed.remove(hosted.handle()) != null) {
            hosted.unsubscribe(session);
            session.fail(
                    ErrorCode.REVOKED, hosted.id(), "this client may no longer read \"" + Shown.of(hosted.id()) + "\"");
        }
    }

    /** Writes, once it is known whether that is allowed. */
    Future<Void> write(List<Frame.Write> frames, SiteId writer) {
        List<HostedAtom<?>> atoms = new ArrayList<>();
        for (Frame.Write frame : frames) {
            HostedAtom<?> hosted = written(frame, atoms);
            if (hosted == null) {
                return Future.succeededFuture();
            }
            atoms.add(hosted);
        }
        List<Future<Grant>> grants = atoms.stream()
                .map(hosted -> hub.access().ask(session.identity(), Resource.atom(hosted.id())))
                .toList();
        return Future.join(grants).transform(all -> {
            if (!session.isClosed()) {
                List<AtomicGroup.Member> members = new ArrayList<>();
                for (int i = 0; i < frames.size(); i++) {
                    members.add(new AtomicGroup.Member(
                            atoms.get(i).authority(),
                            frames.get(i).write().by(writer),
                            new Admission(grants.get(i), atoms.get(i).writeCheck())));
                }
                write(atoms, members);
            }
            return Future.succeededFuture();
        });
    }

    private @Nullable HostedAtom<?> written(Frame.Write frame, List<HostedAtom<?>> before) {
        HostedAtom<?> hosted = subscribed.get(frame.handle());
        if (hosted == null) {
            session.fail(ErrorCode.NOT_SUBSCRIBED, null, "this connection has no subscription " + frame.handle());
        } else if (frame.write().sequence() < 1) {
            session.fail(
                    ErrorCode.MALFORMED,
                    hosted.id(),
                    "sequences count from 1, but found " + frame.write().sequence());
            return null;
        } else if (before.contains(hosted)) {
            session.fail(ErrorCode.MALFORMED, hosted.id(), "a batch has at most one write to an atom");
            return null;
        }
        return hosted;
    }

    private void write(List<HostedAtom<?>> written, List<AtomicGroup.Member> members) {
        waiting++;
        AtomicGroup.write(session.client(), members, outcomes -> {
            waiting--;
            outcomes.forEach(outcome -> hub.meters()
                    .wrote(
                            outcome instanceof ToReplica.Refused refused
                                    ? refused.code().wireName()
                                    : "accepted"));
            Session current = session.isClosed() ? hub.sessions().current(session.client()) : session;
            if (current != null) {
                Failpoints.pass("before-acknowledge");
                current.atomTraffic().answer(written, outcomes);
                Failpoints.pass("after-acknowledge");
            }
        });
    }

    /** {@return whether more is being written down for this client than should wait: it is not read on until that is less} */
    boolean isBusy() {
        return waiting >= hub.limits().writes().maxUnanswered();
    }

    /** Tells the client what became of writes, those made over an older connection among them. */
    private void answer(List<HostedAtom<?>> written, List<ToReplica> outcomes) {
        if (waiting == hub.limits().writes().maxUnanswered() - 1) {
            session.idle();
        }
        List<Packed> answers = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (subscribed.containsKey(written.get(i).handle())) {
                answers.add(session.packing().pack(new Frame.Told(written.get(i).handle(), outcomes.get(i))));
            }
        }
        if (answers.isEmpty()) {
            return;
        }
        if (answers.size() == 1) {
            // The change itself is published when all that has been received is processed: many writes, one update.
            session.send(answers.get(0));
        } else {
            hub.publisher().answer(session, written, () -> answers);
        }
    }

    void closed() {
        subscribed.values().forEach(hosted -> hosted.unsubscribe(session));
        subscribed.clear();
    }
}
