package io.entangle.journal.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a journal and its server, and cuts connections just where a commit is asked for or answered. */
final class CuttingProxy implements AutoCloseable {
    /** What is done when a commit passes. */
    enum Cut {
        NOWHERE,
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    private final ServerSocket server;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile Cut cut = Cut.NOWHERE;
    private volatile boolean refusing;
    private volatile boolean refusesAfterCut;

    /** Before the server of a port. */
    CuttingProxy(int port) throws IOException {
        this.port = port;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** {@return how many connections were cut at a commit} */
    int cuts() {
        return cuts.get();
    }

    /** Cuts at the next commit, once, and then lets nobody through if {@code andStay}. */
    void cutAt(Cut next, boolean andStay) {
        refusesAfterCut = andStay;
        cut = next;
    }

    /** Cuts all connections, and lets nobody through. */
    void refuse() {
        refusing = true;
        sockets.forEach(CuttingProxy::close);
    }

    void heal() {
        refusing = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (refusing) {
                    close(client);
                } else {
                    Socket behind = new Socket(InetAddress.getLoopbackAddress(), port);
                    sockets.add(client);
                    sockets.add(behind);
                    Connection connection = new Connection(client, behind);
                    daemon(connection::ask);
                    daemon(connection::answer);
                }
            } catch (IOException e) {
                // the server is gone, or this is
            }
        }
    }

    private static void daemon(Runnable run) {
        Thread thread = new Thread(run, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // then it is closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        refuse();
    }

    private final class Connection {
        private final Socket client;
        private final Socket behind;
        private volatile boolean losesAnswer;

        Connection(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        void ask() {
            pass(client, behind, bytes -> {
                Cut now = cut;
                if (now == Cut.NOWHERE || !bytes.contains("COMMIT")) {
                    return true;
                }
                cut = Cut.NOWHERE;
                refusing = refusesAfterCut;
                cuts.incrementAndGet();
                losesAnswer = now == Cut.AFTER_COMMIT;
                return losesAnswer;
            });
        }

        void answer() {
            pass(behind, client, bytes -> !losesAnswer);
        }

        private void pass(Socket from, Socket to, Gate gate) {
            byte[] buffer = new byte[1 << 16];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!gate.lets(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                        return;
                    }
                    out.write(buffer, 0, read);
                    out.flush();
                }
            } catch (IOException e) {
                // one side is gone, and so is the other now
            }
        }
    }

    private interface Gate {
        boolean lets(String bytes);
    }
}
