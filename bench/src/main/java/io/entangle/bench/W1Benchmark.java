package io.entangle.bench;

import io.entangle.bench.W1System.Copy;
import io.entangle.bench.W1System.Feed;
import io.entangle.bench.W1System.Origin;
import io.entangle.pubsub.packer.Packed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The times of W1, all on one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class W1Benchmark {
    /** What all share: the writes, and the messages that a live copy is sent for them. */
    @State(Scope.Thread)
    public static class Messages {
        @Param("compact")
        public String system;

        @Param("20000")
        public int updates;

        private List<W1.Write> writes;
        private Packed snapshot;
        private final List<Packed> sent = new ArrayList<>();
        private long digest;

        @Setup
        public void setUp() {
            writes = W1.writes(updates);
            Origin origin = system().origin(1);
            Feed feed = origin.connect();
            snapshot = feed.answer(system().copy().request());
            for (W1.Write write : writes) {
                origin.write(write);
                Packed update = feed.next();
                if (update != null) {
                    sent.add(update);
                }
            }
            digest = origin.value().digest();
        }

        W1System system() {
            return W1System.named(system);
        }

        Copy copy() {
            Copy copy = system().copy();
            copy.request();
            return copy;
        }

        void require(long found) {
            if (found != digest) {
                throw new IllegalStateException("a copy differs from the origin: nothing is measured");
            }
        }
    }

    /** A copy that has the document as it was before the first write. */
    @State(Scope.Thread)
    public static class Live {
        private Copy copy;

        @Setup(Level.Invocation)
        public void setUp(Messages messages) {
            copy = messages.copy();
            copy.receive(messages.snapshot);
        }

        @TearDown(Level.Invocation)
        public void check(Messages messages) {
            messages.require(copy.value().digest());
        }
    }

    /** An origin before the first write, with a live copy. */
    @State(Scope.Thread)
    public static class Fresh {
        private Origin origin;
        private Feed feed;

        @Setup(Level.Invocation)
        public void setUp(Messages messages) {
            origin = messages.system().origin(1);
            feed = origin.connect();
            feed.answer(messages.system().copy().request());
        }

        @TearDown(Level.Invocation)
        public void check(Messages messages) {
            messages.require(origin.value().digest());
        }
    }

    /** An origin and a live copy on which write after write is made. */
    @State(Scope.Thread)
    public static class Pair {
        private Origin origin;
        private Feed feed;
        private Copy copy;
        private int next;

        @Setup(Level.Iteration)
        public void setUp(Messages messages) {
            origin = messages.system().origin(1);
            feed = origin.connect();
            copy = messages.system().copy();
            copy.receive(feed.answer(copy.request()));
            next = 0;
        }

        @TearDown(Level.Iteration)
        public void check() {
            W1Bytes.requireEqual(origin.value(), copy.value());
        }
    }

    /** A copy that has missed the second half of the writes, again and again. */
    @State(Scope.Thread)
    public static class Behind {
        private Origin origin;
        private Copy halted;
        private Feed feed;
        private int more;

        private Copy copy;
        private Packed request;

        @Setup
        public void setUp(Messages messages) {
            int half = messages.updates / 2;
            origin = messages.system().origin(Integer.MAX_VALUE);
            Feed before = origin.connect();
            halted = messages.system().copy();
            halted.receive(before.answer(halted.request()));
            for (W1.Write write : messages.writes.subList(0, half)) {
                origin.write(write);
                Packed update = before.next();
                if (update != null) {
                    halted.receive(update);
                }
            }
            feed = origin.connect();
            messages.writes.subList(half, messages.updates).forEach(origin::write);
        }

        /** One more write, so that the answer has to be found anew. */
        @Setup(Level.Invocation)
        public void fallBehind() {
            origin.write(new W1.Write(0, W1.STRINGS, ++more));
            copy = halted.fork();
            request = copy.request();
        }

        @TearDown(Level.Invocation)
        public void check() {
            W1Bytes.requireEqual(origin.value(), copy.value());
        }
    }

    /** All updates, unpacked and applied. */
    @Benchmark
    public void apply(Messages messages, Live live) {
        for (Packed update : messages.sent) {
            live.copy.receive(update);
        }
    }

    /** All writes, made and packed. */
    @Benchmark
    public int write(Messages messages, Fresh fresh) {
        int bytes = 0;
        for (W1.Write write : messages.writes) {
            fresh.origin.write(write);
            Packed update = fresh.feed.next();
            bytes += update == null ? 0 : update.size();
        }
        return bytes;
    }

    /** One write, until it is applied at the copy. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public void hop(Messages messages, Pair pair) {
        pair.origin.write(messages.writes.get(pair.next));
        pair.next = (pair.next + 1) % messages.updates;
        Packed update = pair.feed.next();
        if (update != null) {
            pair.copy.receive(update);
        }
    }

    /** The whole document, unpacked. */
    @Benchmark
    public Copy load(Messages messages) {
        Copy copy = messages.copy();
        copy.receive(messages.snapshot);
        return copy;
    }

    /** What was missed: found, packed, unpacked and applied. */
    @Benchmark
    public void catchUp(Behind behind) {
        behind.copy.receive(behind.feed.answer(behind.request));
    }
}
