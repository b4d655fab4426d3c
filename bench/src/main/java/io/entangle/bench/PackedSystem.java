package io.entangle.bench;

import io.entangle.atom.Atom;
import io.entangle.clock.Entropy;
import io.entangle.clock.HybridClock;
import io.entangle.clock.SiteId;
import io.entangle.clock.TimeSource;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.packer.Packing;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.replica.Authority;
import io.entangle.replica.AuthorityOptions;
import io.entangle.replica.ReplicaState;
import io.entangle.replica.ToReplica;
import io.entangle.replica.ToReplica.Update;
import io.entangle.value.Doc;
import java.time.Duration;
import java.util.function.Supplier;

/** Ours: an authority and replicas with a packing between them, as a hub and its clients have it, without the sockets. */
final class PackedSystem implements W1System {
    private static final int HANDLE = 1;
    private static final String ID = "w1";

    private final Packer packer;

    PackedSystem(Packer packer) {
        this.packer = packer;
    }

    @Override
    public Origin origin(int versionsKept) {
        return new Hub(packer.atHub(Entropy.seeded(1)), versionsKept);
    }

    @Override
    public Copy copy() {
        return new Client(packer.atClient());
    }

    /** A thousand writes a second: that the stamps are measured too, and are the same in each run. */
    private static final class Metronome implements TimeSource {
        private long ms = 1_763_600_000_000L;

        @Override
        public long millis() {
            return ms;
        }

        @Override
        public long nanos() {
            return ms * 1_000_000;
        }
    }

    private static final class Hub implements Origin {
        private final Metronome time = new Metronome();
        private final Atom<Doc> atom = Atom.of(W1.initial());
        private final Authority<Doc> authority;
        private final Supplier<Packing> packings;

        Hub(Supplier<Packing> packings, int versionsKept) {
            this.packings = packings;
            Entropy entropy = Entropy.seeded(2);
            this.authority = new Authority<>(
                    atom,
                    entropy.nextLong(),
                    new HybridClock(time, SiteId.random(entropy)),
                    AuthorityOptions.<Doc>defaults().withRetention(versionsKept, Duration.ofHours(24)),
                    conflict -> {});
        }

        @Override
        public void write(W1.Write write) {
            time.ms++;
            atom.swap(write::into);
        }

        @Override
        public Doc value() {
            return atom.get();
        }

        @Override
        public Feed connect() {
            return new Connection(authority, packings.get());
        }
    }

    private static final class Connection implements Feed {
        private final Authority<Doc> authority;
        private final Packing packing;
        private Authority<Doc>.Subscription subscription;

        Connection(Authority<Doc> authority, Packing packing) {
            this.authority = authority;
            this.packing = packing;
        }

        @Override
        public Packed answer(Packed request) {
            Frame.Subscribe subscribe = (Frame.Subscribe) packing.unpack(request);
            subscription = authority.subscribe("client", subscribe.request());
            return packing.pack(new Frame.Subscribed(HANDLE, ID, subscription.opening()));
        }

        @Override
        public Packed next() {
            Update update = subscription.next();
            return update == null ? null : packing.pack(new Frame.Told(HANDLE, update));
        }
    }

    private static final class Client implements Copy {
        private final Supplier<Packing> packings;
        private Packing packing;
        private ReplicaState state = ReplicaState.empty();

        Client(Supplier<Packing> packings) {
            this.packings = packings;
        }

        @Override
        public Packed request() {
            packing = packings.get();
            return packing.pack(new Frame.Subscribe(ID, state.subscribe()));
        }

        @Override
        public void receive(Packed message) {
            Frame frame = packing.unpack(message);
            ToReplica said = frame instanceof Frame.Told event ? event.message() : ((Frame.Subscribed) frame).opening();
            ReplicaState.Received received = state.receive(said);
            if (received.resubscribe()) {
                throw new IllegalStateException("a message was missed");
            }
            state = received.state();
        }

        @Override
        public Doc value() {
            return state.confirmed();
        }

        @Override
        public Copy fork() {
            Client other = new Client(packings);
            other.state = state;
            return other;
        }
    }
}
