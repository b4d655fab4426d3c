package io.entangle.pubsub.hub;

import io.entangle.atom.Atom;
import io.entangle.atom.Transaction;
import io.entangle.collection.RecordCollection;
import io.entangle.datalog.live.Connection;
import io.entangle.datalog.live.DatabaseType;
import io.entangle.journal.Durability;
import io.entangle.merge.Siblings;
import io.entangle.pubsub.channel.ChannelServer;
import io.entangle.pubsub.http.HttpEndpoint;
import io.entangle.pubsub.http.HttpOptions;
import io.entangle.pubsub.transport.MessageEndpoint;
import io.entangle.pubsub.transport.Origins;
import io.entangle.pubsub.transport.RequestDeadlines;
import io.entangle.pubsub.transport.WebSocketEndpoint;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.Mutations;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.PersistentMap;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where atoms live and replicas of them connect.
 *
 * <pre>{@code
 * Hub hub = Hub.builder(vertx).listen(8080);
 * Atom<Doc> state = hub.atom("app-state", Doc.of("count", 0));
 * state.swap(doc -> doc.update("count", n -> (long) n + 1));
 * }</pre>
 *
 * <p>An atom of a hub is an ordinary {@link Atom}: anyone may change and watch it on any thread. Each client is sent the
 * difference between what it was sent last and the newest version, when it can take it. Thread-safe.
 */
public final class Hub implements AutoCloseable {
    /** The mount point of a hub that listens by itself. */
    public static final String DEFAULT_MOUNT_POINT = "/entangle";

    static final String LOOPBACK = "127.0.0.1";

    /** How long a connection may be without a request. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final HubCore core;
    private final HubOptions options;
    private final Listening listening;
    private volatile HttpServer server;

    Hub(HubBuilder builder) {
        this.vertx = builder.vertx();
        this.options = builder.options();
        this.core = builder.core();
        this.listening = builder.listening();
    }

    /**
     * {@return a builder of hubs}
     *
     * @param vertx runs the hub
     */
    public static HubBuilder builder(Vertx vertx) {
        return new HubBuilder(vertx);
    }

    /**
     * Makes an atom of documents.
     *
     * @param id 1 to 255 characters out of {@code A-Z a-z 0-9 . _ : @ / -}, the first no {@code @}
     * @param initial its first value
     * @return the atom
     * @throws IllegalArgumentException if the hub has an atom of that id, or it is no id
     */
    public Atom<Doc> atom(String id, Doc initial) {
        return atom(id, AtomType.doc(), initial);
    }

    /**
     * Makes an atom of values of a type.
     *
     * @param id as {@link #atom(String, Doc)}
     * @param type how its values are compared and encoded
     * @param initial its first value
     * @param <T> the type of values
     * @return the atom
     * @throws IllegalArgumentException if the hub has an atom of that id, or it is no id
     */
    public <T> Atom<T> atom(String id, AtomType<T> type, T initial) {
        return atom(id, Atom.builder(type), initial, settings());
    }

    /**
     * Makes an atom with validators, and with settings of its own. On a hub with a journal, an atom that the journal has is
     * opened instead, as all the others of these are.
     *
     * @param id as {@link #atom(String, Doc)}
     * @param builder makes the atom
     * @param initial its first value
     * @param settings its mutations, how it merges and how much is remembered; start from {@link #settings}
     * @param <T> the type of values
     * @return the atom
     * @throws IllegalArgumentException if the hub has an atom of that id, or it is no id
     * @throws io.entangle.value.InvalidValueException if what the journal holds is no value of that type
     * @throws io.entangle.journal.DamagedJournalException if the journal does not hold what it must; it says where
     */
    public <T> Atom<T> atom(String id, Atom.Builder<T> builder, T initial, AuthorityOptions<T> settings) {
        return core.open(AtomIds.checked(id), builder, initial, settings);
    }

    /**
     * Lets clients subscribe to an atom made elsewhere. Not on a hub with a journal: that makes its atoms itself.
     *
     * @param id as {@link #atom(String, Doc)}
     * @param atom the atom
     * @param <T> the type of values
     * @return {@code atom}
     * @throws IllegalArgumentException if the hub has an atom of that id, or it is no id
     */
    public <T> Atom<T> host(String id, Atom<T> atom) {
        return host(id, atom, settings());
    }

