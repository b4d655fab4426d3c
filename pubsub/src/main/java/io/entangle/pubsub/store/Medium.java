package io.entangle.pubsub.store;

import java.io.Closeable;
import java.io.IOException;

/** What a store's records are kept in. Not thread-safe, but for {@link #force}. */
interface Medium extends Closeable {
    /** It is not known any more what of the last records can be read back. */
    final class BrokenException extends Exception {
        /**
         * A medium that is of no more use.
         *
         * @param what what has happened to the store, for people
         */
        BrokenException(String what, Throwable cause) {
            super(what, cause);
        }
    }

    /** {@return how many bytes a record would take, about} */
    int size(StoreRecord record);

    /**
     * Adds a record, or nothing. It survives the end of the process, and that of the machine when it has been forced.
     *
     * @return how many bytes it takes, about
     * @throws IOException if it could not be added; others may be
     * @throws BrokenException if, besides, nothing can be added any more
     */
    int add(StoreRecord record) throws IOException, BrokenException;

    /** {@return where the next record goes} */
    long end();

    /** Makes all durable that there is. May be called while another thread adds records. */
    void force() throws IOException;

    /** Notes what a call of {@link #force} has achieved: all before a place is durable. */
    void forced(long end);

    /** Takes back the writes that are not durable, after {@link #force} has failed. Nothing is added any more. */
    void takeBack(IOException cause) throws BrokenException;

    /** {@return whether so much in it says nothing any more that it should be put in order} */
    boolean isUntidy(StoredState state);

    /**
     * Puts it in order. If that fails, it stays as it is.
     *
     * @param state all there is; nobody forces
     * @return whether all that was added is known to be durable now
     * @throws BrokenException if nothing can be added any more
     */
    boolean tidy(StoredState state) throws BrokenException;
}
