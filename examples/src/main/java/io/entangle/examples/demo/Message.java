package io.entangle.examples.demo;

import io.entangle.type.AtomType;
import io.entangle.value.Doc;
import java.util.Map;

/** What the launcher and its processes say to each other, over standard input and output: one line of JSON each. */
sealed interface Message {
    /** Launcher to a replica: connect to the hub. */
    record Connect(int port) implements Message {}

    /** Launcher to the hub: replay the history; a rate of 0 is as fast as possible. */
    record Replay(double revisionsPerSecond) implements Message {}

    /** Hub: it can be connected to. The digest is the one the history gives for its last revision. */
    record Listening(int port, int lastRevision, String firstDate, String lastDate, String lastSha256)
            implements Message {}

    /** Replica: it shows the first revision. */
    record Ready() implements Message {}

    /** Replica: it has shown and verified a revision. */
    record Reached(int revision) implements Message {}

    /** Hub: all revisions are replayed and both replicas have written that they have seen the last. */
    record HubResult(int replayed, long deltaBytes, long snapshotBytes, Map<String, Integer> merged, Ending ending)
            implements Message {}

    /** Replica: it shows the last revision, and knows that the other does. */
    record ReplicaResult(int shown, int writes, Latency latency, long bytesReceived, Ending ending)
            implements Message {}

    /** Anyone: what was expected did not happen. */
    record Failed(String reason) implements Message {}

    /** From a swap at the hub until it is visible at a replica, in microseconds of the wall clock. */
    record Latency(long count, long p50, long p99, long max) {}

    /**
     * What a process holds at the end.
     *
     * @param version the number of the atom's version
     * @param documentSha256 of the document alone
     * @param valueSha256 of the atom's whole value
     * @param seen which revision each replica wrote last
     */
    record Ending(long version, String documentSha256, String valueSha256, Map<String, Integer> seen) {}

    /** How messages are written: records are documents, so their JSON is to be had for nothing. */
    AtomType<Message> TYPE = AtomType.of(Message.class);

    /** {@return the message as a line without its end} */
    default String toLine() {
        return TYPE.encode(this).toCanonicalJson();
    }

    /**
     * {@return the message of a line}
     *
     * @param line as {@link #toLine} gives it
     * @throws io.entangle.value.InvalidValueException if it is none
     */
    static Message ofLine(String line) {
        return TYPE.decode(Doc.parse(line));
    }
}
