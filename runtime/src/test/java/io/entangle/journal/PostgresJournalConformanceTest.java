package io.entangle.journal;

import io.entangle.journal.sql.Journals;
import io.entangle.journal.sql.Postgres;

final class PostgresJournalConformanceTest extends JournalContract {
    @Override
    Journal open() {
        return Journals.postgres(Postgres.freshUrl());
    }

    @Override
    Durability expectedDurability() {
        return Durability.DISK;
    }
}
