package io.entangle.pubsub.hub;

import io.entangle.atom.Atom;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.journal.Durability;
import io.entangle.journal.DurableAtoms;
import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.channel.ChannelServer;
import io.entangle.pubsub.http.AtomResource;
import io.entangle.pubsub.http.AtomResources;
import io.entangle.pubsub.metrics.Meters;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.packer.Packing;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.transport.MessageEndpoint;
import io.entangle.pubsub.transport.Peer;
import io.entangle.replica.Authority;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.Journaling;
import io.entangle.replica.WriteOrder;
import io.entangle.value.Doc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The hub behind its public face: all that happens to sessions and authorities happens on one Vert.x context. */
final class HubCore {
    private static final long TIDY_MS = 10_000;
    private static final long LAG_MS = 1_000;
    private static final long IDLE_PAUSE_NANOS = 5_000_000;

    private final Context context;
    private final HubOptions options;
    private final Limits limits;
    private final TimeSource time;
    private final Entropy entropy;
    private final HybridClock clock;
    private final HubEvents events;
    private final Gate gate;
    private final Meters meters;
    private final Access access;
    private final Trust trust;
    private final ChannelServer channels;
    private final Map<String, HostedAtom<?>> atoms = new ConcurrentHashMap<>();
    private final AtomicInteger lastHandle = new AtomicInteger();
    private final Sessions sessions;
    private final List<Long> timers = new ArrayList<>();
    private final Vertx vertx;
    private final Publisher publisher;
    /** Of the atoms that were there when somebody first wanted to be told of changes, or have changed since. */
    private final Map<HostedAtom<?>, EntryChanges<?>> entryChanges = new ConcurrentHashMap<>();

    private final Map<Packer, Supplier<Packing>> packings = new HashMap<>();
    /** Null if the atoms are in memory. */
    private final @Nullable DurableAtoms durable;
    /** Null if the atoms are in memory. */
    private final @Nullable WriteOrder order;

    private final HostedResources resources;
    private final OtherHubs others;

    private volatile boolean isClosing;

