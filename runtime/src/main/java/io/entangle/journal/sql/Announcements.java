package io.entangle.journal.sql;

import io.entangle.sql.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens for what other processes append, on a connection and a thread of its own. What was announced while there was no
 * connection is lost; so once there is one, every atom may have been appended to.
 */
final class Announcements {
    private static final int LISTEN_MS = 200;
    private static final int RETRY_MS = 500;

    /** The server is asked for a sign of life after so many times of hearing nothing. */
    private static final int SILENT_TIMES = 50;

    private static final int ANSWER_SECONDS = 5;

    private final PostgresServer server;
    private final PostgresEngine engine;

    private volatile @Nullable Consumer<String> listener;

    /** The server's process that writes for this journal. */
    private volatile int own;

    private volatile boolean closed;
    private @Nullable Thread thread;

    Announcements(PostgresServer server, PostgresEngine engine) {
        this.server = server;
        this.engine = engine;
    }

    /** Sets who is told, and begins to listen. */
    synchronized void tell(Consumer<String> newListener) {
        listener = newListener;
        if (thread == null && !closed) {
            thread = new Thread(this::listen, "entangle journal announcements");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Notes which of the server's processes makes this journal's own announcements, which it need not be told of. */
    void made(int process) {
        own = process;
    }

    private void listen() {
        while (!closed) {
            try (Connection connection = server.connect(ANSWER_SECONDS)) {
                new Session(connection).run("LISTEN " + server.schema());
                tellAll(connection);
                listen(connection);
            } catch (SQLException e) {
                if (!engine.pause(RETRY_MS)) {
                    return;
                }
            }
        }
    }

    private void tellAll(Connection connection) throws SQLException {
        List<String> atoms = new Session(connection)
                .list("SELECT name FROM atom ORDER BY id", result -> String.valueOf(result.getString(1)));
        atoms.forEach(this::tellOf);
    }

    private void listen(Connection connection) throws SQLException {
        PGConnection notified = connection.unwrap(PGConnection.class);
        int silent = 0;
        while (!closed) {
            PGNotification[] notifications = notified.getNotifications(LISTEN_MS);
            if (notifications == null || notifications.length == 0) {
                silent++;
            } else {
                silent = 0;
                for (PGNotification notification : notifications) {
                    if (notification.getPID() != own) {
                        tellOf(notification.getParameter());
                    }
                }
            }
            if (silent == SILENT_TIMES) {
                silent = 0;
                if (!connection.isValid(ANSWER_SECONDS)) {
                    return;
                }
            }
        }
    }

    /** A listener that throws is reported like any thread that ends so, and told of the next all the same. */
    private void tellOf(String atom) {
        Consumer<String> told = listener;
        if (told == null) {
            return;
        }
        try {
            told.accept(atom);
        } catch (RuntimeException e) {
            Thread self = Thread.currentThread();
            self.getUncaughtExceptionHandler().uncaughtException(self, e);
        }
    }

    /** Ends listening, in a moment. */
    synchronized void close() {
        closed = true;
        if (thread != null && thread != Thread.currentThread()) {
            join(thread);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(10L * LISTEN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
