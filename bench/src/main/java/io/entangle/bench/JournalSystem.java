package io.entangle.bench;

/** Something that keeps writes on disk before it acknowledges them. */
interface JournalSystem extends AutoCloseable {
    /**
     * Makes a write and returns when it is on disk.
     *
     * @param writer which of the concurrent writers, from 0
     * @param number counts its writes
     */
    void write(int writer, long number);

    @Override
    void close();
}
