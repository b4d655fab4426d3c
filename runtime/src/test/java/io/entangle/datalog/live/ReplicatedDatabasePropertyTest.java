package io.entangle.datalog.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.atom.RefusedException;
import io.entangle.clock.HybridClock;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.datalog.Database;
import io.entangle.datalog.Index;
import io.entangle.datalog.Schema;
import io.entangle.datalog.edn.Keyword;
import io.entangle.replica.Authority;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.Delivery;
import io.entangle.replica.Intent;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ReplicaState.Received;
import io.entangle.replica.ToAuthority.Write;
import io.entangle.replica.ToReplica;
import io.entangle.testing.Laws;
import io.entangle.value.Doc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Replicas that transact at the same time, over connections that break at any moment. Each transaction says in its own datoms that
 * it took effect: which did, and how often, is counted by those, not by what the machinery says.
 */
final class ReplicatedDatabasePropertyTest {
    private static final int CASES = 150;
    private static final int REPLICAS = 3;
    private static final Keyword ADD = Keyword.of("db/add");
    private static final Keyword OP = Keyword.of("op");
    private static final Keyword NAME = Keyword.of("name");
    private static final Keyword COUNT = Keyword.of("count");

    private static final DatabaseType TYPE = DatabaseType.of(Schema.parse("""
            {:name {:db/unique :db.unique/identity}
             :tags {:db/cardinality :db.cardinality/many}}
            """));

    private static final TimeSource TIME = new TimeSource() {
        @Override
        public long millis() {
            return 1_000_000;
        }

        @Override
        public long nanos() {
            return 0;
        }
    };

    private static final class Hub {
        private final Atom<Database> atom = Atom.of(TYPE, TYPE.empty());
        private final Authority<Database> authority = new Authority<>(
                atom,
                7,
                new HybridClock(TIME, new SiteId(99)),
                AuthorityOptions.<Database>defaults()
                        .withMutations(TYPE.mutations())
                        .withRetention(8, Duration.ofDays(1)),
                conflict -> {});
    }

    /** A replica and its connection. */
    private static final class Copy {
        private final Hub hub;
        private final String client;
        private final HybridClock clock;
        private final Map<Long, String> made = new HashMap<>();
        private final Set<String> refused = new HashSet<>();
        private ReplicaState state = ReplicaState.empty(TYPE, TYPE.mutations(), Delivery.LATEST);
        private Authority<Database>.Subscription subscription;
        private long sent;

        Copy(Hub hub, int number) {
            this.hub = hub;
            this.client = "replica " + number;
            this.clock = new HybridClock(TIME, new SiteId(number));
            connect();
        }

        void connect() {
            subscription = hub.authority.subscribe(client, state.subscribe());
            sent = 0;
            receive(subscription.opening());
        }

        boolean transact(String op, Random random) {
            List<Object> txData = new ArrayList<>(List.of(List.of(ADD, Keyword.of("db/current-tx"), OP, op)));
            switch (random.nextInt(5)) {
                case 0 -> txData.add(Map.of(NAME, "n" + random.nextInt(4), Keyword.of("by"), op));
                case 1 -> txData.add(List.of(ADD, "new", Keyword.of("tags"), op));
                case 2 -> txData.add(List.of(ADD, List.of(NAME, "n" + random.nextInt(4)), Keyword.of("tags"), op));
                case 3 -> txData.add(List.of(Keyword.of("db/retractEntity"), List.of(NAME, "n" + random.nextInt(4))));
                default -> {
                    Object count = count(shown());
                    long next = count == null ? 1 : (Long) count + 1;
                    List<Object> cas = new ArrayList<>(List.of(Keyword.of("db/cas"), 1L, COUNT));
                    cas.add(count);
                    cas.add(next);
                    txData.add(cas);
                }
            }
            try {
                Intent call = new Intent.Call(DatabaseType.TRANSACT, Transact.arguments(txData));
                made.put(state.nextSequence(), op);
                state = state.write(call, clock.now(), 1);
                return true;
            } catch (RefusedException refusedHere) {
                return false;
            }
        }

        Database shown() {
            return TYPE.decode(state.local());
        }

        /** Sends the next pending write; its answer may be lost. */
        void send(boolean isAnswerLost) {
            for (PendingWrite write : state.pending()) {
                if (write.sequence() > sent && write.acceptedIn() == PendingWrite.NOT_YET) {
                    sent = write.sequence();
                    HybridTimestamp written = write.written();
                    ToReplica answer = hub.authority.write(
                            client, new Write(write.sequence(), write.seen(), written, write.intent()));
                    if (!isAnswerLost) {
                        receive(answer);
                    }
                    return;
                }
            }
        }

        void update() {
            ToReplica notice = subscription.notice();
            if (notice != null) {
                receive(notice);
            }
            ToReplica update = subscription.next();
            if (update != null) {
                receive(update);
            }
        }

        private void receive(ToReplica message) {
            Received received = state.receive(message);
            assertThat(received.diverged()).isFalse();
            received.refused().forEach(write -> {
                assertThat(write.refusal().reason()).startsWith(":");
                refused.add(made.get(write.write().sequence()));
            });
            state = received.state();
            if (received.resubscribe()) {
                connect();
            }
        }

        void finish() {
            while (!state.pending().isEmpty()) {
                connect();
                send(false);
                update();
            }
            update();
        }
    }

    private static Object count(Database database) {
        return database.entity(1L) == null ? null : database.entity(1L).get(COUNT);
    }

    @Test
    void transactions_atSeveralReplicas_takeEffectOnceOrAreRefused_andAllAreEqual() {
        int[] outcomes = new int[2];
        Laws.check(CASES, random -> {
            Hub hub = new Hub();
            List<Copy> copies = new ArrayList<>();
            for (int i = 0; i < REPLICAS; i++) {
                copies.add(new Copy(hub, i));
            }
            Set<String> transacted = new HashSet<>();
            for (int step = 0; step < 60; step++) {
                Copy copy = copies.get(random.nextInt(REPLICAS));
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        String op = copy.client + "/" + step;
                        if (copy.transact(op, random)) {
                            transacted.add(op);
                        }
                    }
                    case 2, 3 -> copy.send(random.nextInt(5) == 0);
                    case 4 -> copy.update();
                    default -> copy.connect();
                }
            }
            copies.forEach(Copy::finish);
            copies.forEach(Copy::update);

            Database database = hub.atom.get();
            List<Object> tookEffect =
                    database.datoms(Index.AEVT, OP).map(datom -> datom.value()).toList();
            Set<String> refused = new HashSet<>();
            copies.forEach(copy -> refused.addAll(copy.refused));
            assertThat(tookEffect).doesNotHaveDuplicates().noneMatch(refused::contains);
            Set<Object> all = new HashSet<>(tookEffect);
            all.addAll(refused);
            assertThat(all).isEqualTo(transacted);
            assertThat(database.maxTx() - Database.FIRST_TX).isEqualTo(tookEffect.size());
            assertThat(hub.atom.version()).isEqualTo(tookEffect.size());
            Doc expected = TYPE.encode(database);
            for (Copy copy : copies) {
                assertThat(copy.state.confirmed()).isEqualTo(expected);
                assertThat(Databases.all(copy.shown())).isEqualTo(Databases.all(database));
            }
            outcomes[0] += tookEffect.size();
            outcomes[1] += refused.size();
        });

        if (System.getProperty("seed") == null) {
            assertThat(outcomes[1]).as("refused, beside " + outcomes[0]).isPositive();
        }
    }
}
