package io.entangle.pubsub.channel;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of a channel, without a gap up to the newest: what its members are sent from, however far each of
 * them is. On the hub's context.
 */
final class Backlog {
    private static final int FIRST_CAPACITY = 8;

    private final long epoch;
    private final ChannelOptions options;
    private @Nullable Entry[] ring = new Entry[FIRST_CAPACITY];
    private long newest;
    private int count;
    private long bytes;
    private int fresh;
    private long freshBytes;

    Backlog(long epoch, ChannelOptions options) {
        this.epoch = epoch;
        this.options = options;
    }

    long epoch() {
        return epoch;
    }

    /** {@return the offset of the newest entry, kept or not; 0 if there never was one} */
    long newest() {
        return newest;
    }

    /** {@return the offset before the oldest entry that is kept} */
    long floor() {
        return newest - count;
    }

    int count() {
        return count;
    }

    /**
     * Adds what comes next, and forgets what is then too much.
     *
     * @param making makes the entry of the offset it is given
     */
    Entry append(LongFunction<Entry> making, long nowNanos) {
        Entry added = making.apply(newest + 1);
        if (count == ring.length) {
            grow();
        }
        newest++;
        count++;
        fresh++;
        freshBytes += added.weight();
        bytes += added.weight();
        ring[slot(newest)] = added;
        while (count > 1 && (count > options.historyEvents() || bytes > options.historyBytes())) {
            forgetOldest();
        }
        expire(nowNanos);
        return added;
    }

    /** {@return whether so much was added since {@link #flushed} that more might displace what nobody could be sent yet} */
    boolean isFresh() {
        return fresh * 2L >= options.historyEvents() || freshBytes * 2 >= options.historyBytes();
    }

    /** All members who take something have been sent all there is. */
    void flushed() {
        fresh = 0;
        freshBytes = 0;
    }

    /** Forgets what is too old. */
    void expire(long nowNanos) {
        long most = options.historyFor().toNanos();
        while (count > 0 && nowNanos - get(floor() + 1).atNanos() > most) {
            forgetOldest();
        }
    }

    /** {@return whether more that is added might soon displace what comes after an offset: half of what is kept at most} */
    boolean isMuchAfter(long offset) {
        long first = Math.max(offset, floor()) + 1;
        long weight = 0;
        for (long next = first; next <= newest && weight * 2 < options.historyBytes(); next++) {
            weight += get(next).weight();
        }
        return weight * 2 >= options.historyBytes() || (newest - first + 1) * 2 >= options.historyEvents();
    }

    /** {@return the entry of an offset that is kept} */
    Entry get(long offset) {
        Entry entry = offset > floor() && offset <= newest ? ring[slot(offset)] : null;
        if (entry == null) {
            throw new IllegalArgumentException(
                    "offsets " + (floor() + 1) + " to " + newest + " are kept, not " + offset);
        }
        return entry;
    }

    private void forgetOldest() {
        int slot = slot(floor() + 1);
        Entry oldest = ring[slot];
        if (oldest != null) {
            bytes -= oldest.weight();
        }
        ring[slot] = null;
        count--;
    }

    private void grow() {
        @Nullable Entry[] larger = new Entry[ring.length * 2];
        for (long offset = floor() + 1; offset <= newest; offset++) {
            larger[(int) (offset & larger.length - 1)] = ring[slot(offset)];
        }
        ring = larger;
    }

    private int slot(long offset) {
        return (int) (offset & ring.length - 1);
    }
}
