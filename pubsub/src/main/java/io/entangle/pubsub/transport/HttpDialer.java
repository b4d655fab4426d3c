package io.entangle.pubsub.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.function.Function;

/** Opens connections over plain HTTP, whose messages come as server-sent events or as answers to polls. */
public final class HttpDialer implements Dialer {
    private final Vertx vertx;
    private final Transport transport;
    private final DialOptions options;
    private final HttpClient http;
    private final WebClient client;

    /**
     * A dialer.
     *
     * @param vertx runs the connections
     * @param transport {@link Transport#EVENTS} or {@link Transport#POLL}
     * @param options where to, and how
     */
    public HttpDialer(Vertx vertx, Transport transport, DialOptions options) {
        this.vertx = vertx;
        this.transport = transport;
        this.options = options;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(options.host())
                .setDefaultPort(options.port())
                .setSsl(options.isSecure())
                .setTrustOptions(options.trust())
                .setConnectTimeout((int) options.connectTimeout().toMillis())
                .setTcpNoDelay(true));
        this.client = WebClient.wrap(
                http,
                new WebClientOptions()
                        .setDefaultHost(options.host())
                        .setDefaultPort(options.port())
                        .setSsl(options.isSecure())
                        .setUserAgentEnabled(false)
                        .setFollowRedirects(false));
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public Future<Void> dial(Function<Peer, Peer.Handler> opening) {
        HttpUpstream upstream = new HttpUpstream(vertx, client, options);
        HttpClientPeer peer = transport == Transport.EVENTS
                ? new EventsPeer(vertx, http, client, options, upstream)
                : new PollPeer(vertx, client, options, upstream);
        return peer.open(opening);
    }

    @Override
    public Future<Void> close() {
        return http.close();
    }
}
