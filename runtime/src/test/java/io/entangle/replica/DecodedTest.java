package io.entangle.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.atom.Version;
import io.entangle.clock.HybridTimestamp;
import io.entangle.clock.SiteId;
import io.entangle.delta.Delta;
import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import io.entangle.value.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DecodedTest {
    private static final AtomType<Counter> COUNTER = AtomType.of(Counter.class);

    private int decoded;

    record Counter(long n, String name) {}

    /** Counters, and how often a whole document was decoded. */
    private final AtomType<Counter> counting = new AtomType<>() {
        @Override
        public String name() {
            return COUNTER.name();
        }

        @Override
        public Delta diff(Counter before, Counter after) {
            return COUNTER.diff(before, after);
        }

        @Override
        public Counter apply(Counter before, Delta delta) {
            return COUNTER.apply(before, delta);
        }

        @Override
        public Doc encode(Counter value) {
            return COUNTER.encode(value);
        }

        @Override
        public Counter decode(Doc doc) {
            decoded++;
            return COUNTER.decode(doc);
        }
    };

    @Test
    void value_madeFromTheLast_isNotDecodedAgain() {
        Decoded<Counter> values = new Decoded<>(counting);
        Doc first = COUNTER.encode(new Counter(1, "a"));

        assertThat(values.value(first)).isEqualTo(new Counter(1, "a"));
        assertThat(values.value(first.with("n", 2))).isEqualTo(new Counter(2, "a"));
        assertThat(values.value(first)).isEqualTo(new Counter(1, "a"));
        assertThatThrownBy(() -> values.value(first.with("n", "x"))).isInstanceOf(InvalidValueException.class);
        assertThat(values.value(first.with("name", "b"))).isEqualTo(new Counter(1, "b"));

        assertThat(decoded).isOne();
    }

    @Test
    void calls_onTopOfOneAnother_decodeTheValueOnce() {
        Mutations<Counter> mutations = Mutations.<Counter>builder()
                .add("add", (counter, arguments) -> new Counter(counter.n() + 1, counter.name()))
                .build();
        HybridTimestamp stamp = new HybridTimestamp(1, 0, new SiteId(1));
        ReplicaState state = ReplicaState.empty(counting, mutations, Delivery.LATEST)
                .restored(new Version(7, 0), stamp, COUNTER.encode(new Counter(0, "a")), List.of(), 1);
        for (int i = 0; i < 20; i++) {
            state = state.write(new Intent.Call("add", Doc.of()), stamp, 1);
        }

        // Somebody else's change: all twenty are run again on top of it.
        Delta renamed = COUNTER.diff(new Counter(0, "a"), new Counter(0, "b"));
        state = state.receive(new ToReplica.Update(0, 1, stamp, renamed)).state();

        assertThat(COUNTER.decode(state.local())).isEqualTo(new Counter(20, "b"));
        assertThat(decoded).isOne();
    }
}
