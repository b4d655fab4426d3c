package io.entangle.examples.demo;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what comes out of the sockets of HTTP and WebSocket clients, before anyone has looked at it. */
final class ReceivedBytes implements VertxMetrics, HttpClientMetrics<Object, Object, Object> {
    private final LongAdder bytes = new LongAdder();

    /** {@return options by which an event loop on a busy machine may be slow without a warning} */
    static VertxOptions options() {
        return new VertxOptions()
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
                .setMaxEventLoopExecuteTime(10);
    }

    /** {@return a Vert.x whose clients' sockets are counted here} */
    Vertx vertx() {
        return Vertx.builder()
                .with(options().setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withMetrics(options -> this)
                .build();
    }

    long sum() {
        return bytes.sum();
    }

    @Override
    public HttpClientMetrics<?, ?, ?> createHttpClientMetrics(HttpClientOptions options) {
        return this;
    }

    @Override
    public void bytesRead(Object socket, SocketAddress remote, long count) {
        bytes.add(count);
    }

    @Override
    public boolean isMetricsEnabled() {
        return true;
    }

    @Override
    public void close() {}
}
