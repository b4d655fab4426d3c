package io.entangle.pubsub.store;

import io.entangle.testing.Laws;
import org.junit.jupiter.api.Test;

final class FileReplicaStorePropertyTest extends StoreModel {
    @Override
    TestDisk newDisk() {
        return new FaultyDisk();
    }

    @Override
    int mostTidyBytes() {
        return 2_000;
    }

    @Test
    void randomUse_afterEveryEnd_isWhatTheModelHas() {
        Laws.check(60, this::use);
    }
}