    /**
     * Lets clients subscribe to an atom made elsewhere, with settings of its own.
     *
     * @param id as {@link #atom(String, Doc)}
     * @param atom the atom
     * @param settings its mutations, how it merges and how much is remembered; start from {@link #settings}
     * @param <T> the type of values
     * @return {@code atom}
     * @throws IllegalArgumentException if the hub has an atom of that id, or it is no id
     */
    public <T> Atom<T> host(String id, Atom<T> atom, AuthorityOptions<T> settings) {
        core.host(AtomIds.checked(id), atom, settings);
        return atom;
    }

    /**
     * {@return the settings of atoms that are not given any}
     *
     * @param <T> the type of values
     */
    public <T> AuthorityOptions<T> settings() {
        return AuthorityOptions.<T>defaults().withRetention(options.retainedVersions(), options.retainedFor());
    }

    /**
     * Makes an atom of values of a type, with mutations that clients may call by name.
     *
     * @param id as {@link #atom(String, Doc)}
     * @param type how its values are compared and encoded
     * @param initial its first value
     * @param mutations the mutations
     * @param <T> the type of values
     * @return the atom
     * @throws IllegalArgumentException if the hub has an atom of that id, or it is no id
     */
    public <T> Atom<T> atom(String id, AtomType<T> type, T initial, Mutations<T> mutations) {
        return atom(id, Atom.builder(type), initial, this.<T>settings().withMutations(mutations));
    }

    /**
     * Makes a collection of records: an atom that holds them by their ids.
     *
     * @param id as {@link #atom(String, Doc)}
     * @param type the record class, or a sealed interface of records
     * @param <T> the same
     * @return the collection, empty unless the journal has it
     * @throws IllegalArgumentException if the hub has an atom of that id, or it is no id
     */
    public <T> RecordCollection<T> collection(String id, Class<T> type) {
        return RecordCollection.of(atom(id, AtomType.mapOf(type), PersistentMap.empty()), core.entropy());
    }

    /**
     * Makes a database: an atom that holds one, which clients reach by their {@code connection} of that id.
     *
     * @param id as {@link #atom(String, Doc)}
     * @param type its schema, the functions that its transactions can call, and what clients may ask of it
     * @return a connection to it, empty unless the journal has it
     * @throws IllegalArgumentException if the hub has an atom of that id, or it is no id
     * @throws io.entangle.value.InvalidValueException if what the journal holds is no database of that schema
     */
    public Connection connection(String id, DatabaseType type) {
        return Connection.of(atom(id, type, type.empty(), type.mutations()));
    }

    /**
     * Changes several atoms at one instant: every reader, in this process and in any other, sees all of it or nothing.
     *
     * @param body reads and changes atoms; may run more than once
     * @param <R> the type of its result
     * @return what {@code body} returned
     * @throws io.entangle.atom.RefusedException if a validator refuses a new value; nothing is changed then
     */
    public <R> R transact(Function<Transaction, R> body) {
        return Transaction.run(body);
    }

    /** {@return what a write survives once it is accepted, and an atom's change once it is seen} */
    public Durability durability() {
        return core.durability();
    }

    /**
     * {@return the values of an atom's fields that lost where both are kept, and that nobody has resolved}
     *
     * @param id the atom's id
     * @throws IllegalArgumentException if there is none of that id
     */
    public Future<Siblings> siblings(String id) {
        HostedAtom<?> hosted = core.find(id);
        if (hosted == null) {
            throw new IllegalArgumentException("the hub has no atom \"" + id + "\"; it has " + core.ids());
        }
        Promise<Siblings> promise = Promise.promise();
        core.run(() -> promise.complete(hosted.authority().siblings()));
        return promise.future();
    }

