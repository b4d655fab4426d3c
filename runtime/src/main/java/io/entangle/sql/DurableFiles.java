package io.entangle.sql;

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
public final class DurableFiles {
    private static final String POSIX = "posix";

    private DurableFiles() {}

    /**
     * {@return the file that stands beside another}
     *
     * @param file the other
     * @param suffix what its name has in addition
     */
    public static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /**
     * Makes the directory of a file, and those above it; one that is there stays as it is.
     *
     * @param file the file
     * @throws IOException if it can't be made
     */
    public static void makeDirectoryOf(Path file) throws IOException {
        makeDirectory(file.toAbsolutePath().getParent());
    }

    /**
     * Makes a directory, and those above it; one that is there stays as it is.
     *
     * @param directory the directory
     * @throws IOException if it can't be made
     */
    public static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, ownersAlone(directory, "rwx------"));
        }
    }

    /**
     * Makes an empty file in place of any of that name.
     *
     * @param file the file
     * @throws IOException if it can't be made
     */
    public static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, ownersAlone(file, "rw-------"));
    }

    /**
     * Writes a file anew: afterwards, or after a crash, it has its old contents or its new.
     *
     * @param file the file
     * @param contents its new contents
     * @throws IOException if it can't be written
     */
    public static void replace(Path file, byte[] contents) throws IOException {
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

    /**
     * Gives a file another name, taking it from the file that has it. Durable when it returns.
     *
     * @param from the file
     * @param to its new name
     * @throws IOException if that can't be done
     */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectoryOf(to);
    }

    /**
     * {@return a file to read and write} It is made if it is not there.
     *
     * @param file the file
     * @throws IOException if it can't be made or opened
     */
    public static RandomAccessFile open(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        return new RandomAccessFile(file.toFile(), "rw");
    }

    /**
     * Makes the names durable that stand beside a file, its own among them. Where a directory can't be opened (Windows), names
     * are durable at once.
     *
     * @param file the file
     * @throws IOException if that can't be done
     */
    public static void forceDirectoryOf(Path file) throws IOException {
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
