package io.entangle.pubsub.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Meters in a registry of Micrometer. Their names begin with {@code entangle.}; the tags are transports, outcomes and codes,
 * of which there are few, and never ids of atoms, users or clients. Thread-safe.
 */
public final class MicrometerMeters implements Meters {
    private static final List<String> TRANSPORTS = List.of("websocket", "events", "poll");

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final DistributionSummary deltaBytes;
    private final DistributionSummary snapshotBytes;
    private final DistributionSummary versions;
    private final Counter conflated;
    private final Counter delivered;
    private final Counter throttled;
    private final Timer swapToSend;

    /**
     * Meters in a registry.
     *
     * @param registry where they are
     */
    public MicrometerMeters(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.deltaBytes = summary("entangle.delta.bytes", "Bytes of an update, packed");
        this.snapshotBytes = summary("entangle.snapshot.bytes", "Bytes of a snapshot, packed");
        this.versions = summary("entangle.update.versions", "Versions that an update leads over");
        this.conflated = Counter.builder("entangle.versions.conflated")
                .description("Versions that subscribers were not sent by themselves")
                .register(registry);
        this.delivered = Counter.builder("entangle.events.delivered")
                .description("Events on their way to connections when they were published")
                .register(registry);
        this.throttled = Counter.builder("entangle.connections.throttled")
                .description("Times that a connection was not read on because it said too much")
                .register(registry);
        this.swapToSend = Timer.builder("entangle.swap.to.send")
                .description("From a change to the update that is sent to a subscriber")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(10_000))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    private DistributionSummary summary(String name, String description) {
        return DistributionSummary.builder(name).description(description).register(registry);
    }

    private Counter counter(String name, String tag, String value) {
        return counters.computeIfAbsent(
                name + tag + value, key -> Counter.builder(name).tag(tag, value).register(registry));
    }

    @Override
    public void hub(Hub hub) {
        for (String transport : TRANSPORTS) {
            gauge("entangle.connections", hub, read -> read.connections(transport), "transport", transport);
        }
        gauge("entangle.subscriptions", hub, Hub::subscriptions);
        gauge("entangle.lag.versions", hub, Hub::lag);
    }

    private void gauge(String name, Hub hub, Function<Hub, Long> value, String... tags) {
        Gauge.builder(name, hub, read -> value.apply(read).doubleValue())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void opened(String transport) {
        counter("entangle.connections.opened", "transport", transport).increment();
    }

    @Override
    public void closed(String transport, String reason) {
        counter("entangle.connections.closed", "reason", reason).increment();
    }

    @Override
    public void subscribed(String outcome, int bytes) {
        counter("entangle.subscriptions.answered", "outcome", outcome).increment();
        (outcome.equals("resumed") ? deltaBytes : snapshotBytes).record(bytes);
    }

    @Override
    public void updated(int bytes, long over, long nanos) {
        deltaBytes.record(bytes);
        versions.record(over);
        conflated.increment(Math.max(0, over - 1));
        swapToSend.record(Duration.ofNanos(nanos));
    }

    @Override
    public void wrote(String outcome) {
        counter("entangle.writes", "outcome", outcome).increment();
    }

    @Override
    public void conflicted() {
        counter("entangle.conflicts", "kind", "field").increment();
    }

    @Override
    public void refused(String code) {
        counter("entangle.refusals", "code", code).increment();
    }

    @Override
    public void throttled() {
        throttled.increment();
    }

    @Override
    public void published(int members) {
        counter("entangle.events", "direction", "published").increment();
        delivered.increment(members);
    }

    @Override
    public void handled(String outcome, long nanos) {
        counter("entangle.events", "direction", "received").increment();
        timers.computeIfAbsent(
                        outcome,
                        tag -> Timer.builder("entangle.events.handled")
                                .tag("outcome", tag)
                                .register(registry))
                .record(Duration.ofNanos(nanos));
    }

    @Override
    public void missed() {
        counter("entangle.events", "direction", "missed").increment();
    }

    @Override
    public @Nullable Supplier<String> prometheus() {
        try {
            return registry instanceof PrometheusMeterRegistry prometheus ? prometheus::scrape : null;
        } catch (NoClassDefFoundError withoutPrometheus) {
            return null;
        }
    }
}
