package io.entangle.pubsub.channel;

import io.entangle.pubsub.access.Identity;
import io.entangle.pubsub.packer.Packed;
import io.entangle.pubsub.protocol.ErrorCode;
import io.entangle.pubsub.protocol.Frame;
import io.entangle.pubsub.protocol.Frame.Place;
import io.entangle.pubsub.protocol.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection's part in channels, from its welcome to its close. It is sent entries from the backlogs of the channels
 * it sits in, in the order in which they were made, whenever it takes them: nothing is queued for it. Driven by the hub's
 * context.
 */
public final class Participant {
    /** How much is packed into one message before it is asked again whether more is taken. */
    private static final int MAX_BATCH_BYTES = 32 * 1024;

    private final ChannelServer server;
    private final Outlet outlet;
    private final Sender sender;
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    /** The seats for which there are entries that were not sent. */
    private final Set<Seat> behind = new LinkedHashSet<>();

    private Identity identity;
    private boolean closed;
    private boolean owesTaken;

    Participant(ChannelServer server, Outlet outlet, Sender sender, Identity identity) {
        this.server = server;
        this.outlet = outlet;
        this.sender = sender;
        this.identity = identity;
    }

    Outlet outlet() {
        return outlet;
    }

    Sender sender() {
        return sender;
    }

    String client() {
        return sender.client();
    }

    Identity identity() {
        return identity;
    }

    /**
     * The client has proved anew who it is.
     *
     * @param proved of the same user as before
     */
    public void become(Identity proved) {
        identity = proved;
    }

    /** {@return in how many channels it sits} */
    public int joined() {
        return seats.size();
    }

    /**
     * {@return whether it sits in a channel}
     *
     * @param channel the channel's name
     */
    public boolean isIn(String channel) {
        return seats.containsKey(channel);
    }

    /** {@return the names of the channels that it sits in} */
    public Collection<String> channels() {
        return List.copyOf(seats.keySet());
    }

    /**
     * {@return whether as much of this client's waits to be handled as may: it is not read on until that is less}
     */
    public boolean isBusy() {
        return sender.isBusy();
    }

    /**
     * Joins channels, whose answers and entries come together. What may be joined is for the caller to find out.
     *
     * @param requests at least one, of different channels
     */
    public void join(List<Frame.Join> requests) {
        List<Packed> answers = new ArrayList<>();
        for (Frame.Join request : requests) {
            HostedChannel channel = server.seatOf(this, request.channel());
            if (channel == null) {
                answers.add(pack(new Frame.Left(
                        request.channel(),
                        ErrorCode.NOT_CONNECTED,
                        "there is no channel \"" + Shown.of(request.channel()) + "\" for this client")));
                continue;
            }
            Place from = begin(channel.backlog(), request);
            Seat seat = new Seat(this, channel, from.offset());
            Seat older = seats.put(request.channel(), seat);
            if (older != null) {
                channel.seats().remove(older);
                behind.remove(older);
            }
            channel.seats().add(seat);
            answers.add(pack(new Frame.Joined(channel.handle(), request.channel(), from)));
            owesTaken |= request.channel().equals(Names.ME);
            if (seat.isBehind()) {
                behind.add(seat);
            }
            if (request.presence() != null) {
                server.presence(channel).enter(this, request.presence());
            }
        }
        flush(answers);
    }

    /** All that was missed, or none of it; the last few, where that is asked for and there is nothing to go on from. */
    private Place begin(Backlog backlog, Frame.Join request) {
        backlog.expire(server.now());
        Place known = request.known();
        boolean isKept = known != null
                && known.epoch() == backlog.epoch()
                && known.offset() >= backlog.floor()
                && known.offset() <= backlog.newest();
        long offset =
                isKept ? known.offset() : Math.max(backlog.floor(), backlog.newest() - Math.max(0, request.last()));
        return new Place(backlog.epoch(), offset);
    }

    /**
     * Leaves a channel; does nothing if it is not in it.
     *
     * @param name the channel's name
     */
    public void leave(String name) {
        Seat seat = seats.remove(name);
        if (seat != null) {
            behind.remove(seat);
            seat.channel().seats().remove(seat);
            Presence presence = seat.channel().presence();
            if (presence != null) {
                presence.leave(this);
            }
        }
    }

