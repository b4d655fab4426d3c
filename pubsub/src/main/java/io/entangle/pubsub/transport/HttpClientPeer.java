package io.entangle.pubsub.transport;

import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.protocol.Protocol;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A hub that is reached over plain HTTP: how its messages come is for the subclass; where that is cut, it goes on from the
 * message that came last. Driven by the client's context.
 */
abstract class HttpClientPeer implements Peer {
    /** How often messages may be cut off without one having come, before the connection is given up. */
    private static final int MAX_CUTS = 5;

    private static final long FIRST_WAIT_MS = 20;

    /** What has carried messages for so long is not what was wrong. */
    private static final long LONG_MS = 500;

    private static final int GONE = 410;

    private final Vertx vertx;
    private final WebClient client;
    private final DialOptions options;
    private final HttpUpstream upstream;
    private final Promise<Void> opened = Promise.promise();

    private @Nullable Function<Peer, Handler> opening;
    private @Nullable Handler handler;
    private @Nullable String connection;
    private long position;
    private int cuts;
    /** Counts what has carried messages. */
    private long carrier;

    private boolean closed;

    HttpClientPeer(Vertx vertx, WebClient client, DialOptions options, HttpUpstream upstream) {
        this.vertx = vertx;
        this.client = client;
        this.options = options;
        this.upstream = upstream;
    }

    final Future<Void> open(Function<Peer, Handler> told) {
        opening = told;
        listen();
        return opened.future();
    }

    /** Messages can come from now on. */
    final void carrying() {
        carrier++;
        long now = carrier;
        vertx.setTimer(LONG_MS, late -> {
            if (now == carrier) {
                cuts = 0;
            }
        });
    }

    /** Asks for messages from behind the one that came last; tells of what comes. */
    abstract void listen();

    /** The connection has ended: nothing more is listened to. */
    void left() {}

    final HttpRequest<Buffer> request(String path) {
        HttpRequest<Buffer> request = client.get(options.path(path));
        position(request.headers());
        return request;
    }

    /** Says over which connection messages are asked for, and from where on; nothing in the first request. */
    final void position(MultiMap headers) {
        if (connection != null) {
            headers.set(MessageEndpoint.CONNECTION, connection).set(MessageEndpoint.NUMBER, Long.toString(position));
        }
    }

    final boolean isClosed() {
        return closed;
    }

    /** The hub has answered: this is the connection's name. */
    final void named(String name) {
        Function<Peer, Handler> told = opening;
        if (connection != null || told == null || closed) {
            return;
        }
        connection = name;
        Handler made = told.apply(this);
        handler = made;
        upstream.begin(name, new HttpUpstream.Listener() {
            @Override
            public void drained() {
                made.drained();
            }

            @Override
            public void broken(String why) {
                ended(WebSocketPeer.CUT, why);
            }
        });
        opened.tryComplete();
    }

    final void received(long number, String frame) {
        cuts = 0;
        if (!closed && number > position && handler != null) {
            position = number;
            handler.received(Packed.of(frame));
        }
    }

    /** {@return the number of the message that came last} */
    final long position() {
        return position;
    }

    /** The hub has closed the connection, or will not know it any more. */
    final void ended(int code, String reason) {
        if (closed) {
            return;
        }
        closed = true;
        upstream.close();
        left();
        if (handler == null) {
            opened.tryFail(new IllegalStateException(reason));
        } else {
            handler.closed(code, reason);
        }
    }

    final void closeAsTold(JsonObject closing) {
        ended(closing.getInteger("code", WebSocketPeer.CUT), closing.getString("reason", ""));
    }

    /** What carries messages has ended: another one goes on. */
    final void cut(int status, String why) {
        carrier++;
        if (closed) {
            return;
        }
        if (status == GONE || handler == null || ++cuts > MAX_CUTS) {
            ended(WebSocketPeer.CUT, why);
        } else {
            vertx.setTimer(FIRST_WAIT_MS << cuts, now -> {
                if (!closed) {
                    listen();
                }
            });
        }
    }

    final void failed(Throwable failure) {
        if (handler == null && !closed) {
            closed = true;
            opened.tryFail(failure);
        } else {
            cut(0, String.valueOf(failure.getMessage()));
        }
    }

    @Override
    public final MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap();
    }

    @Override
    public final String remoteAddress() {
        return options.host();
    }

    @Override
    public final Packer packer() {
        return Packer.json();
    }

    @Override
    public final boolean isWritable() {
        return !closed && upstream.isWritable();
    }

    @Override
    public final void send(Packed frame) {
        if (!closed) {
            upstream.send(String.valueOf(frame.text()));
        }
    }

    @Override
    public void close(int code, String reason) {
        if (!closed && connection != null) {
            client.delete(options.path(Protocol.SEND_PATH))
                    .putHeader(MessageEndpoint.CONNECTION, connection)
                    .send(); // without it, the hub finds out by itself
        }
        ended(code, reason);
    }
}
