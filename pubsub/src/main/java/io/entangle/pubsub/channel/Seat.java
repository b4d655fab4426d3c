package io.entangle.pubsub.channel;

/** A participant's place in a channel: how far it was sent the entries. On the hub's context. */
final class Seat {
    private final Participant participant;
    private final HostedChannel channel;
    private long sent;

    Seat(Participant participant, HostedChannel channel, long sent) {
        this.participant = participant;
        this.channel = channel;
        this.sent = sent;
    }

    Participant participant() {
        return participant;
    }

    HostedChannel channel() {
        return channel;
    }

    long sent() {
        return sent;
    }

    void sent(long offset) {
        sent = offset;
    }

    boolean isBehind() {
        return sent < channel.backlog().newest();
    }

    /** {@return whether entries it was not sent are kept no longer} */
    boolean hasMissed() {
        return sent < channel.backlog().floor();
    }

    /** {@return the number, among the entries of all channels, of the one to be sent next} */
    long nextOrder() {
        return hasMissed() ? Long.MIN_VALUE : channel.backlog().get(sent + 1).order();
    }

    void fellBehind() {
        participant.fellBehind(this);
    }
}
