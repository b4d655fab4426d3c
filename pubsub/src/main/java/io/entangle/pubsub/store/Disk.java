package io.entangle.pubsub.store;

import java.io.IOException;
import java.nio.file.Path;

/** How a store changes its directory: the seam at which tests let things go wrong that disks let go wrong. */
interface Disk {
    /** {@return a new, empty file in place of whatever has that name, only for its owner to read} */
    LogFile create(Path path) throws IOException;

    /**
     * {@return a file that there is}
     *
     * @param length where writing goes on; what lies behind it is cut off
     */
    LogFile open(Path path, long length) throws IOException;

    /** Gives a file, not open, another name, taking it from the file that has it. Durable when it returns. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file, if there is one. */
    void remove(Path path) throws IOException;
}
