package io.entangle.pubsub.store;

import io.entangle.replica.ReplicaStore;
import java.nio.file.Path;

/** The stores there are, for tests that any of them must pass. */
public enum StoreKind {
    FILE {
        @Override
        public ReplicaStore open(Path place) {
            return FileReplicaStore.open(place);
        }
    },
    SQLITE {
        @Override
        public ReplicaStore open(Path place) {
            return SqliteReplicaStore.open(place);
        }
    };

    /** {@return the store of a place, opened, or made if there is none} */
    public abstract ReplicaStore open(Path place);
}
