package io.entangle.pubsub.hub;

import io.entangle.clock.ClockSkew;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.clock.TimeSource;
import io.entangle.journal.DurableAtoms;
import io.entangle.journal.Journal;
import io.entangle.merge.Conflict;
import io.entangle.pubsub.access.AccessOptions;
import io.entangle.pubsub.access.Authenticator;
import io.entangle.pubsub.access.Authorizer;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.channel.ChannelOptions;
import io.entangle.pubsub.metrics.Meters;
import io.entangle.value.Doc;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes hubs. Not thread-safe. */
public final class HubBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(HubBuilder.class);

    private final Vertx vertx;
    private HubOptions options = HubOptions.DEFAULT;
    /** Null if nobody has said. */
    private @Nullable Limits limits;

    private @Nullable Journal journal;
    private Duration history = Duration.ofDays(30);
    private long snapshotEvery = 4_096;
    private Duration lookEvery = Duration.ofSeconds(1);
    private boolean createOnPut;
    private Gate gate = Gate.OPEN;
    private boolean insecure;
    private @Nullable KeyCertOptions certificate;
    private Meters meters = Meters.NONE;
    private TimeSource time = TimeSource.SYSTEM;
    private Entropy entropy = Entropy.SYSTEM;
    private BiConsumer<String, Conflict> onConflict = (atom, conflict) -> {};
    private BiConsumer<String, ClockSkew> onClockSkew = (atom, skew) -> LOG.warn("a clock is ahead: {}", skew);

    HubBuilder(Vertx vertx) {
        this.vertx = Objects.requireNonNull(vertx, "vertx");
    }

    /**
     * Sets how versions are kept, timings and origins; {@link HubOptions#DEFAULT} by default.
     *
     * @param all the options
     * @return this builder
     */
    public HubBuilder options(HubOptions all) {
        options = Objects.requireNonNull(all, "all");
        return this;
    }

    /**
     * Sets how much clients may ask of the hub. By default these are {@link Limits#DEFAULT} where there is an authenticator or
     * an authorizer, and {@link Limits#RELAXED} on a hub that is open to everybody.
     *
     * @param most the limits
     * @return this builder
     */
    public HubBuilder limits(Limits most) {
        limits = Objects.requireNonNull(most, "most");
        return this;
    }

    /**
     * Has the hub's atoms kept by a journal: what is accepted or seen has been written down. Without one, they are in
     * memory.
     *
     * @param keeping the journal; from now on it belongs to the hub, and is closed with it
     * @return this builder
     */
    public HubBuilder journal(Journal keeping) {
        journal = Objects.requireNonNull(keeping, "keeping");
        return this;
    }

    /**
     * Sets where time comes from; the machine's clocks by default.
     *
     * @param source where
     * @return this builder
     */
    public HubBuilder time(TimeSource source) {
        time = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Sets where random ids come from; the operating system by default.
     *
     * @param source where
     * @return this builder
     */
    public HubBuilder entropy(Entropy source) {
        entropy = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Sets who is told when two sites have written the same field without having seen each other's write.
     *
     * @param handler is told the atom's id and what happened, on the hub's context; it must not block
     * @return this builder
     */
    public HubBuilder onConflict(BiConsumer<String, Conflict> handler) {
        onConflict = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Sets who is told when a write was stamped more than a second ahead of the hub's clock, and taken in as made in
     * the present; by default that is logged.
     *
     * @param handler is told the atom's id and what happened, on the hub's context; it must not block
     * @return this builder
     */
    public HubBuilder onClockSkew(BiConsumer<String, ClockSkew> handler) {
        onClockSkew = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Sets for how long, at least, every version of the atoms on a journal can be read back; 30 days by default.
     *
     * @param age not negative
     * @return this builder
     */
    public HubBuilder history(Duration age) {
        history = Objects.requireNonNull(age, "age");
        return this;
    }

    /**
     * Sets after how many versions of an atom on a journal a snapshot is added; 4,096 by default.
     *
     * @param versions at least 1
     * @return this builder
     */
    public HubBuilder snapshotEvery(long versions) {
        snapshotEvery = versions;
        return this;
    }

    /**
     * Sets after how long, at most, the hub looks for what other hubs have appended to the same journal; one second by
     * default. Mostly it looks sooner, because the journal announces what is appended.
     *
     * @param interval a millisecond or more
     * @return this builder
     */
    public HubBuilder lookEvery(Duration interval) {
        lookEvery = Objects.requireNonNull(interval, "interval");
        return this;
    }

    /**
     * Sets whether whoever may write over HTTP may make atoms: a {@code PUT} to an id that the hub does not have then makes
     * an atom of documents. By default it is answered with 404.
     *
     * @param make whether atoms are made so
     * @return this builder
     */
    public HubBuilder createOnPut(boolean make) {
        createOnPut = make;
        return this;
    }

    /**
     * Sets who finds out who clients are; by default everybody is let in as nobody in particular.
     *
     * @param finder is asked when a client connects, and when it shows a new token; for common ones see {@link
     *     io.entangle.pubsub.access.Authenticators}
     * @return this builder
     */
    public HubBuilder authenticator(Authenticator finder) {
        gate = gate.withAuthenticator(finder);
        return this;
    }

    /**
     * Sets who says what clients may do. By default, everybody may do everything; but nobody may do anything where there is
     * an authenticator.
     *
     * @param rules is asked when a client subscribes, joins, writes and publishes, and from time to time whether it may still
     *     read; {@link io.entangle.pubsub.access.Rules} are a list of rules
     * @return this builder
     */
    public HubBuilder authorizer(Authorizer rules) {
        gate = gate.withAuthorizer(rules);
        return this;
    }

    /**
     * Sets for how long what clients have proved, and what they were allowed, is relied on; {@link AccessOptions#DEFAULT} by
     * default.
     *
     * @param trust the options
     * @return this builder
     */
    public HubBuilder access(AccessOptions trust) {
        gate = gate.withTrust(trust);
        return this;
    }

    /**
     * Lets a hub without an authenticator listen where others can reach it. Without this being said, that is refused.
     *
     * @return this builder
     */
    public HubBuilder insecure() {
        insecure = true;
        return this;
    }

    /**
     * Has the hub speak TLS when it listens: {@code wss:} and {@code https:} in place of {@code ws:} and {@code http:}.
     *
     * @param own its certificate and the key to it, for example a {@link io.vertx.core.net.PemKeyCertOptions}
     * @return this builder
     */
    public HubBuilder tls(KeyCertOptions own) {
        certificate = Objects.requireNonNull(own, "own");
        return this;
    }

    /**
     * Sets what each client is told when it is welcome; nothing by default.
     *
     * @param data gives it, for who the client is; on the hub's context, so it must not block
     * @return this builder
     */
    public HubBuilder handshake(Function<Identity, Doc> data) {
        gate = gate.withHandshake(data);
        return this;
    }

    /**
     * Sets what counts and measures what happens; by default nothing does.
     *
     * @param counting for example {@link io.entangle.pubsub.metrics.MicrometerMeters}; where it can be read by Prometheus,
     *     that is at {@code /metrics}
     * @return this builder
     */
    public HubBuilder meters(Meters counting) {
        meters = Objects.requireNonNull(counting, "counting");
        return this;
    }

    /**
     * Sets how channels are kept for which nothing else is said; {@link ChannelOptions#DEFAULT} by default.
     *
     * @param kept the options
     * @return this builder
     */
    public HubBuilder channels(ChannelOptions kept) {
        gate = gate.withChannels(kept);
        return this;
    }

    Vertx vertx() {
        return vertx;
    }

    HubOptions options() {
        return options;
    }

    Limits limits() {
        Limits told = limits;
        return told != null ? told : gate.isOpen() ? Limits.RELAXED : Limits.DEFAULT;
    }

    Listening listening() {
        return new Listening(gate.authenticator() != null, insecure, certificate);
    }

    HubCore core() {
        return new HubCore(vertx, options, limits(), time, entropy, events(), gate, meters, durable(), createOnPut);
    }

    private @Nullable Function<HybridClock, DurableAtoms.Builder> durable() {
        Journal keeping = journal;
        return keeping == null
                ? null
                : clock -> DurableAtoms.builder(keeping)
                        .time(time)
                        .entropy(entropy)
                        .clock(clock)
                        .history(history)
                        .snapshotEvery(snapshotEvery)
                        .lookEvery(lookEvery);
    }

    private HubEvents events() {
        return new HubEvents(onConflict, onClockSkew, meters);
    }

    /** {@return a hub that does not listen: mount its {@link Hub#router} or call {@link Hub#start}} */
    public Hub build() {
        return new Hub(this);
    }

    /**
     * {@return a hub that listens on a port of the loopback interface} Waits for that; on an event loop use
     * {@link #build} and {@link Hub#start(int)}.
     *
     * @param port 0 for any free one
     * @throws IllegalStateException if the port can't be had, or on an event loop
     */
    public Hub listen(int port) {
        return listen(Hub.LOOPBACK, port);
    }

    /**
     * {@return a hub that listens on a port of an interface} As {@link #listen(int)}.
     *
     * @param host the interface's address, see {@link Hub#start(String, int)}
     * @param port 0 for any free one
     * @throws IllegalStateException if the port can't be had, or on an event loop
     */
    public Hub listen(String host, int port) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("listen() waits, which an event loop must not: use build().start(port)");
        }
        Hub hub = build();
        try {
            return hub.start(host, port)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            hub.close();
            throw e.getCause() instanceof IllegalStateException cause ? cause : e;
        }
    }
}