    /**
     * Puts it out of a channel, and tells it.
     *
     * @param name the channel's name
     * @param code why
     * @param reason the same for people
     */
    public void dismiss(String name, ErrorCode code, String reason) {
        if (isIn(name)) {
            leave(name);
            outlet.send(pack(new Frame.Left(name, code, reason)));
        }
    }

    /**
     * Takes in what the client sent.
     *
     * @param frame the event
     */
    public void send(Frame.Send frame) {
        if (isOpen()) {
            sender.send(frame, this);
        }
    }

    /**
     * Takes in the client's answer to a request.
     *
     * @param frame the answer
     */
    public void answer(Frame.Answer frame) {
        if (isOpen()) {
            sender.answer(frame, this);
        }
    }

    private boolean isOpen() {
        if (!closed && !isIn(Names.ME)) {
            outlet.send(pack(new Frame.Failure(
                    ErrorCode.NOT_JOINED, null, "whoever sends events joins \"" + Names.ME + "\" first")));
        }
        return !closed && isIn(Names.ME);
    }

    /** It is to be told what became of what it sent. */
    void owesTaken() {
        owesTaken = true;
        server.behind(this);
    }

    void fellBehind(Seat seat) {
        behind.add(seat);
        server.behind(this);
    }

    /** Sends what it was not sent, as much as it takes. */
    public void flush() {
        flush(new ArrayList<>());
    }

    private void flush(List<Packed> first) {
        List<Packed> frames = first;
        while (!closed && (!frames.isEmpty() || outlet.isWritable() && (owesTaken || !behind.isEmpty()))) {
            int bytes = 0;
            for (Seat seat = earliest(); seat != null && bytes < MAX_BATCH_BYTES; seat = earliest()) {
                Packed next = next(seat);
                bytes += next.size();
                frames.add(next);
            }
            Seat mailbox = seats.get(Names.ME);
            if (owesTaken && (mailbox == null || !behind.contains(mailbox))) {
                owesTaken = false; // behind the replies: those of what is done are there by then
                if (mailbox != null) {
                    frames.add(pack(sender.taken()));
                }
            }
            if (!frames.isEmpty()) {
                outlet.send(frames.size() == 1 ? frames.get(0) : outlet.packer().batch(frames));
            }
            frames = new ArrayList<>();
        }
        sender.goOn();
    }

    /** {@return whether so many replies wait to be taken that more might displace them} */
    boolean isFullOfReplies() {
        Seat mailbox = seats.get(Names.ME);
        return mailbox != null
                && mailbox.isBehind()
                && mailbox.channel().backlog().isMuchAfter(mailbox.sent());
    }

    private Packed next(Seat seat) {
        Backlog backlog = seat.channel().backlog();
        if (seat.hasMissed()) {
            seat.sent(backlog.floor());
            server.surroundings().meters().missed();
            if (!seat.isBehind()) {
                behind.remove(seat);
            }
            return pack(new Frame.Missed(seat.channel().handle(), seat.sent()));
        }
        Entry entry = backlog.get(seat.sent() + 1);
        seat.sent(entry.offset());
        if (!seat.isBehind()) {
            behind.remove(seat);
        }
        return entry.packed(outlet.packer(), outlet.packing());
    }

    private @Nullable Seat earliest() {
        Seat earliest = null;
        for (Seat seat : behind) {
            if (earliest == null || seat.nextOrder() < earliest.nextOrder()) {
                earliest = seat;
            }
        }
        return earliest;
    }

    private Packed pack(Frame frame) {
        return outlet.packing().pack(frame);
    }

    /** The connection is gone. */
    public void closed() {
        if (!closed) {
            closed = true;
            for (Seat seat : seats.values()) {
                seat.channel().seats().remove(seat);
                Presence presence = seat.channel().presence();
                if (presence != null) {
                    presence.lost(this);
                }
            }
            seats.clear();
            behind.clear();
            server.gone(this);
        }
    }
}
