package io.entangle.journal;

final class MemoryJournalConformanceTest extends JournalContract {
    @Override
    Journal open() {
        return new MemoryJournal();
    }

    @Override
    Durability expectedDurability() {
        return Durability.MEMORY;
    }
}
