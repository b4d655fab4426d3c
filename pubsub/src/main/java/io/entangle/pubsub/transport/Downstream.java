package io.entangle.pubsub.transport;

/** An HTTP response that carries messages to a client. Driven by the hub's context. */
interface Downstream {
    /** {@return whether it takes more without queueing} */
    boolean isWritable();

    /**
     * Carries a message.
     *
     * @param number counts the messages of a connection from 1
     * @param frame the frame, as text
     */
    void send(long number, String frame);

    /**
     * Tells that the connection is closed, and ends.
     *
     * @param code the close code
     * @param reason the same for people
     */
    void close(int code, String reason);

    /** Ends, because the client has opened another one. */
    void end();
}
