package io.entangle.pubsub.client;

import io.entangle.pubsub.client.ReplicaStatus.Connection;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode.Return;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Protocol;
import io.entangle.pubsub.transport.DialOptions;
import io.entangle.pubsub.transport.Dialer;
import io.entangle.pubsub.transport.HttpDialer;
import io.entangle.pubsub.transport.Peer;
import io.entangle.pubsub.transport.Transport;
import io.entangle.pubsub.transport.WebSocketDialer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: opened over the best transport that works, kept alive, and opened again after a random wait when
 * it is lost. On the client's context.
 */
final class Dialing {
    /** The bound of the wait where the hub wants the client back at once. */
    private static final long AT_ONCE_MS = 50;

    /** How long the first message is waited for where there is another transport to try. */
    private static final long FIRST_MESSAGE_MS = 4_000;

    private static final int NORMAL_CLOSURE = 1000;

    private final Vertx vertx;
    private final Connector connector;
    private final ClientOptions options;
    private final DialOptions where;
    private final TransportChoice choice;
    private final Map<Transport, Dialer> dialers = new EnumMap<>(Transport.class);

    private volatile Connection connection = Connection.CONNECTING;
    private volatile @Nullable String lastError;

    private volatile @Nullable Link link;
    private long welcomedNanos;
    private int failedTries;
    /** Tells one try from those before it. */
    private long lastTry;

    private boolean isStopped;
    private long beat;

    Dialing(Vertx vertx, Connector connector, DialOptions where) {
        this.vertx = vertx;
        this.connector = connector;
        this.options = connector.options();
        this.where = where;
        this.choice =
                new TransportChoice(options.transports(), options.climbAfter().toMillis());
    }

    void begin() {
        long beatMs = Math.max(
                1, Math.min(options.grace().toMillis(), options.heartbeat().toMillis()) / 4);
        beat = vertx.setPeriodic(beatMs, tick -> {
            Link now = link;
            if (now != null) {
                now.beat();
            }
        });
        dial();
    }

    @Nullable
    Link link() {
        return link;
    }

    /** {@return the name of the transport in use, or null if there is none; on any thread} */
    @Nullable
    String transport() {
        Link now = link;
        return now == null || connection != Connection.ONLINE ? null : now.transport();
    }

    Connection connection() {
        return connection;
    }

    @Nullable
    String lastError() {
        return lastError;
    }

    private Dialer dialer(Transport transport) {
        return dialers.computeIfAbsent(
                transport,
                one -> one == Transport.WEB_SOCKET
                        ? new WebSocketDialer(vertx, where)
                        : new HttpDialer(vertx, one, where));
    }

    private void dial() {
        connection = Connection.CONNECTING;
        long tryNumber = ++lastTry;
        dialer(choice.current())
                .dial(peer -> {
                    Link made = new Link(connector, peer, connector.packing(peer.packer()));
                    if (tryNumber == lastTry && !isStopped) {
                        link = made;
                    }
                    return made;
                })
                .onSuccess(opened -> greet(tryNumber))
                .onFailure(failure -> {
                    if (tryNumber == lastTry && connection != Connection.CLOSED) {
                        if (!Dialer.isUnreachable(failure)) {
                            choice.silent();
                        }
                        lost(String.valueOf(failure.getMessage()), false);
                    }
                });
        if (choice.hasAnother()) {
            vertx.setTimer(Math.min(FIRST_MESSAGE_MS, options.connectTimeout().toMillis()), late -> silent(tryNumber));
        }
    }

    /** Nothing has come over a connection in time: it may be one through which nothing comes. */
    private void silent(long tryNumber) {
        if (tryNumber != lastTry || connection != Connection.CONNECTING) {
            return;
        }
        String why = "no message came over the transport " + choice.current().wireName() + " in time";
        Link silent = link;
        if (silent != null) {
            silent.fail(why); // which counts as silent
        } else {
            choice.silent();
            lost(why, false);
        }
    }

    private void greet(long tryNumber) {
        Link opened = link;
        if (tryNumber == lastTry && opened != null && !isStopped) {
            greet(opened);
        }
    }

    private void greet(Link opened) {
        connector
                .tokens()
                .next()
                .onComplete(token -> connector.run(() -> {
                    if (link != opened) {
                        return;
                    }
                    if (token.failed()) {
                        opened.fail("there is no token: " + token.cause().getMessage());
                    } else {
                        opened.send(new Frame.Hello(
                                Protocol.VERSION,
                                connector.showing().identity().client(),
                                connector.clock().site(),
                                token.result()));
                    }
                }));
    }

    /** The hub has welcomed this client over a connection. */
    void welcomed(Link by) {
        if (link != by) {
            return;
        }
        connection = Connection.ONLINE;
        lastError = null;
        failedTries = 0;
        welcomedNanos = connector.time().nanos();
        if (choice.better() != null) {
            long tryNumber = lastTry;
            vertx.setTimer(choice.climbMs(), now -> climb(tryNumber));
        }
    }

