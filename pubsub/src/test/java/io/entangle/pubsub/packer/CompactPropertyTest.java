package io.entangle.pubsub.packer;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.atom.Atom;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.delta.Delta;
import io.entangle.pubsub.protocol.EntangleException;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Authority;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.Delivery;
import io.entangle.replica.Mutations;
import io.entangle.replica.PendingWrite;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ToAuthority;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Update;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** One hub and its clients, which write, are slow, go away and come back; what they say to each other is packed. */
final class CompactPropertyTest {
    private static final int CASES = 500;
    private static final int STEPS = 120;

    @Test
    void conversation_ofManyClients_leavesAllEqual() {
        Laws.check(CASES, random -> new Conversation(random).run());
    }

    private static final class Conversation {
        private final Random random;
        private final SteppedTime time = new SteppedTime();
        private final Atom<Doc> atom;
        private final Supplier<Packing> hub;
        private final List<Hosted> hosted = new ArrayList<>();
        private final List<Client> clients = new ArrayList<>();

        Conversation(Random random) {
            this.random = random;
            this.atom = Atom.of(Docs.container(random, 60));
            this.hub = Packer.compact().atHub(Entropy.seeded(random.nextLong()));
            for (int handle = 1; handle <= 2; handle++) {
                hosted.add(new Hosted(handle, handle == 1 ? atom : Atom.of(Docs.container(random, 10)), this));
            }
            for (int i = 0; i < 4; i++) {
                clients.add(new Client("client-" + i, this));
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                time.pass(random.nextInt(3) == 0 ? random.nextInt(5_000) : random.nextInt(2));
                Hosted one = hosted.get(random.nextInt(hosted.size()));
                Client client = clients.get(random.nextInt(clients.size()));
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> one.change(random);
                    case 3 -> client.write(one, random);
                    case 4 -> client.reconnect(random.nextInt(3) == 0);
                    case 5 -> client.subscribe(random.nextBoolean() ? List.of(one) : hosted);
                    case 6 -> client.damaged(one);
                    default -> client.take(one);
                }
            }
            for (Client client : clients) {
                for (Hosted one : hosted) {
                    client.subscribe(List.of(one));
                    ReplicaState state = client.state(one);
                    assertThat(state.confirmed()).isEqualTo(one.atom.get());
                    assertThat(state.version().number())
                            .isEqualTo(one.authority.head().version().number());
                }
            }
        }
    }

    private static final class Hosted {
        private final int handle;
        private final Atom<Doc> atom;
        private final Authority<Doc> authority;
        private final Conversation in;
        /** As a hub does it: whoever packs an update first does so for all. */
        private final Map<Update, Packed> packed = new IdentityHashMap<>();

        Hosted(int handle, Atom<Doc> atom, Conversation in) {
            this.handle = handle;
            this.atom = atom;
            this.in = in;
            this.authority = new Authority<>(
                    atom,
                    in.random.nextLong(),
                    new HybridClock(in.time, new SiteId(in.random.nextLong())),
                    AuthorityOptions.<Doc>defaults().withRetention(1 + in.random.nextInt(20), Duration.ofHours(24)),
                    conflict -> {});
        }

        String id() {
            return "atom-" + handle;
        }

        /** Most of these keys are used for a while and never again. */
        void change(Random random) {
            Doc before = atom.get();
            Doc after = Docs.mutate(random, before);
            if (after.isMap() && random.nextBoolean()) {
                after = after.with(Docs.key(random) + random.nextInt(1_000), Docs.random(random, 30));
            }
            if (after.isMap() && random.nextInt(3) == 0) {
                Doc passing = Doc.of();
                for (int i = 0; i < 30; i++) {
                    passing = passing.with("key" + random.nextInt(5_000), i);
                }
                after = after.with("passing", passing);
            }
            Doc made = after;
            atom.swap(current -> made);
        }

        Packed packed(Update update, Packing packing) {
            return packed.computeIfAbsent(update, one -> packing.pack(new Frame.Told(handle, one)));
        }
    }

    private static final class Client {
        private final String name;
        private final Conversation in;
        private final SiteId site;
        private final Delivery delivery;
        private final HybridClock clock;
        private final Map<Hosted, ReplicaState> states = new HashMap<>();
        private final Map<Hosted, Authority<Doc>.Subscription> subscriptions = new HashMap<>();
        private Supplier<Packing> memory = Packer.compact().atClient();
        private Packing here;
        private Packing there;

        Client(String name, Conversation in) {
            this.name = name;
            this.in = in;
            this.site = new SiteId(in.random.nextLong());
            this.delivery = in.random.nextInt(3) == 0 ? Delivery.EVERY_VERSION : Delivery.LATEST;
            this.clock = new HybridClock(in.time, site);
            this.here = memory.get();
            this.there = in.hub.get();
        }

        ReplicaState state(Hosted hosted) {
            return states.getOrDefault(hosted, ReplicaState.empty(AtomType.doc(), Mutations.none(), delivery));
        }

        void reconnect(boolean forgetful) {
            if (forgetful) {
                memory = Packer.compact().atClient();
                states.clear();
            }
            here = memory.get();
            there = in.hub.get();
            subscriptions.clear();
        }

        /** As clients do it: all in one batch, and all answers in another. */
        void subscribe(List<Hosted> several) {
            List<Frame> requests = new ArrayList<>();
            several.forEach(hosted ->
                    requests.add(new Frame.Subscribe(hosted.id(), state(hosted).subscribe())));
            Frame.Batch asked = (Frame.Batch) there.unpack(here.pack(new Frame.Batch(requests)));
            assertThat(asked.frames()).isEqualTo(requests);
            List<Frame> answers = new ArrayList<>();
            for (int i = 0; i < several.size(); i++) {
                Hosted hosted = several.get(i);
                ToAuthority.Subscribe request =
                        ((Frame.Subscribe) asked.frames().get(i)).request();
                Authority<Doc>.Subscription subscription = hosted.authority.subscribe(name, request);
                subscriptions.put(hosted, subscription);
                answers.add(new Frame.Subscribed(hosted.handle, hosted.id(), subscription.opening()));
            }
            Frame.Batch read = (Frame.Batch) here.unpack(there.pack(new Frame.Batch(answers)));
            assertThat(read.frames()).isEqualTo(answers);
            for (int i = 0; i < several.size(); i++) {
                receive(several.get(i), ((Frame.Subscribed) answers.get(i)).opening());
            }
        }

        void take(Hosted hosted) {
            Authority<Doc>.Subscription subscription = subscriptions.get(hosted);
            Update update = subscription == null ? null : subscription.next();
            if (update != null) {
                Frame.Told event = (Frame.Told) here.unpack(hosted.packed(update, there));
                assertThat(event).isEqualTo(new Frame.Told(hosted.handle, update));
                receive(hosted, event.message());
            }
        }

        /** What comes damaged is refused, or another frame; either way nothing is relied on after it. */
        void damaged(Hosted hosted) {
            Authority<Doc>.Subscription subscription = subscriptions.get(hosted);
            Update update = subscription == null ? null : subscription.next();
            if (update != null) {
                assertFrameOrMalformed(here, damaged(hosted.packed(update, there)));
                memory = Packer.compact().atClient();
                reconnect(false);
            }
            assertFrameOrMalformed(
                    in.hub.get(),
                    damaged(here.pack(
                            new Frame.Subscribe(hosted.id(), state(hosted).subscribe()))));
        }

        private Packed damaged(Packed packed) {
            byte[] bytes = packed.bytes().getBytes();
            for (int i = in.random.nextInt(3); i >= 0; i--) {
                bytes[in.random.nextInt(bytes.length)] = (byte) in.random.nextInt(256);
            }
            int length = in.random.nextInt(3) == 0 ? in.random.nextInt(bytes.length) : bytes.length;
            return Packed.of(Buffer.buffer(Arrays.copyOf(bytes, length)));
        }

        private static void assertFrameOrMalformed(Packing packing, Packed damaged) {
            try {
                assertThat(packing.unpack(damaged)).isNotNull();
            } catch (EntangleException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED);
            }
        }

        void write(Hosted hosted, Random random) {
            ReplicaState state = state(hosted);
            if (state.version() == null || !subscriptions.containsKey(hosted)) {
                return;
            }
            Doc after = Docs.mutate(random, state.local());
            Delta delta = AtomType.doc().diff(state.local(), after);
            if (delta.isEmpty()) {
                return;
            }
            ReplicaState written = state.write(delta, after, clock.now(), 1);
            states.put(hosted, written);
            PendingWrite pending = written.pending().get(written.pending().size() - 1);
            Frame.Write sent = (Frame.Write) there.unpack(here.pack(new Frame.Write(hosted.handle, pending.message())));
            assertThat(sent.write().by(site)).isEqualTo(pending.message());
            ToReplica outcome = hosted.authority.write(name, sent.write().by(site));
            Frame.Told event = (Frame.Told) here.unpack(there.pack(new Frame.Told(hosted.handle, outcome)));
            receive(hosted, event.message());
        }

        private void receive(Hosted hosted, ToReplica message) {
            states.put(hosted, state(hosted).receive(message).state());
        }
    }

    private static final class SteppedTime implements TimeSource {
        private long ms = 1_763_600_000_000L;

        void pass(long more) {
            ms += more;
        }

        @Override
        public long millis() {
            return ms;
        }

        @Override
        public long nanos() {
            return ms * 1_000_000;
        }
    }
}
