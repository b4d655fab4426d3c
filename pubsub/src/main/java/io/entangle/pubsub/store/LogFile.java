package io.entangle.pubsub.store;

import java.io.Closeable;
import java.io.IOException;

/** The file under a log, written at its end. */
interface LogFile extends Closeable {
    /** Writes bytes behind those there are. If that fails, some of them may be there. */
    void write(byte[] bytes) throws IOException;

    /** Returns when all that was written survives the end of the machine. */
    void force() throws IOException;

    /** Cuts the file; writing goes on there. */
    void truncate(long length) throws IOException;
}
