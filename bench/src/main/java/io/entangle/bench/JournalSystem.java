package io.entangle.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Something that keeps writes on disk before it acknowledges them. */
interface JournalSystem extends AutoCloseable {
    @Override
    void close();

    /** One whose writers wait, each on a thread of its own. */
    interface Waiting extends JournalSystem {
        /**
         * Makes a write and returns when it is on disk.
         *
         * @param writer which of the concurrent writers, from 0
         * @param number counts its writes
         */
        void write(int writer, long number);
    }

    /** One whose writers are told, all of them on one thread. */
    interface Telling extends JournalSystem {
        /**
         * Begins a write.
         *
         * @param writer which of the concurrent writers, from 0
         * @param number counts its writes
         * @param executor the writers' thread
         * @return completes there when the write is on disk
         */
        CompletableFuture<?> begin(int writer, long number, Executor executor);
    }
}
