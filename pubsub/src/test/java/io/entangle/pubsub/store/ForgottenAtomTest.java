package io.entangle.pubsub.store;

import static io.entangle.pubsub.store.Writes.append;
import static io.entangle.pubsub.store.Writes.confirmed;
import static io.entangle.pubsub.store.Writes.put;
import static io.entangle.pubsub.store.Writes.save;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.clock.HybridTimestamp;
import io.entangle.replica.ReplicaStore;
import io.entangle.replica.ReplicaStore.Entry;
import io.entangle.replica.StoreException;
import io.entangle.value.Doc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stores that are told to forget an atom. */
final class ForgottenAtomTest {
    private static final String SECRET = "nobody is to read this";

    @TempDir
    private Path temporary;

    private ReplicaStore open(StoreKind kind) {
        return kind.open(temporary.resolve("store"));
    }

    private String bytes(StoreKind kind) throws Exception {
        Path place = temporary.resolve("store");
        return Files.readString(kind == StoreKind.FILE ? place.resolve("log") : place, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void forget_leavesNothingOfIt_andOthersStay(StoreKind kind) throws Exception {
        HybridTimestamp latest;
        try (ReplicaStore store = open(kind)) {
            save(store, "a", confirmed(3, Doc.of("text", SECRET + " ".repeat(9_000)), 1));
            save(store, "b", confirmed(4, Doc.of("n", 1), 1));
            Entry late = put(store, "a", 1, "more", SECRET);
            append(store, put(store, "b", 1, "x", 1), late);
            latest = late.write().written();

            store.forget("a");

            assertThat(store.load("a")).isNull();
            assertThat(store.unsent()).containsExactly("b");
            assertThat(store.failure()).isNull();
        }
        assertThat(bytes(kind)).doesNotContain(SECRET);
        try (ReplicaStore again = open(kind)) {
            assertThat(again.load("a")).isNull();
            assertThat(again.load("b").value()).isEqualTo(Doc.of("n", 1));
            assertThat(again.unsent()).containsExactly("b");
            assertThat(again.latest()).isEqualTo(latest);
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void forget_thenSavedAgain_isAsNew(StoreKind kind) {
        try (ReplicaStore store = open(kind)) {
            save(store, "a", confirmed(3, Doc.of("n", 1), 7));
            store.forget("a");
            assertThatThrownBy(() -> store.append(List.of(put(store, "a", 7, "x", 1))))
                    .isInstanceOf(IllegalArgumentException.class);

            save(store, "a", confirmed(1, Doc.of("n", 2), 2));
            append(store, put(store, "a", 2, "x", 1));
        }
        try (ReplicaStore again = open(kind)) {
            assertThat(again.load("a").value()).isEqualTo(Doc.of("n", 2));
            assertThat(again.load("a").nextSequence()).isEqualTo(3);
            assertThat(again.load("a").pending()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void forget_whatIsNotThere_doesNothing(StoreKind kind) {
        ReplicaStore store = open(kind);
        save(store, "b", confirmed(4, Doc.of("n", 1), 1));

        store.forget("a");
        store.forget("a");

        assertThat(store.load("b")).isEqualTo(confirmed(4, Doc.of("n", 1), 1));
        store.close();
        store.forget("a");
        assertThatThrownBy(() -> store.forget("b")).isInstanceOf(StoreException.class);
        assertThat(store.load("b")).isNotNull();
    }
}
