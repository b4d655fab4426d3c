package io.entangle.pubsub.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The machine's files. */
final class LocalDisk implements Disk {
    static final LocalDisk INSTANCE = new LocalDisk();

    private static final String POSIX = "posix";

    private LocalDisk() {}

    /** Makes a directory, and those above it, only for its owner to read; one that is there stays as it is. */
    static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, ownersAlone(directory, "rwx------"));
        }
    }

    /** {@return the attributes of a new file that its owner alone can read, where the file system knows of owners} */
    static FileAttribute<?>[] ownersAlone(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains(POSIX)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public LogFile create(Path path) throws IOException {
        remove(path);
        Files.createFile(path, ownersAlone(path, "rw-------"));
        return open(path, 0);
    }

    @Override
    public LogFile open(Path path, long length) throws IOException {
        // Not a channel: interrupting a thread that uses one closes it for all others.
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            LogFile opened = new Opened(file);
            opened.truncate(length);
            return opened;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(to.toAbsolutePath().getParent());
    }

    @Override
    public void remove(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    /** A name is durable when its directory is. Where a directory can't be opened (Windows), names are durable at once. */
    private static void forceDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains(POSIX)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private record Opened(RandomAccessFile file) implements LogFile {
        @Override
        public void write(byte[] bytes) throws IOException {
            file.write(bytes);
        }

        @Override
        public void force() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void truncate(long length) throws IOException {
            file.setLength(length);
            file.seek(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
