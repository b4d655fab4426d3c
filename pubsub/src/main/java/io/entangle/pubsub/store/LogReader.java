package io.entangle.pubsub.store;

import io.entangle.pubsub.store.LogFormat.RecordHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from its beginning to its last good record. What follows that is either the rest of a record whose writing
 * was broken off, which nobody was ever told to be kept, or damage.
 */
final class LogReader {
    /** Given each record, oldest first. */
    interface Sink {
        /**
         * Takes a record.
         *
         * @param content its content
         * @param bytes its size in the file
         * @throws IOException if it can't be understood
         */
        void accept(byte[] content, int bytes) throws IOException;
    }

    /**
     * What was found.
     *
     * @param salt the file's
     * @param length of the header and all good records
     */
    record Found(long salt, long length) {}

    private final RandomAccessFile file;
    private final long size;
    private final long salt;

    private LogReader(RandomAccessFile file) throws IOException, DamagedLogException {
        this.file = file;
        this.size = file.length();
        if (size < LogFormat.HEADER_BYTES) {
            throw new DamagedLogException(0, "it has only " + size + " bytes");
        }
        this.salt = LogFormat.salt(bytes(0, LogFormat.HEADER_BYTES));
    }

    static Found read(Path path, Sink sink) throws IOException, DamagedLogException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            LogReader reader = new LogReader(file);
            return new Found(reader.salt, reader.readAll(sink));
        }
    }

    private long readAll(Sink sink) throws IOException, DamagedLogException {
        long offset = LogFormat.HEADER_BYTES;
        while (offset < size) {
            byte[] content = content(offset);
            if (content == null) {
                judge(offset);
                return offset;
            }
            int bytes = content.length + LogFormat.RECORD_EXTRA_BYTES;
            try {
                sink.accept(content, bytes);
            } catch (IOException | IllegalArgumentException e) {
                throw new DamagedLogException(offset, "a record can't be understood: " + e.getMessage());
            }
            offset += bytes;
        }
        return offset;
    }

    private @Nullable RecordHeader header(long offset) throws IOException {
        return size - offset < LogFormat.RECORD_HEADER_BYTES
                ? null
                : LogFormat.recordHeader(salt, offset, bytes(offset, LogFormat.RECORD_HEADER_BYTES), 0);
    }

    private boolean isWhole(RecordHeader header, long offset) {
        return header.length() <= size - offset - LogFormat.RECORD_EXTRA_BYTES;
    }

    private byte @Nullable [] content(long offset) throws IOException {
        RecordHeader header = header(offset);
        return header == null || !isWhole(header, offset) ? null : content(header, offset);
    }

    private byte @Nullable [] content(RecordHeader header, long offset) throws IOException {
        byte[] content = bytes(offset + LogFormat.RECORD_HEADER_BYTES, header.length());
        return header.precedes(content, file.readByte()) ? content : null;
    }

    private byte[] bytes(long offset, int count) throws IOException {
        byte[] bytes = new byte[count];
        file.seek(offset);
        file.readFully(bytes);
        return bytes;
    }

    /** Returns if the record at an offset, which is not good, may have been broken off. */
    private void judge(long offset) throws IOException, DamagedLogException {
        RecordHeader header = header(offset);
        long end = size;
        for (long later = offset + 1; later < size; ) {
            Later found = nextGood(later);
            if (found == null) {
                break;
            }
            if (found.durable > offset) {
                throw new DamagedLogException(offset, "a record that was durable is not what was written");
            }
            end = Math.min(end, found.offset);
            later = found.offset + found.bytes;
        }
        boolean cutOff = end == size
                && (size - offset < LogFormat.RECORD_HEADER_BYTES || header != null && !isWhole(header, offset));
        if (!cutOff && bytes(end - 1, 1)[0] != 0) {
            throw new DamagedLogException(offset, "a record is not what was written");
        }
    }

    /** A good record behind one that is not. */
    private record Later(long offset, int bytes, long durable) {}

    private @Nullable Later nextGood(long from) throws IOException {
        int step = 1 << 16;
        for (long start = from; size - start >= LogFormat.RECORD_EXTRA_BYTES; start += step) {
            int count = (int) Math.min(step + LogFormat.RECORD_HEADER_BYTES, size - start);
            byte[] window = bytes(start, count);
            for (int at = 0; at + LogFormat.RECORD_HEADER_BYTES <= count && at < step; at++) {
                long offset = start + at;
                RecordHeader header = LogFormat.recordHeader(salt, offset, window, at);
                if (header != null && isWhole(header, offset) && content(header, offset) != null) {
                    return new Later(offset, header.length() + LogFormat.RECORD_EXTRA_BYTES, header.durable());
                }
            }
        }
        return null;
    }
}
