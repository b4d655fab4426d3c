package io.entangle.pubsub.client;

import io.entangle.atom.Cell;
import io.entangle.atom.Draft;
import io.entangle.atom.Transaction;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.TimeSource;
import io.entangle.collection.RecordCollection;
import io.entangle.datalog.Database;
import io.entangle.datalog.live.Connection;
import io.entangle.datalog.live.DatabaseType;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.transport.DialOptions;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.StoreException;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a hub, over which replicas of its atoms are kept.
 *
 * <pre>{@code
 * HubClient client = HubClient.connect(vertx, "ws://localhost:8080/entangle");
 * Replica<Doc> state = client.replica("app-state");
 * state.watch("ui", (before, after) -> System.out.println(before + " -> " + after));
 * state.swap(doc -> doc.with("count", 42));
 * }</pre>
 *
 * <p>A lost connection is opened again after a random wait (250 ms at first, 30 s at most), and every replica goes on
 * from the version it has. Thread-safe.
 */
public final class HubClient implements AutoCloseable {
    private final Connector connector;

    private HubClient(Connector connector) {
        this.connector = connector;
    }

    /**
     * {@return a client that is connecting to a hub}
     *
     * @param vertx runs the client
     * @param mountPoint where the hub is mounted, for example {@code ws://localhost:8080/entangle}; {@code wss} for TLS
     * @throws IllegalArgumentException if that is no such address
     */
    public static HubClient connect(Vertx vertx, String mountPoint) {
        return connect(vertx, mountPoint, ClientOptions.DEFAULT);
    }

    /**
     * {@return a client that is connecting to a hub}
     *
     * @param vertx runs the client
     * @param mountPoint where the hub is mounted
     * @param options the client's settings
     * @throws IllegalArgumentException if the mount point is no such address
     */
    public static HubClient connect(Vertx vertx, String mountPoint, ClientOptions options) {
        return connect(vertx, mountPoint, options, TimeSource.SYSTEM, Entropy.SYSTEM);
    }

    /**
     * {@return a client that is connecting to a hub, with its sources of time and randomness}
     *
     * @param vertx runs the client
     * @param mountPoint where the hub is mounted
     * @param options the client's settings
     * @param time where time comes from
     * @param entropy where the client's id and its waits come from
     * @throws IllegalArgumentException if the mount point is no such address
     */
    public static HubClient connect(
            Vertx vertx, String mountPoint, ClientOptions options, TimeSource time, Entropy entropy) {
        return builder(vertx, mountPoint)
                .options(options)
                .time(time)
                .entropy(entropy)
                .connect();
    }

    /**
     * {@return a builder of clients}
     *
     * @param vertx runs the client
     * @param mountPoint where the hub is mounted, for example {@code ws://localhost:8080/entangle}; {@code wss} for TLS
     * @throws IllegalArgumentException if that is no such address
     */
    public static Builder builder(Vertx vertx, String mountPoint) {
        return new Builder(vertx, checked(mountPoint));
    }

