package io.entangle.pubsub.store;

import io.entangle.testing.Laws;
import org.junit.jupiter.api.Test;

final class SqliteReplicaStorePropertyTest extends StoreModel {
    @Override
    TestDisk newDisk() {
        return new FaultySqlite();
    }

    @Override
    int mostTidyBytes() {
        return 300_000;
    }

    @Test
    void randomUse_afterEveryEnd_isWhatTheModelHas() {
        Laws.check(12, this::use);
    }
}