    HubCore(
            Vertx vertx,
            HubOptions options,
            Limits limits,
            TimeSource time,
            Entropy entropy,
            HubEvents events,
            Gate gate,
            Meters meters,
            @Nullable Function<HybridClock, DurableAtoms.Builder> journal,
            boolean makesAtoms) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.options = options;
        this.limits = limits;
        this.time = time;
        this.entropy = entropy;
        this.clock = new HybridClock(time, SiteId.random(entropy));
        this.events = events;
        this.publisher = new Publisher(this);
        this.sessions = new Sessions(this, beatMs() * 1_000_000);
        this.gate = gate;
        this.meters = meters;
        this.access = new Access(gate, new FailedProofs(limits.connections().maxFailuresPerMinute()), time, this::run);
        this.trust = new Trust(this, gate.trust());
        this.channels = new ChannelServer(new HubSurroundings(this), gate.channels());
        this.durable = journal == null
                ? null
                : journal.apply(clock).watchesOn(this::later).build();
        this.order = durable == null ? null : new WriteOrder(durable, this::later);
        this.resources = new HostedResources(vertx, this, durable, makesAtoms);
        this.others = new OtherHubs(vertx, this, durable, makesAtoms ? resources::opened : null);
        meters.hub(sessions);
        Packer.all().forEach(packer -> packings.put(packer, packer.atHub(entropy, limits.messages())));
        open();
    }

    /** Begins to watch over sessions and atoms; does nothing if it has begun. */
    void open() {
        long heartbeatMs = options.heartbeat().toMillis();
        run(() -> {
            isClosing = false;
            if (timers.isEmpty()) {
                timers.add(vertx.setPeriodic(beatMs(), tick -> sessions.advance()));
                timers.add(vertx.setPeriodic(heartbeatMs, tick -> atoms.values().forEach(HostedAtom::announceHead)));
                timers.add(vertx.setPeriodic(TIDY_MS, tick -> channels.tidy()));
                if (!access.isOpen()) {
                    timers.add(vertx.setPeriodic(trust.tickMs(), tick -> trust.advance()));
                }
                if (meters.isOn()) {
                    timers.add(vertx.setPeriodic(LAG_MS, tick -> atoms.values().forEach(HostedAtom::measure)));
                }
                inMemory().forEach(hosted -> hosted.follow(() -> publisher.changed(hosted)));
            }
        });
    }

    /** How exactly silence is noticed. */
    private long beatMs() {
        return Math.max(
                1, Math.min(options.grace().toMillis(), options.heartbeat().toMillis()) / 4);
    }

    HubOptions options() {
        return options;
    }

    Limits limits() {
        return limits;
    }

    /** {@return how the frames of a new connection are packed} */
    Packing packing(Packer packer) {
        return packings.getOrDefault(packer, () -> packer).get();
    }

    TimeSource time() {
        return time;
    }

    Entropy entropy() {
        return entropy;
    }

    HybridClock clock() {
        return clock;
    }

    HubEvents events() {
        return events;
    }

    Meters meters() {
        return meters;
    }

    boolean isClosing() {
        return isClosing;
    }

    Access access() {
        return access;
    }

    Trust trust() {
        return trust;
    }

    ChannelServer channels() {
        return channels;
    }

    /** {@return what the application has for a client that connects} */
    Doc handshake(Identity identity) {
        return gate.handshake().apply(identity);
    }

    <T> Future<T> blocking(Callable<T> task) {
        return context.executeBlocking(task);
    }

    Context context() {
        return context;
    }

    /** Runs a task on the hub's context: now, if this is it. */
    void run(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(now -> task.run());
        }
    }

    private void later(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    Publisher publisher() {
        return publisher;
    }

    Sessions sessions() {
        return sessions;
    }

    Collection<HostedAtom<?>> atoms() {
        return atoms.values();
    }

    void after(long nanos, Runnable task) {
        vertx.setTimer(1 + nanos / 1_000_000, now -> run(task));
    }

    /** {@return what an accepted write survives} */
    Durability durability() {
        return durable == null ? Durability.MEMORY : durable.journal().durability();
    }

    /** Makes an atom, or opens the one the journal has, and hosts it. */
    synchronized <T> Atom<T> open(String id, Atom.Builder<T> builder, T initial, AuthorityOptions<T> settings) {
        checkAbsent(id);
        Atom<T> atom = durable == null
                ? builder.build(initial)
                : durable.atom(id, builder, initial, settings.retainedVersions());
        host(id, atom, settings);
        return atom;
    }

    synchronized <T> void host(String id, Atom<T> atom, AuthorityOptions<T> settings) {
        checkAbsent(id);
        host(
                id,
                atom,
                settings,
                durable == null || order == null
                        ? null
                        : new Journaling<>(durable.behind(atom), clock, durable.snapshotEvery(), order));
    }

    /** Hosts an atom that is in memory whether or not there is a journal. */
    synchronized <T> Atom<T> hostInMemory(String id, Atom<T> atom) {
        checkAbsent(id);
        host(id, atom, AuthorityOptions.defaults(), null);
        return atom;
    }

    private <T> void host(String id, Atom<T> atom, AuthorityOptions<T> settings, @Nullable Journaling<T> journaling) {
        long epoch = journaling == null ? entropy.nextLong() : journaling.epoch();
        Authority<T> authority = new Authority<>(atom, epoch, clock, settings, events.of(id), journaling);
        HostedAtom<T> hosted = new HostedAtom<>(
                id, lastHandle.incrementAndGet(), authority, new WriteCheck(limits.writes()), time, journaling != null);
        atoms.put(id, hosted);
        if (events.areWatched()) {
            entryChanges(hosted);
        }
        if (journaling == null) {
            hosted.follow(() -> publisher.changed(hosted));
        } else {
            Runnable news = () -> {
                hosted.waits();
                publisher.mark(hosted);
            };
            journaling.onNews(news, publisher::schedule);
            journaling.onAnew(next -> later(() -> beginAnew(hosted, next, settings)));
        }
    }

    /** An atom goes on with another history than the one that sessions were told of: they end, and the clients come back. */
    private <T> void beginAnew(HostedAtom<T> older, Journaling<T> journaling, AuthorityOptions<T> settings) {
        host(older.id(), older.authority().atom(), settings, journaling);
        entryChanges.remove(older);
        String why = "\"" + older.id() + "\" goes on with another history";
        List.copyOf(older.sessions()).forEach(session -> session.fail(ErrorCode.CLOSING, null, why));
    }

    /** Hosts an atom in memory no longer; it is gone for those who have replicas of it. */
    void withdraw(String id) {
        HostedAtom<?> hosted = atoms.remove(id);
        if (hosted != null) {
            hosted.unfollow();
        }
    }

    private List<HostedAtom<?>> inMemory() {
        List<HostedAtom<?>> all = new ArrayList<>(atoms.values());
        all.removeIf(HostedAtom::isJournaled);
        return all;
    }

    /** Tells who wants to know of what has changed in some atoms, entry by entry. */
    void tellChanges(Collection<HostedAtom<?>> changed) {
        if (events.areWatched()) {
            for (HostedAtom<?> atom : changed) {
                if (!AtomIds.isHubsOwn(atom.id())) {
                    entryChanges(atom).tell(events::tell);
                }
            }
        }
    }

    private EntryChanges<?> entryChanges(HostedAtom<?> atom) {
        return entryChanges.computeIfAbsent(
                atom, one -> new EntryChanges<>(one.id(), one.authority().atom()));
    }

    /** Sets who is told of what happens from now on. */
    void watch(Object key, Consumer<HubEvent> listener) {
        events.watch(key, listener);
        atoms.values().forEach(this::entryChanges);
    }

    /** What is written down by now may be told of. */
    void advance() {
        if (order != null) {
            order.advance();
        }
    }

    boolean isJournaled() {
        return order != null;
    }

    private void checkAbsent(String id) {
        if (atoms.containsKey(id)) {
            throw new IllegalArgumentException("the hub has an atom \"" + id + "\" already");
        }
    }

    /** Writes down what waits and ends the use of the journal. Waits for that. */
    void closeJournal() {
        if (durable != null) {
            durable.close();
        }
    }

    /** {@return the atoms as HTTP sees them} */
    AtomResources resources() {
        return resources;
    }

    /** {@return what other hubs on the same journal have done} */
    OtherHubs others() {
        return others;
    }

    <T> AtomResource resource(HostedAtom<T> hosted) {
        return new HostedResource<>(
                vertx,
                this,
                hosted,
                durable == null || !hosted.isJournaled()
                        ? null
                        : durable.behind(hosted.authority().atom()));
    }

    @Nullable
    HostedAtom<?> find(String id) {
        return atoms.get(id);
    }

    Set<String> ids() {
        return Set.copyOf(atoms.keySet());
    }

    /** {@return what connections without WebSockets need} */
    MessageEndpoint.Settings messages() {
        return new MessageEndpoint.Settings(
                vertx, this::run, entropy, limits.messages().maxBytes(), options.grace(), options.heartbeat());
    }

    /** A new connection. Called on the peer's context, which need not be the hub's. */
    Peer.Handler opened(Peer peer) {
        Session session = new Session(peer, this);
        run(() -> {
            Entrance.Refusal refusal = sessions.opened(session);
            if (isClosing) {
                session.fail(ErrorCode.CLOSING, null, "the hub is closing");
            } else if (refusal != null) {
                session.refuse(refusal);
            }
        });
        return new Peer.Handler() {
            @Override
            public void received(Packed message) {
                // Where it has to go to the hub's context first, what follows it would be read before it is counted.
                boolean waits = limits.rates().areOn() && Vertx.currentContext() != context;
                if (waits) {
                    peer.pause();
                }
                run(() -> {
                    session.received(message);
                    if (!peer.isWritable() || session.isBusy()) {
                        peer.pause();
                    } else if (waits) {
                        peer.resume();
                    }
                });
            }

            @Override
            public void drained() {
                run(() -> {
                    if (!session.isBusy()) {
                        peer.resume();
                    }
                    session.drained();
                });
            }

            @Override
            public void heard() {
                run(session::heard);
            }

            @Override
            public void broken(ErrorCode code) {
                run(() -> session.broken(code));
            }

            @Override
            public void closed(int code, String reason) {
                run(session::closed);
            }

            @Override
            public Future<Boolean> admits(MultiMap headers, String remoteAddress) {
                return session.proof().admits(headers, remoteAddress);
            }
        };
    }

    /**
     * Takes no more connections, lets what was begun come to an end, and closes those there are.
     *
     * @return when all are closed
     */
    Future<Void> close() {
        isClosing = true;
        sessions.all().forEach(Session::pause);
        Promise<Void> idle = Promise.promise();
        awaitIdle(time.nanos() + options.grace().toNanos(), idle);
        return idle.future().compose(done -> {
            channels.flush();
            return sessions.drain();
        });
    }

    private void awaitIdle(long untilNanos, Promise<Void> idle) {
        if (channels.isIdle() || time.nanos() > untilNanos) {
            timers.forEach(vertx::cancelTimer);
            timers.clear();
            inMemory().forEach(HostedAtom::unfollow);
            idle.complete();
        } else {
            after(IDLE_PAUSE_NANOS, () -> awaitIdle(untilNanos, idle));
        }
    }
}
