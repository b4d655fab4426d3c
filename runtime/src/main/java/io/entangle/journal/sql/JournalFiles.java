package io.entangle.journal.sql;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes files that only their owner can read, and whose names are durable. */
final class JournalFiles {
    private static final String POSIX = "posix";

    private JournalFiles() {}

    /** {@return the file that stands beside another} */
    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Makes the directory of a file, and those above it; one that is there stays as it is. */
    static void makeDirectoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, ownersAlone(directory, "rwx------"));
        }
    }

    /** Makes an empty file in place of any of that name. */
    static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, ownersAlone(file, "rw-------"));
    }

    /** Writes a file anew: afterwards, or after a crash, it has its old contents or its new. */
    static void replace(Path file, byte[] contents) throws IOException {
        Path fresh = beside(file, "-new");
        create(fresh);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(contents);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        rename(fresh, file);
    }

    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectoryOf(to);
    }

    /** Opens a file to read and write it; it is made if it is not there. */
    static RandomAccessFile open(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        return new RandomAccessFile(file.toFile(), "rw");
    }

    /** A name is durable when its directory is. Where a directory can't be opened (Windows), names are durable at once. */
    private static void forceDirectoryOf(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains(POSIX)) {
            try (FileChannel channel = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] ownersAlone(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains(POSIX)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
