package io.entangle.pubsub.kill;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The writes of one writer to one atom, by sequence: what its log says of them, and what the journal does. */
final class Writes {
    /** What a log says of a write. */
    enum Told {
        NOTHING,
        SENT,
        ACCEPTED,
        REFUSED
    }

    final String writer;
    final String atom;
    private final Map<Long, Long> amounts = new HashMap<>();
    private byte[] told = new byte[1024];
    private char[] kinds = new char[1024];
    private long[] versions = new long[1024];
    private long sent;
    private long last;
    private long accepted;
    private long counts;
    private long totals;

    Writes(String writer, String atom) {
        this.writer = writer;
        this.atom = atom;
    }

    /** A line of the log says that one is about to be sent: a count, a total, an edit or a group. */
    void sent(long sequence, String kind, long amount) {
        sent = Math.max(sent, sequence);
        if (sequence >= told.length) {
            int length = (int) Math.max(sequence + 1, told.length * 2L);
            told = Arrays.copyOf(told, length);
            kinds = Arrays.copyOf(kinds, length);
            versions = Arrays.copyOf(versions, length);
        }
        tell(sequence, Told.SENT);
        kinds[(int) sequence] = kind.charAt(0);
        if (kind.equals("group")) {
            amounts.put(sequence, amount);
        }
    }

    void accepted(long sequence) {
        tell(sequence, Told.ACCEPTED);
        accepted++;
        counts += kind(sequence) == 'c' ? 1 : 0;
        totals += kind(sequence) == 't' ? 1 : 0;
    }

    void refused(long sequence) {
        tell(sequence, Told.REFUSED);
    }

    private void tell(long sequence, Told what) {
        told[(int) sequence] = (byte) what.ordinal();
    }

    Told told(long sequence) {
        return sequence < 1 || sequence > sent ? Told.NOTHING : Told.values()[told[(int) sequence]];
    }

    /** {@return the first letter of what it is} */
    char kind(long sequence) {
        return kinds[(int) sequence];
    }

    long amount(long sequence) {
        return amounts.getOrDefault(sequence, 0L);
    }

    /** It is in the journal, with what it does. */
    void found(long sequence, long version) {
        versions[(int) sequence] = version;
        last = Math.max(last, sequence);
    }

    /** A version of the journal says that it was refused: where several hubs have one journal, the others must know. */
    void foundRefused(long sequence, long version) {
        found(sequence, -version);
    }

    /** {@return in which version it took effect; 0 if in none} */
    long version(long sequence) {
        return Math.max(0, entry(sequence));
    }

    /** {@return which version is its own, negative if it was refused there; 0 if none is} */
    long entry(long sequence) {
        return sequence < 1 || sequence > sent ? 0 : versions[(int) sequence];
    }

    /** {@return the sequence of the last that is in the journal} */
    long last() {
        return last;
    }

    /** {@return the sequence of the last that was sent} */
    long sent() {
        return sent;
    }

    /** {@return how many were said to have taken effect} */
    long accepted() {
        return accepted;
    }

    /** {@return how many of those incremented the writer's own number} */
    long counts() {
        return counts;
    }

    /** {@return how many of those incremented everybody's number} */
    long totals() {
        return totals;
    }

    @Override
    public String toString() {
        return writer + " to " + atom;
    }
}