    private static URI checked(String mountPoint) {
        String expected = "a hub's address looks like ws://localhost:8080/entangle, but found \"" + mountPoint + "\"";
        try {
            URI uri = URI.create(
                    mountPoint.endsWith("/") ? mountPoint.substring(0, mountPoint.length() - 1) : mountPoint);
            if (("ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected, e);
        }
        throw new IllegalArgumentException(expected);
    }

    /**
     * {@return a replica of an atom of documents} Waits for its first value; on an event loop use {@link #subscribe}.
     *
     * @param id the atom's id
     * @throws EntangleException of code {@code UNKNOWN_ATOM} if the hub has none of that id, or {@code UNREACHABLE} if
     *     no value came within {@link ClientOptions#connectTimeout}
     * @throws IllegalStateException on an event loop
     */
    public Replica<Doc> replica(String id) {
        return replica(id, AtomType.doc());
    }

    /**
     * {@return a replica of an atom of values of a type; the same one if asked for again} Waits for its first value; on
     * an event loop use {@link #subscribe}.
     *
     * @param id the atom's id
     * @param type how its values are compared and encoded
     * @param <T> the type of values
     * @throws EntangleException of code {@code UNKNOWN_ATOM} if the hub has none of that id, {@code TYPE_MISMATCH} if
     *     its value is not of the type, or {@code UNREACHABLE} if no value came within
     *     {@link ClientOptions#connectTimeout}
     * @throws IllegalStateException on an event loop
     * @throws IllegalArgumentException if the client has a replica of that id and another type
     */
    public <T> Replica<T> replica(String id, AtomType<T> type) {
        return replica(id, type, ReplicaOptions.defaults());
    }

    /**
     * {@return a replica of an atom, with mutations that can be called by name, or another delivery of changes} Otherwise
     * as {@link #replica(String, AtomType)}.
     *
     * @param id the atom's id
     * @param type how its values are compared and encoded
     * @param options what the replica can do and how it wants to be told of changes
     * @param <T> the type of values
     * @throws EntangleException as {@link #replica(String, AtomType)}
     * @throws IllegalStateException on an event loop
     * @throws IllegalArgumentException if the client has a replica of that id and another type or other options
     */
    public <T> Replica<T> replica(String id, AtomType<T> type, ReplicaOptions<T> options) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("replica() waits, which an event loop must not: use subscribe()");
        }
        try {
            return subscribe(id, type, options)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(connector.options().connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntangleException(ErrorCode.UNREACHABLE, "interrupted while waiting for \"" + id + "\"", e);
        }
    }

    private EntangleException unreachable(String id) {
        String error = connector.lastError();
        return new EntangleException(
                ErrorCode.UNREACHABLE,
                "no value of \"" + id + "\" came from " + connector.mountPoint() + " within "
                        + connector.options().connectTimeout().toMillis() + " ms"
                        + (error == null ? "" : "; the last error was: " + error));
    }

    /**
     * {@return a replica of an atom, when it has its first value; the same one if asked for again} Fails as
     * {@link #replica(String, AtomType)} does, but waits as long as it takes to reach the hub.
     *
     * @param id the atom's id
     * @param type how its values are compared and encoded
     * @param <T> the type of values
     */
    public <T> Future<Replica<T>> subscribe(String id, AtomType<T> type) {
        return subscribe(id, type, ReplicaOptions.defaults());
    }

    /**
     * {@return a replica of an atom, when it has its first value} As {@link #subscribe(String, AtomType)}, with options.
     *
     * @param id the atom's id
     * @param type how its values are compared and encoded
     * @param options what the replica can do and how it wants to be told of changes
     * @param <T> the type of values
     */
    public <T> Future<Replica<T>> subscribe(String id, AtomType<T> type, ReplicaOptions<T> options) {
        return connector.add(new RemoteReplica<>(id, type, options, connector)).compose(RemoteReplica::ready);
    }

    /**
     * {@return a collection of records, over a replica of the atom that holds them} Waits for its first value; on an event
     * loop use {@link #subscribeCollection}. The replica itself is {@code replica(id, AtomType.mapOf(type))}.
     *
     * @param id the atom's id
     * @param type the record class, or a sealed interface of records
     * @param <T> the same
     * @throws EntangleException as {@link #replica(String, AtomType)}
     * @throws IllegalStateException on an event loop
     * @throws IllegalArgumentException if the client has a replica of that id and another type
     */
    public <T> RecordCollection<T> collection(String id, Class<T> type) {
        return RecordCollection.of(replica(id, AtomType.mapOf(type)), connector.entropy());
    }

    /**
     * {@return a collection of records, when the replica of the atom that holds them has its first value} Fails as
     * {@link #collection} does, but waits as long as it takes to reach the hub.
     *
     * @param id the atom's id
     * @param type the record class, or a sealed interface of records
     * @param <T> the same
     */
    public <T> Future<RecordCollection<T>> subscribeCollection(String id, Class<T> type) {
        return subscribe(id, AtomType.mapOf(type)).map(replica -> RecordCollection.of(replica, connector.entropy()));
    }

    /**
     * {@return a connection to a database, over a replica of the atom that holds it} Waits for its first value; on an event loop
     * use {@link #subscribeConnection}.
     *
     * @param id the atom's id
     * @param type the type of its databases, with the schema and the functions that the hub has too; the same object for as long as
     *     the client is used
     * @throws EntangleException as {@link #replica(String, AtomType)}
     * @throws IllegalStateException on an event loop
     * @throws IllegalArgumentException if the client has a replica of that id and another type
     */
    public Connection connection(String id, DatabaseType type) {
        return connection(type, replica(id, type, databases(type)));
    }

    /**
     * {@return a connection to a database, when the replica of the atom that holds it has its first value} Fails as
     * {@link #connection} does, but waits as long as it takes to reach the hub.
     *
     * @param id the atom's id
     * @param type the type of its databases
     */
    public Future<Connection> subscribeConnection(String id, DatabaseType type) {
        return subscribe(id, type, databases(type)).map(replica -> connection(type, replica));
    }

    private static ReplicaOptions<Database> databases(DatabaseType type) {
        return ReplicaOptions.<Database>defaults().withMutations(type.mutations());
    }

    private static Connection connection(DatabaseType type, Replica<Database> replica) {
        return Connection.at(type, replica, arguments -> replica.call(DatabaseType.TRANSACT, arguments));
    }

    /**
     * Reads and changes several replicas of this client at one instant: watches and other readers here see all of the
     * changes or none, and so does everybody else once the hub has taken them in. If the hub refuses one of them, it
     * refuses all; and it refuses all, with the code {@link io.entangle.replica.RefusalCode#CONFLICT}, if others have
     * written one of the fields and this client had not seen it. Refused changes are rolled back and told to
     * {@link Replica#onRefused}.
     *
     * @param body reads and changes replicas; may run more than once, so it must have no effects
     * @param <R> the type of its result
     * @return what {@code body} returned
     * @throws IllegalArgumentException if the body touches a cell that is no replica of this client
     */
    public <R> R transact(Function<Transaction, R> body) {
        List<ReplicaDraft<?>> all = new ArrayList<>();
        List<ReplicaDraft<?>> changed = new ArrayList<>();
        R result = Transaction.run(
                this::draft,
                drafts -> {
                    all.clear();
                    changed.clear();
                    for (Draft<?> draft : drafts) {
                        all.add((ReplicaDraft<?>) draft);
                        if (draft.isChanged()) {
                            changed.add((ReplicaDraft<?>) draft);
                        }
                    }
                    HybridTimestamp now = connector.clock().now();
                    changed.forEach(draft -> draft.group(now, changed.size()));
                },
                commit -> connector.showing().commit(commit, all),
                transaction -> {
                    changed.clear();
                    return body.apply(transaction);
                });
        connector.showing().settle();
        changed.forEach(ReplicaDraft::committed);
        return result;
    }

    private Draft<?> draft(Cell<?> cell) {
        if (cell instanceof RemoteReplica<?> replica && replica.connector() == connector) {
            return replica.draft();
        }
        throw new IllegalArgumentException("a client's transaction is one over its replicas, but found " + cell);
    }

    /** {@return the events of this client and its hub; nothing is heard of them before {@link ChannelClient#open}} */
    public ChannelClient channels() {
        return connector.channels();
    }

    /** {@return the user that the hub takes this client for; null if for nobody in particular, or before it is online} */
    public @Nullable String user() {
        Frame.Welcome welcome = connector.welcome();
        return welcome == null ? null : welcome.user();
    }

    /** {@return what the hub's application told this client when it connected last, or null before that} */
    public @Nullable Doc handshake() {
        Frame.Welcome welcome = connector.welcome();
        return welcome == null ? null : welcome.handshake();
    }

    /**
     * Ends the connection and opens another one at once: after the user has signed in or out, say, or when the hub has
     * ended it for good. Replicas and channels go on from where they are.
     */
    public void reconnect() {
        connector.run(connector.dialing()::reconnect);
    }

    /** {@return the name of the transport in use: {@code websocket}, {@code events} or {@code poll}; null if there is none} */
    public @Nullable String transport() {
        return connector.dialing().transport();
    }

    /** {@return whether the client is in touch with its hub} */
    public ReplicaStatus.Connection connection() {
        return connector.connection();
    }

    /** {@return what went wrong last, or null if nothing did since the connection was opened} */
    public @Nullable String lastError() {
        return connector.lastError();
    }

    /** {@return when the connection is closed for good} Replicas keep their values; writes are no longer sent. */
    public Future<Void> stop() {
        return connector.close();
    }

    /** Closes the connection for good and, unless on an event loop, waits for that. */
    @Override
    public void close() {
        Future<Void> stopped = stop();
        if (!Context.isOnEventLoopThread()) {
            stopped.toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Makes clients. Not thread-safe. */
    public static final class Builder {
        private final Vertx vertx;
        private final URI mountPoint;
        private ClientOptions options = ClientOptions.DEFAULT;
        private TimeSource time = TimeSource.SYSTEM;
        private Entropy entropy = Entropy.SYSTEM;
        private @Nullable ReplicaStore store;
        private @Nullable Supplier<Future<String>> token;
        private @Nullable TrustOptions trust;

        private Builder(Vertx vertx, URI mountPoint) {
            this.vertx = Objects.requireNonNull(vertx, "vertx");
            this.mountPoint = mountPoint;
        }

        /**
         * Sets limits and timings; {@link ClientOptions#DEFAULT} by default.
         *
         * @param all the options
         * @return this builder
         */
        public Builder options(ClientOptions all) {
            options = Objects.requireNonNull(all, "all");
            return this;
        }

        /**
         * Sets where time comes from; the machine's clocks by default.
         *
         * @param source where
         * @return this builder
         */
        public Builder time(TimeSource source) {
            time = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets where the waits between tries to connect come from, and the client's id unless its store has one; the
         * operating system by default.
         *
         * @param source where
         * @return this builder
         */
        public Builder entropy(Entropy source) {
            entropy = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets where writes are kept until the hub has confirmed them, and the newest confirmed values; by default they
         * end with the process. With a store
         *
         * <ul>
         *   <li>a write is durable before it is shown or sent, so {@code swap} waits for the disk, and throws
         *       {@link StoreException} if it can't be kept, which then has changed nothing;
         *   <li>a process that ended with unsent writes sends them after its restart, once, as soon as a client with that
         *       store is connected, whether or not anybody asks for a replica of their atoms;
         *   <li>a replica that was there before is ready at once, without the hub.
         * </ul>
         *
         * @param kept for this client alone, and not closed by it: close it after the client
         * @return this builder
         */
        public Builder store(ReplicaStore kept) {
            store = Objects.requireNonNull(kept, "kept");
            return this;
        }

        /**
         * Sets where the token comes from that is shown to the hub whenever a connection is opened, and again before it
         * expires; by default none is shown.
         *
         * @param source is asked on the client's context, and must not block. Where its future fails, that counts as a
         *     connection that could not be opened
         * @return this builder
         */
        public Builder token(Supplier<Future<String>> source) {
            token = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets the token that is shown to the hub whenever a connection is opened.
         *
         * @param fixed the token
         * @return this builder
         */
        public Builder token(String fixed) {
            Objects.requireNonNull(fixed, "fixed");
            return token(() -> Future.succeededFuture(fixed));
        }

        /**
         * Sets whose certificates are believed where the hub is reached by {@code wss:}; those that this JVM believes by
         * default.
         *
         * @param believed for example a {@link io.vertx.core.net.PemTrustOptions}
         * @return this builder
         */
        public Builder trust(TrustOptions believed) {
            trust = Objects.requireNonNull(believed, "believed");
            return this;
        }

        /** {@return a client that is connecting to the hub} */
        public HubClient connect() {
            DialOptions where = new DialOptions(
                    mountPoint, options.packers(), options.connectTimeout(), options.maxMessageBytes(), trust);
            return new HubClient(new Connector(vertx, where, options, time, entropy, store, token));
        }
    }
}