    /**
     * Sets who is told of what happens at this hub from now on: clients that come and go, entries of atoms that are
     * inserted, updated and deleted, conflicts, errors that clients are told of.
     *
     * @param key by which the listener can be replaced or taken away; compared by {@code equals}
     * @param listener is told on the hub's context and must not block; changes of an atom that follow fast are told as one
     */
    public void watch(Object key, Consumer<HubEvent> listener) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(listener, "listener");
        core.watch(key, listener);
    }

    /**
     * Takes a listener away.
     *
     * @param key the key it was registered by
     * @return whether there was one
     */
    public boolean unwatch(Object key) {
        return core.events().unwatch(key);
    }

    /**
     * Asks anew what the connections of a user may read, after what the authorizer answers has changed: by itself, that is
     * asked every {@link io.entangle.pubsub.access.AccessOptions#recheckEvery}. What they may read no longer they are not sent
     * any more, and are told to forget. What they may write is asked with every write.
     *
     * @param user the user's id
     * @return when all are asked about
     */
    public Future<Void> reauthorize(String user) {
        Objects.requireNonNull(user, "user");
        return recheck(user);
    }

    /**
     * Asks anew what all connections may read, as {@link #reauthorize(String)} does for a user's.
     *
     * @return when all are asked about
     */
    public Future<Void> reauthorize() {
        return recheck(null);
    }

    private Future<Void> recheck(@Nullable String user) {
        Promise<Void> done = Promise.promise();
        core.run(() -> core.trust().recheck(user).onComplete(done));
        return done.future();
    }

    /** {@return the events of the hub and its clients} */
    public ChannelServer channels() {
        return core.channels();
    }

    /** {@return the ids of the hub's atoms} */
    public Set<String> atomIds() {
        return core.ids();
    }

    /**
     * {@return a new router with the hub's addresses, to be mounted anywhere in an application's own} The application's
     * server should be made with {@link #serverOptions}.
     */
    public Router router() {
        Router router = Router.router(vertx);
        Origins origins = new Origins(options.allowedOrigins());
        OperationsEndpoint operations = new OperationsEndpoint(core);
        operations.mountCounting(router);
        new WebSocketEndpoint(core.limits().messages().maxBytes(), origins, core::opened).mount(router);
        new MessageEndpoint(core.messages(), origins, core::opened).mount(router);
        operations.mount(router);
        new HttpEndpoint(core.resources(), HttpOptions.DEFAULT, origins, new HubVisitors(core)).mount(router);
        return router;
    }

    /** {@return options for an HTTP server that the hub works well and safely in} */
    public HttpServerOptions serverOptions() {
        return listening.applied(WebSocketEndpoint.serverOptions(
                core.limits().messages().maxBytes(), options.heartbeat().plus(options.grace())));
    }

    /**
     * Listens on a port of the loopback interface, at {@value #DEFAULT_MOUNT_POINT}.
     *
     * @param port 0 for any free one
     * @return completes with this hub when it listens, fails if the port can't be had
     */
    public Future<Hub> start(int port) {
        return start(LOOPBACK, port);
    }

    /**
     * Listens on a port of an interface, at {@value #DEFAULT_MOUNT_POINT}. On others than loopback only if the hub has an
     * authenticator, or {@link HubBuilder#insecure} was said.
     *
     * @param host the interface's address
     * @param port 0 for any free one
     * @return completes with this hub when it listens, fails if the port can't be had, or if others could reach it who are
     *     asked nothing
     */
    public Future<Hub> start(String host, int port) {
        Promise<Hub> started = Promise.promise();
        listening
                .admit(vertx, host)
                .onFailure(started::fail)
                .onSuccess(admitted -> core.run(() -> listen(host, port, started)));
        return started.future();
    }

    /** Made on the hub's context, the server handles all connections there: no hops between threads. */
    private void listen(String host, int port, Promise<Hub> started) {
        core.open();
        Router root = Router.router(vertx);
        HttpEndpoint.answerFailures(root);
        root.route(DEFAULT_MOUNT_POINT + "/*").subRouter(router());
        new RequestDeadlines(vertx, options.grace(), IDLE)
                .guard(vertx.createHttpServer(serverOptions()), root)
                .listen(port, host)
                .onSuccess(bound -> {
                    server = bound;
                    started.complete(this);
                })
                .onFailure(error -> started.fail(new IllegalStateException(
                        "the hub can't listen on " + host + ":" + port + ": " + error.getMessage(), error)));
    }

    /**
     * {@return the port the hub listens on}
     *
     * @throws IllegalStateException if it does not
     */
    public int port() {
        HttpServer listening = server;
        if (listening == null) {
            throw new IllegalStateException("the hub does not listen");
        }
        return listening.actualPort();
    }

    /**
     * {@return when all connections are closed, cleanly, and the port is free again} The atoms go on by themselves, and
     * the hub can be started again.
     */
    public Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        core.run(() -> {
            core.close()
                    .compose(drained -> {
                        HttpServer listening = server;
                        return listening == null ? Future.<Void>succeededFuture() : listening.close();
                    })
                    .onComplete(stopped);
        });
        return stopped.future();
    }

    /**
     * Stops, and closes the journal if there is one: the atoms on it can be read on, and not be changed. Waits for that,
     * unless on an event loop.
     */
    @Override
    public void close() {
        Future<Void> stopped = stop().compose(done -> vertx.executeBlocking(() -> {
            core.closeJournal();
            return null;
        }));
        if (!Context.isOnEventLoopThread()) {
            stopped.toCompletionStage().toCompletableFuture().join();
        }
    }
}
