package io.entangle.pubsub.store;

import io.entangle.sql.Session;
import io.entangle.sql.SqliteDatabase;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** How a store in SQLite gets at its files: the seam at which tests let things go wrong that disks let go wrong. */
interface SqliteDisk {
    /** The machine's files. */
    SqliteDisk LOCAL = new SqliteDisk() {
        @Override
        public Session openWriter(SqliteDatabase database) throws SQLException {
            return database.openWriter(SqliteDatabase.Synchronous.NORMAL);
        }

        @Override
        public WriteAheadLog openLog(Path log) throws IOException {
            if (!Files.exists(log)) {
                throw new IOException("SQLite has made no log " + log);
            }
            RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw");
            return new WriteAheadLog() {
                @Override
                public void force() throws IOException {
                    file.getFD().sync();
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }
    };

    /** {@return a connection whose commits survive the end of the process} */
    Session openWriter(SqliteDatabase database) throws SQLException;

    /** {@return SQLite's log beside a file, while a connection has it open} */
    WriteAheadLog openLog(Path log) throws IOException;

    /** The file that SQLite writes all commits to, in their order. */
    interface WriteAheadLog extends Closeable {
        /** Returns when all commits before survive the end of the machine. */
        void force() throws IOException;
    }
}
