package io.entangle.pubsub.transport;

import io.vertx.core.Future;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens connections of one transport to a hub. Driven by the client's context. */
public interface Dialer {
    /** {@return what it opens} */
    Transport transport();

    /**
     * Opens a connection.
     *
     * @param opening is given the peer when it is open and returns who is told what happens on it
     * @return completes when the connection is open, fails if it can't be opened
     */
    Future<Void> dial(Function<Peer, Peer.Handler> opening);

    /** {@return when all that it holds is given back} */
    Future<Void> close();

    /**
     * {@return whether it is the hub's machine that could not be reached, which says nothing about the transport}
     *
     * @param failure why a connection could not be opened
     */
    static boolean isUnreachable(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException) {
                return true;
            }
        }
        return false;
    }
}
