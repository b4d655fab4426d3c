package io.entangle.pubsub.channel;

import io.entangle.atom.Atom;
import io.entangle.clock.Entropy;
import io.entangle.clock.TimeSource;
import io.entangle.pubsub.metrics.Meters;
import io.entangle.value.Doc;
import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** What channels need of the hub that they are part of. */
public interface Surroundings {
    /**
     * Runs a task on the hub's context: now, if that is where it is called.
     *
     * @param task the task
     */
    void run(Runnable task);

    /**
     * Runs a task on the hub's context after a while.
     *
     * @param nanos how long
     * @param task the task
     */
    void after(long nanos, Runnable task);

    /**
     * {@return the result of what may block, run elsewhere}
     *
     * @param task what may block
     * @param <T> the type of the result
     */
    <T> Future<T> blocking(Callable<T> task);

    /** Has {@link ChannelServer#flush} called soon. */
    void news();

    /** {@return what counts events} */
    Meters meters();

    /** {@return where time comes from} */
    TimeSource time();

    /** {@return where random numbers come from} */
    Entropy entropy();

    /**
     * {@return an atom of documents in memory that replicas can be had of}
     *
     * @param id its id, which begins with {@code @}
     */
    Atom<Doc> host(String id);

    /**
     * Lets no more replicas of an atom be had.
     *
     * @param id its id
     */
    void withdraw(String id);
}
