package io.entangle.pubsub.channel;

import io.entangle.pubsub.protocol.Frame;
import io.entangle.value.Doc;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A channel, and who sits in it. On the hub's context. */
final class HostedChannel {
    private final String name;
    private final int handle;
    private final Backlog backlog;
    private final ChannelOptions options;
    private final Set<Seat> seats = new LinkedHashSet<>();
    private @Nullable Presence presence;

    /**
     * A channel.
     *
     * @param name by which members know it
     * @param handle its number on the wire
     */
    HostedChannel(String name, int handle, long epoch, ChannelOptions options) {
        this.name = name;
        this.handle = handle;
        this.options = options;
        this.backlog = new Backlog(epoch, options);
    }

    /** Makes the frame of an entry. */
    interface Making {
        Frame at(int handle, long offset);
    }

    String name() {
        return name;
    }

    int handle() {
        return handle;
    }

    Backlog backlog() {
        return backlog;
    }

    ChannelOptions options() {
        return options;
    }

    Set<Seat> seats() {
        return seats;
    }

    @Nullable
    Presence presence() {
        return presence;
    }

    void presence(Presence shown) {
        presence = shown;
    }

    /** Adds an entry, which members are sent by the next flush. */
    Entry append(Making making, Doc data, long order, long nowNanos) {
        Entry entry =
                backlog.append(offset -> new Entry(making.at(handle, offset), data, offset, order, nowNanos), nowNanos);
        seats.forEach(Seat::fellBehind);
        return entry;
    }

    /** {@return whether nothing would be lost with it} */
    boolean isIdle(long nowNanos) {
        backlog.expire(nowNanos);
        return seats.isEmpty() && backlog.count() == 0 && (presence == null || presence.isEmpty());
    }
}