    /** Tries a better transport beside the one in use, and changes over if messages come through it. */
    private void climb(long tryNumber) {
        Transport better = choice.better();
        if (tryNumber != lastTry || better == null || connection != Connection.ONLINE) {
            return;
        }
        Climb climb = new Climb();
        dialer(better).dial(climb::opened).onSuccess(opened -> climb.ask()).onFailure(failure -> stay(tryNumber));
        vertx.setTimer(FIRST_MESSAGE_MS, late -> {
            if (climb.giveUp()) {
                stay(tryNumber);
            }
        });
    }

    private void stay(long tryNumber) {
        if (tryNumber == lastTry) {
            choice.couldNotClimb();
            vertx.setTimer(choice.climbMs(), now -> climb(tryNumber));
        }
    }

    /** A connection that is tried beside the one in use. */
    private final class Climb implements Peer.Handler {
        private final long tryNumber = lastTry;
        private @Nullable Peer peer;
        private @Nullable Link changedOver;
        private boolean isOver;

        Peer.Handler opened(Peer tried) {
            peer = tried;
            return this;
        }

        void ask() {
            if (peer != null) {
                peer.send(peer.packer().pack(new Frame.Ping()));
            }
        }

        /** {@return whether nothing has come over it} */
        boolean giveUp() {
            boolean isSilent = !isOver;
            if (isSilent) {
                isOver = true;
                if (peer != null) {
                    peer.close(NORMAL_CLOSURE, "");
                }
            }
            return isSilent;
        }

        @Override
        public void received(Packed message) {
            if (changedOver != null) {
                changedOver.received(message);
            } else if (!isOver && peer != null) {
                isOver = true;
                if (tryNumber == lastTry && connection == Connection.ONLINE) {
                    changedOver = new Link(connector, peer, connector.packing(peer.packer()));
                    changeOver(changedOver);
                } else {
                    peer.close(NORMAL_CLOSURE, "");
                }
            }
        }

        @Override
        public void heard() {
            if (changedOver != null) {
                changedOver.heard();
            }
        }

        @Override
        public void drained() {
            if (changedOver != null) {
                changedOver.drained();
            }
        }

        @Override
        public void closed(int code, String reason) {
            if (changedOver != null) {
                changedOver.closed(code, reason);
            } else if (!isOver) {
                isOver = true;
                stay(tryNumber);
            }
        }
    }

    private void changeOver(Link to) {
        Link before = link;
        choice.climbed();
        lastTry++;
        link = to;
        connection = Connection.CONNECTING;
        connector.lost();
        if (before != null) {
            before.close();
        }
        greet(to);
    }

    /** A connection has ended. */
    void lost(Link ended, String why) {
        if (link != ended) {
            return;
        }
        boolean wasOnline = connection == Connection.ONLINE;
        if (wasOnline) {
            choice.broke((connector.time().nanos() - welcomedNanos) / 1_000_000);
        } else if (connection == Connection.CONNECTING) {
            choice.silent();
        }
        link = null;
        connector.lost();
        if (connection != Connection.CLOSED) {
            lastTry++;
            wait(why, wasOnline && ended.comeBack() == Return.AT_ONCE, ended.retryAfterMs());
        }
    }

    private void lost(String why, boolean isAtOnce) {
        connector.lost();
        lastTry++;
        wait(why, isAtOnce, 0);
    }

    /** Waits a random time and tries again: full jitter, so that clients of a lost hub don't come back all at once. */
    private void wait(String why, boolean isAtOnce, long leastMs) {
        lastError = why;
        connection = Connection.WAITING;
        long most = options.maxBackoff().toMillis();
        long bound =
                isAtOnce ? AT_ONCE_MS : Math.min(most, options.minBackoff().toMillis() << Math.min(failedTries, 20));
        failedTries++;
        long tryNumber = lastTry;
        long waitMs = 1 + Math.min(most, leastMs) + connector.entropy().nextLong(Math.max(1, bound));
        vertx.setTimer(waitMs, now -> {
            if (lastTry == tryNumber && connection == Connection.WAITING) {
                dial();
            }
        });
    }

    /**
     * The hub will not talk to this client: it does not speak its protocol, or another process goes by its name. There is
     * no use in trying again.
     */
    void giveUp(Link refused, EntangleException error) {
        if (link == refused) {
            connection = Connection.CLOSED;
            lastError = error.getMessage();
            connector.givenUp(error);
        }
    }

    /** Opens a new connection now, whatever there is: the application may have something new to show. */
    void reconnect() {
        if (isStopped) {
            return;
        }
        lastTry++;
        Link ended = link;
        link = null;
        if (ended != null) {
            ended.close();
        }
        connector.lost();
        failedTries = 0;
        dial();
    }

    Future<Void> close() {
        isStopped = true;
        connection = Connection.CLOSED;
        lastTry++;
        vertx.cancelTimer(beat);
        Link now = link;
        if (now != null) {
            now.close();
        }
        List<Future<Void>> closing = new ArrayList<>();
        dialers.values().forEach(dialer -> closing.add(dialer.close()));
        return Future.join(closing).transform(done -> Future.succeededFuture());
    }
}
